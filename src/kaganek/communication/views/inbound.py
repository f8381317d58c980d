"""Letters held for a person: looked through, taken in or dropped."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from kaganek.communication.forms.questions import WriterForm
from kaganek.communication.models import IncomingMail
from kaganek.communication.queries.inbound import held_mails as waiting_mails
from kaganek.communication.queries.inbound import writers
from kaganek.communication.services import inbound as deeds
from kaganek.communication.services.questions import asking
from kaganek.communication.terms import MailFate
from kaganek.core.access import needs
from kaganek.core.lists import Column, Filter, ListSpec, export_response
from kaganek.core.parts import Empty
from kaganek.core.seats import SeatedRequest
from kaganek.lib.mail_in import Unreadable

OBJ = "communication.incomingmail"
UNFIT = "Tej wiadomości nie da się przyjąć: jest pusta albo jej autor nie bierze udziału w projekcie."
NOTHING = Empty(
    "Nie ma tu wiadomości",
    "E-maile od nieznanych nadawców i takie, których nie umiemy przypisać, poczekają tutaj na decyzję.",
)


def _named(row: IncomingMail) -> SafeString:
    href = reverse("communication:held_mail", args=[row.pk])
    return format_html('<a href="{}">{}</a><small>{}</small>', href, row.subject or "bez tematu", row.why)


SPEC = ListSpec(
    name="Poczta przychodząca",
    found=("wiadomość", "wiadomości", "wiadomości"),
    columns=(
        Column(key="temat", label="Temat", value=lambda r: r.subject, html=_named, head=True, sort=("subject__alphabetical",)),
        Column(key="od", label="Nadawca", value=lambda r: r.sender or r.envelope_from, sort=("sender",)),
        Column(key="przyszlo", label="Przyszła", value=lambda r: r.received_at, sort=("received_at",)),
        Column(key="stan", label="Co z nią", value=lambda r: r.get_fate_display(), sort=("fate",)),
        Column(key="kto", label="Kto zdecydował", value=lambda r: r.decided_by),
    ),
    filters=(
        Filter(key="stan", label="Co z nią", choices=MailFate.choices, apply=lambda rows, value: rows.filter(fate=value)),
    ),
    default_sort="przyszlo:desc",
)  # fmt: skip


@require_GET
@needs("view", OBJ)
def held_mails(request: SeatedRequest) -> HttpResponse:
    """Letters that came in, those to be decided among them."""
    context = {"listing": SPEC.read(_mails(), request.GET), "held": waiting_mails(), "empty": NOTHING}
    return render(request, "communication/inbound/list.html", context)


@require_GET
@needs("view", OBJ)
def held_mails_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same list as a file."""
    return export_response(SPEC, _mails(), request, name="poczta", fmt=fmt)


def _mails() -> QuerySet[IncomingMail]:
    return IncomingMail.objects.defer("raw")


@require_GET
@needs("view", OBJ)
def held_mail(request: SeatedRequest, mail_id: int) -> HttpResponse:
    """What one letter says, as plain words, and whose it may be."""
    mail = _mail_or_404(mail_id)
    return _page(request, mail, _form(mail, None, request.GET.get("kogo", "")[:100]))


@require_POST
@needs("decide", OBJ)
def mail_take(request: SeatedRequest, mail_id: int) -> HttpResponse:
    """Take the letter in, in the name of its writer."""
    mail = _mail_or_404(mail_id)
    form = _form(mail, request.POST, request.POST.get("kogo", "")[:100])
    if not form.is_valid():
        return _page(request, mail, form)
    try:
        made = deeds.take_in(mail_id, person_id=form.writer, by=request.seat, at=timezone.now())
    except IncomingMail.DoesNotExist:
        raise Http404 from None
    except (deeds.NobodyKnown, asking.NoPlaceToAsk, asking.NothingSaid, Unreadable):
        form.add_error(None, UNFIT)
        return _page(request, mail, form)
    messages.success(request, f"Wiadomość przyjęta do pytania {made.pk}.")
    return redirect("communication:held_mail", mail_id)


def _mail_or_404(mail_id: int) -> IncomingMail:
    mail = IncomingMail.objects.select_related("person", "office").filter(pk=mail_id).first()
    if mail is None:
        raise Http404
    return mail


def _form(mail: IncomingMail, data: Any, text: str) -> WriterForm:
    known = mail.person_id is not None  # the person may lie beyond the seat
    return WriterForm(data, text=text, known=known, people=[] if known else writers(text))


def _page(request: SeatedRequest, mail: IncomingMail, form: WriterForm) -> HttpResponse:
    text, names = deeds.words_of(mail) if mail.raw else ("", ())
    context = {
        "mail": mail, "text": text, "names": names, "held": mail.fate == MailFate.HELD, "form": form,
    }  # fmt: skip
    return render(request, "communication/inbound/one.html", context, status=422 if form.errors else 200)


@require_POST
@needs("decide", OBJ)
def mail_drop(request: SeatedRequest, mail_id: int) -> HttpResponse:
    """Drop the letter; its words are erased."""
    try:
        deeds.drop(mail_id, by=request.seat, at=timezone.now())
    except IncomingMail.DoesNotExist:
        raise Http404 from None
    messages.success(request, "Wiadomość odrzucona, a jej treść skasowana.")
    return redirect("communication:held_mails")

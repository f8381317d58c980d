"""Letters held for a person: looked through, taken in or dropped."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from kaganek.communication.models import IncomingMail
from kaganek.communication.services import inbound as deeds
from kaganek.communication.services.questions import asking
from kaganek.communication.terms import MailFate
from kaganek.core.access import needs
from kaganek.core.lists import Column, Filter, ListSpec, export_response
from kaganek.core.parts import Empty
from kaganek.core.seats import SeatedRequest
from kaganek.lib.mail_in import Unreadable
from kaganek.people.models import Person

OBJ = "communication.incomingmail"
NOTHING = Empty(
    "Nie ma tu listów",
    "Listy od nieznanych nadawców i takie, których nie umiemy przypisać, poczekają tutaj na decyzję.",
)


def _named(row: IncomingMail) -> SafeString:
    href = reverse("communication:held_mail", args=[row.pk])
    return format_html('<a href="{}">{}</a><small>{}</small>', href, row.subject or "bez tematu", row.why)


SPEC = ListSpec(
    name="Listy",
    found=("list", "listy", "listów"),
    columns=(
        Column(key="temat", label="Temat", value=lambda r: r.subject, html=_named, head=True, sort=("subject",)),
        Column(key="od", label="Nadawca", value=lambda r: r.sender or r.envelope_from, sort=("sender",)),
        Column(key="przyszlo", label="Przyszedł", value=lambda r: r.received_at, sort=("received_at",)),
        Column(key="stan", label="Co z nim", value=lambda r: r.get_fate_display(), sort=("fate",)),
        Column(key="kto", label="Kto zdecydował", value=lambda r: r.decided_by),
    ),
    filters=(
        Filter(key="stan", label="Co z nim", choices=MailFate.choices, apply=lambda rows, value: rows.filter(fate=value)),
    ),
    default_sort="przyszlo:desc",
)  # fmt: skip


@require_GET
@needs("view", OBJ)
def held_mails(request: SeatedRequest) -> HttpResponse:
    """Letters that came in, those to be decided among them."""
    held = IncomingMail.objects.filter(fate=MailFate.HELD).count()
    context = {"listing": SPEC.read(_mails(), request.GET), "held": held, "empty": NOTHING}
    return render(request, "communication/inbound/list.html", context)


@require_GET
@needs("view", OBJ)
def held_mails_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same list as a file."""
    return export_response(SPEC, _mails(), request, name="listy", fmt=fmt)


def _mails() -> QuerySet[IncomingMail]:
    return IncomingMail.objects.defer("raw")


@require_GET
@needs("view", OBJ)
def held_mail(request: SeatedRequest, mail_id: int) -> HttpResponse:
    """What one letter says, as plain words."""
    mail = IncomingMail.objects.select_related("person", "office").filter(pk=mail_id).first()
    if mail is None:
        raise Http404
    text, names = deeds.words_of(mail) if mail.raw else ("", ())
    context = {"mail": mail, "text": text, "names": names, "held": mail.fate == MailFate.HELD}
    return render(request, "communication/inbound/one.html", context)


@require_POST
@needs("decide", OBJ)
def mail_take(request: SeatedRequest, mail_id: int) -> HttpResponse:
    """Take the letter in, in the name of its writer."""
    login = request.POST.get("login", "").strip()[:60]
    person = Person.objects.filter(login__iexact=login, deactivated_at=None).first() if login else None
    try:
        made = deeds.take_in(
            mail_id, person_id=person.pk if person else None, by=request.seat, at=timezone.now()
        )
    except IncomingMail.DoesNotExist:
        raise Http404 from None
    except deeds.NobodyKnown:
        messages.error(request, "Wpisz login osoby, która to napisała. Takiej osoby nie znamy.")
    except (asking.NoPlaceToAsk, asking.NothingSaid, Unreadable):
        messages.error(
            request,
            "Tego listu nie da się przyjąć: jest pusty albo jego autor nie bierze udziału w projekcie.",
        )
    else:
        messages.success(request, f"List przyjęty do pytania {made.pk}.")
    return redirect("communication:held_mail", mail_id)


@require_POST
@needs("decide", OBJ)
def mail_drop(request: SeatedRequest, mail_id: int) -> HttpResponse:
    """Drop the letter; its words are erased."""
    try:
        deeds.drop(mail_id, by=request.seat, at=timezone.now())
    except IncomingMail.DoesNotExist:
        raise Http404 from None
    messages.success(request, "List odrzucony, a jego treść skasowana.")
    return redirect("communication:held_mails")

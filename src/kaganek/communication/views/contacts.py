"""The log of contacts with offices in care."""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaganek.communication.forms.forum import ReasonForm
from kaganek.communication.forms.questions import ContactForm
from kaganek.communication.models import OfficeContact
from kaganek.communication.queries.contacts import (
    NEXT,
    contacts,
    offices_contacted,
    places_in_care,
    settled_by,
)
from kaganek.communication.services import contacts as deeds
from kaganek.communication.terms import ContactKind
from kaganek.core.access import needs
from kaganek.core.lists import Column, Filter, ListSpec, Rows, by_words, export_response
from kaganek.core.parts import Empty
from kaganek.core.seats import SeatedRequest
from kaganek.lib.polish import long_date

OBJ = "communication.officecontact"
NOTHING = Empty(
    "Nie ma tu jeszcze kontaktów", "Zapisuj telefony, e-maile i wizyty: co ustalono i kiedy następny kontakt."
)


def _named(row: OfficeContact) -> SafeString:
    href = reverse("communication:contact", args=[row.pk])
    return format_html('<a href="{}">{}</a><small>{}</small>', href, row.office.office_name, row.with_whom)


def _next(row: OfficeContact) -> object:
    return None if row.next_done_at or row.withdrawn_at else row.next_on


def _agreed(row: OfficeContact) -> str:
    return f"Wycofane ({row.withdrawn_why.rstrip('.')}): {row.agreed}" if row.withdrawn_at else row.agreed


def _due(rows: Rows, value: str) -> Rows:
    return rows.filter(**NEXT[value](timezone.localdate()))


SPEC = ListSpec(
    name="Kontakty",
    found=("kontakt", "kontakty", "kontaktów"),
    columns=(
        Column(key="urzad", label="Urząd", value=lambda r: r.office.office_name, html=_named, head=True, sort=("office__sort_name",)),
        Column(key="kiedy", label="Kiedy", value=lambda r: r.on, sort=("on", "pk")),
        Column(key="rodzaj", label="Rodzaj", value=lambda r: r.get_kind_display(), sort=("kind",)),
        Column(key="z_kim", label="Z kim", value=lambda r: r.with_whom, screen=False),
        Column(key="ustalono", label="Co ustalono", value=_agreed),
        Column(key="nastepny", label="Następny kontakt", value=_next, sort=("next_on",)),  # type: ignore[arg-type]
        Column(key="kto", label="Kto zapisał", value=lambda r: r.author_name),
    ),
    filters=(
        Filter(key="szukaj", label="Urząd, osoba lub ustalenia", apply=by_words("folded")),
        Filter(key="urzad", label="Urząd", choices=offices_contacted, apply=lambda rows, pk: rows.filter(office=int(pk))),
        Filter(key="rodzaj", label="Rodzaj", choices=ContactKind.choices, apply=lambda rows, value: rows.filter(kind=value)),
        Filter(key="nastepny", label="Następny kontakt", choices=(("late", "minął"), ("week", "w ciągu 7 dni"), ("later", "później")), apply=_due),
    ),
    default_sort="kiedy:desc",
)  # fmt: skip


@require_GET
@needs("view", OBJ)
def contact_log(request: SeatedRequest) -> HttpResponse:
    """Contacts with the offices within reach, the latest first."""
    context = {"listing": SPEC.read(contacts(), request.GET), "empty": NOTHING}
    return render(request, "communication/contacts/list.html", context)


@require_GET
@needs("view", OBJ)
def contact_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same list as a file."""
    return export_response(SPEC, contacts(), request, name="kontakty", fmt=fmt)


@require_GET
@needs("view", OBJ)
def contact(request: SeatedRequest, contact_id: int) -> HttpResponse:
    """One contact, and what is planned."""
    found = contacts().filter(pk=contact_id).first()
    if found is None:
        raise Http404
    own = found.author_id == request.seat.person_id
    return render(request, "communication/contacts/one.html", {"contact": found, "own": own})


@require_http_methods(["GET", "POST"])
@needs("add", OBJ)
def contact_new(request: SeatedRequest) -> HttpResponse:
    """Write a contact down."""
    places = places_in_care()
    first = {"on": timezone.localdate(), "once": uuid.uuid4(), "place": request.GET.get("urzad", "")}
    form = ContactForm(request.POST or None, places=places, today=timezone.localdate(), initial=first)
    if request.method == "POST" and form.is_valid():
        data = {name: value for name, value in form.cleaned_data.items() if name != "place"}
        project, _, office = form.cleaned_data["place"].partition("-")
        try:
            made = deeds.note_contact(
                int(office), project_id=int(project), **data, by=request.seat, at=timezone.now()
            )
        except deeds.NotInCare:
            raise Http404 from None
        messages.success(request, _saved(settled_by(made)))
        return redirect("communication:contact_log")
    return render(
        request, "communication/contacts/form.html", {"form": form}, status=422 if form.errors else 200
    )


def _saved(settled: list[date]) -> str:
    if not settled:
        return "Kontakt zapisany."
    planned = (
        "Załatwiony jest tym samym kontakt umówiony"
        if len(settled) == 1
        else "Załatwione są tym samym kontakty umówione"
    )
    return f"Kontakt zapisany. {planned} na: {', '.join(long_date(day) for day in settled)}"


@require_POST
@needs("add", OBJ)
def contact_settle(request: SeatedRequest, contact_id: int) -> HttpResponse:
    """The next contact took place, or is not needed."""
    try:
        deeds.settle_next(contact_id, by=request.seat, at=timezone.now())
    except OfficeContact.DoesNotExist:
        raise Http404 from None
    messages.success(request, "Zapisane: następny kontakt załatwiony.")
    return redirect("communication:contact", contact_id)


@require_http_methods(["GET", "POST"])
@needs("add", OBJ)
def contact_withdraw(request: SeatedRequest, contact_id: int) -> HttpResponse:
    """Withdraw an own contact, with a reason."""
    found = contacts().filter(pk=contact_id, author=request.seat.person_id, withdrawn_at=None).first()
    if found is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        deeds.withdraw_contact(
            contact_id, reason=form.cleaned_data["reason"], by=request.seat, at=timezone.now()
        )
        messages.success(request, "Kontakt wycofany. Zostaje na liście z powodem, ale już się nie liczy.")
        return redirect("communication:contact", contact_id)
    context = {"contact": found, "form": form}
    return render(
        request, "communication/contacts/withdraw.html", context, status=422 if form.errors else 200
    )

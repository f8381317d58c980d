"""Handing out: who has not signed in yet, links by e-mail, slips to print."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kaganek.core.access import needs
from kaganek.core.attachments import attachment
from kaganek.core.lists import Filter, ListSpec, Rows
from kaganek.core.parts import Bulk, Empty
from kaganek.core.seats import Seat, SeatedRequest
from kaganek.lib.polish import counted
from kaganek.people.models import Person
from kaganek.people.queries.account import contacts
from kaganek.people.queries.persons import people_in_reach
from kaganek.people.services.codes import make_slips, send_links, slips_pdf
from kaganek.people.views import persons as people

WAY = Filter(
    key="droga",
    label="E-mail",
    choices=(("jest", "Z adresem e-mail"), ("brak", "Bez adresu e-mail")),
    apply=lambda rows, value: rows.filter(email="") if value == "brak" else rows.exclude(email=""),
)
NOBODY = Empty("Wszyscy już się logowali", "Gdy przybędą nowe osoby, pojawią się tutaj.")
SLIP_LIMIT = 500  # a bigger PDF takes longer than a person waits


def waiting() -> Rows:
    """People who have never signed in and may."""
    return people_in_reach().filter(activated_at=None, deactivated_at=None)


def spec_for(seat: Seat) -> ListSpec:
    wide = people.is_wide(seat)
    place = (people.OFFICE,) if wide else ()
    return ListSpec(
        name="Osoby",
        found=people.PEOPLE,
        columns=(
            people.TICK,
            people.NAME,
            people.LOGIN,
            *place,
            people.DEPARTMENT,
            people.GROUP,
            people.SINCE,
        ),
        filters=(people.SEARCH, people.OFFICE_FILTER, WAY)
        if wide
        else (people.SEARCH, *people.OWN_FILTERS, WAY),
        default_sort="nazwisko:asc",
    )


@require_GET
@needs("issue", "people.onetimecode")
def codes(request: SeatedRequest) -> HttpResponse:
    """Who waits for a first way in."""
    listing = spec_for(request.seat).read(waiting(), request.GET)
    listing.bulk = Bulk(
        action=reverse("people:handout"),
        label="Wydaj dane zaznaczonym",
        hint="Zaznacz osoby, którym chcesz wydać dane",
        forms=people.PEOPLE,
        icon="key-round",
    )
    return render(
        request, "people/codes.html", {"listing": listing, "empty": NOBODY, "all": listing.kept_for_sort}
    )


@require_POST
@needs("issue", "people.onetimecode")
def handout(request: SeatedRequest) -> HttpResponse:
    """The chosen people once more: how many get a letter, how many a slip."""
    chosen = _chosen(request)
    if not chosen:
        messages.info(request, "Zaznacz na liście co najmniej jedną osobę.")
        return redirect("people:codes")
    context = {
        "people": chosen,
        "with_email": sum(bool(person.email) for person in chosen),
        "offices": len({person.office_id for person in chosen}),
        "too_many": len(chosen) > SLIP_LIMIT,
        "limit": SLIP_LIMIT,
        "signed_in": sum(person.activated_at is not None for person in chosen),
        "crumbs": [("Dane do logowania", reverse("people:codes")), ("Wydanie", "")],
    }
    return render(request, "people/handout.html", context)


def _chosen(request: SeatedRequest) -> list[Person]:
    """The ticked people within reach, or everyone of the filtered list of those who wait."""
    if request.POST.get("wszyscy"):
        rows = spec_for(request.seat).read(waiting(), request.POST).queryset
        return list(rows.order_by("sort_name", "pk"))
    return [person for person in people.chosen_people(request) if person.deactivated_at is None]


@require_POST
@needs("issue", "people.onetimecode")
def links(request: SeatedRequest) -> HttpResponse:
    """Post each chosen person a letter with a one-time link."""
    handed = send_links([person.pk for person in _chosen(request)], by=request.seat, at=timezone.now())
    sent = counted(handed.sent, "osoba", "osoby", "osób")
    messages.success(request, f"Link dostanie {sent}. Wysyłamy je po kolei, zwykle w ciągu kilku minut.")
    if handed.without_email:
        without = counted(handed.without_email, "osoba", "osoby", "osób")
        messages.info(request, f"Bez adresu e-mail: {without}. Tu potrzebne są kartki.")
    return redirect("people:codes")


@require_POST
@needs("issue", "people.onetimecode")
def slips(request: SeatedRequest) -> HttpResponse:
    """The slips of one office as a PDF; the codes exist in this file alone."""
    chosen = _chosen(request)
    if len(chosen) > SLIP_LIMIT or len({person.office_id for person in chosen}) > 1:
        messages.error(request, f"Wybierz osoby z jednego urzędu, najwyżej {SLIP_LIMIT} naraz.")
        return redirect("people:codes")
    at = timezone.now()
    made = make_slips([person.pk for person in chosen], by=request.seat, at=at)
    if not made:
        messages.error(request, "Nie ma komu wydać kartek. Zaznacz osoby na liście.")
        return redirect("people:codes")
    body = slips_pdf(
        made, office=chosen[0].office.office_name if chosen[0].office else "", project=_project(chosen), at=at
    )
    name = f"kartki-{timezone.localtime(at):%Y-%m-%d-%H%M}.pdf"
    return attachment(body, name=name, content_type="application/pdf")


def _project(chosen: Sequence[Person]) -> str:
    """The name of the project the first of them takes part in, for the head of the slip."""
    return next((contact.project for person in chosen[:1] for contact in contacts(person)), "")

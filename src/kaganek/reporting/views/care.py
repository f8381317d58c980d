"""Offices in care: required, enrolled, under way, late and finished, questions that wait, the last contact and the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.db.models import F
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from kaganek.communication.terms import Desk, QuestionState
from kaganek.core.access import needs
from kaganek.core.lists import Column, Filter, ListSpec, Row, Rows, by_words, export_response
from kaganek.core.parts import Empty
from kaganek.core.seats import Seat, SeatedRequest
from kaganek.core.templatetags.ui import dzien_krotko, status
from kaganek.programmes.models import Participation
from kaganek.programmes.queries import projects_in_reach
from kaganek.reporting.queries import behind
from kaganek.reporting.queries.care import offices_in_care
from kaganek.reporting.services.tallies import bring_these_up_to_date

NOTHING = Empty("Nie masz jeszcze urzędów w opiece", "Urzędy przydziela konsultantom koordynator projektu.")
WAITS: dict[str, dict[str, Any]] = {"pytania": {"questions__gt": 0}, "kontakt": {"last_on": None}}


def _named(row: Participation) -> SafeString:
    href = f"{reverse('communication:contact_log')}?urzad={row.office_id}"
    return format_html('<a href="{}">{}</a><small>{}</small>', href, row.office.office_name, row.project.name)


def _next(row: Row) -> object:
    """The day of the next contact; one that has passed stands out."""
    day = row.next_on
    return (
        status("late", dzien_krotko(day)) if day and day < timezone.localdate() else dzien_krotko(day) or "–"
    )


def _due(rows: Rows, value: str) -> Rows:
    if value == "termin":
        return rows.filter(next_on__lte=timezone.localdate())
    return rows.filter(**WAITS[value])


FILTERS = (
    Filter(key="szukaj", label="Urząd: nazwa lub kod TERYT", apply=by_words("office__folded")),
    Filter(
        key="co", label="Co czeka", apply=_due,
        choices=(("pytania", "pytania bez odpowiedzi"), ("termin", "umówiony kontakt"), ("kontakt", "jeszcze bez kontaktu")),
    ),
)  # fmt: skip


def _spec(seat: Seat) -> ListSpec:
    return ListSpec(
        name="Urzędy", found=("urząd", "urzędy", "urzędów"), columns=_columns(seat), filters=FILTERS, default_sort="urzad:asc"
    )  # fmt: skip


def _columns(seat: Seat) -> Sequence[Column]:
    """Numbers lead to their rows where the seat may open these; the required number is set, not counted."""

    def number(key: str, label: str, name: str, href: Callable[..., str]) -> Column:
        def html(row: Participation) -> SafeString:
            many = getattr(row, name)
            return behind.linked(many, many, href(projekt=row.project_id, urzad=row.office_id))

        return Column(
            key=key, label=label, value=lambda r: getattr(r, name), html=html, css="n", sort=(name,)
        )

    waiting = partial(behind.rows, seat, "pytania", kolejka=Desk.CONTENT.value, stan=QuestionState.OPEN.value)
    return (
        Column(key="urzad", label="Urząd", value=lambda r: r.office.office_name, html=_named, head=True, sort=("office__sort_name",)),
        Column(key="projekt", label="Projekt", value=lambda r: r.project.name, screen=False),
        Column(key="wymagane", label="Wymagane", value=lambda r: r.required, css="n", sort=(F("required").asc(nulls_first=True),)),
        number("zapisani", "Biorą udział", "enrolled", partial(behind.rows, seat, "aktywnosc")),
        number("w_trakcie", "W trakcie", "under_way", partial(behind.people, seat, "going")),
        number("pozno", "Po terminie", "late", partial(behind.people, seat, "late")),
        number("ukonczyli", "Ukończyli", "finished", partial(behind.people, seat, "done")),
        number("pytania", "Pytania", "questions", waiting),
        Column(key="ostatni", label="Ostatni kontakt", value=lambda r: r.last_on, sort=(F("last_on").asc(nulls_first=True),)),
        Column(key="nastepny", label="Następny kontakt", value=lambda r: r.next_on, html=_next, sort=(F("next_on").asc(nulls_last=True),)),
    )  # fmt: skip


@require_GET
@needs("view", "reporting.care")
def care(request: SeatedRequest) -> HttpResponse:
    """The offices in care, with what is to be done for them."""
    context = {
        "listing": _spec(request.seat).read(_rows(request), request.GET),
        "empty": NOTHING,
        "today": timezone.localdate(),
    }
    return render(request, "reporting/care.html", context)


@require_GET
@needs("export", "reporting.care")
def care_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same list as a file."""
    return export_response(_spec(request.seat), _rows(request), request, name="urzedy-w-opiece", fmt=fmt)


def _rows(request: SeatedRequest) -> Rows:
    bring_these_up_to_date((one.pk for one in projects_in_reach(request.seat)), today=timezone.localdate())
    return offices_in_care()

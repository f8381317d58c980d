"""The delivery log of reminders."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from kaganek.core.access import needs
from kaganek.core.fates import tag
from kaganek.core.lists import Column, Filter, ListSpec, by_words, export_response
from kaganek.core.markup import email
from kaganek.core.parts import Empty
from kaganek.core.seats import Seat, SeatedRequest
from kaganek.core.templatetags.ui import dzien_krotko, godzina
from kaganek.people.terms import OFFICE_STAFF
from kaganek.reporting.queries import links
from kaganek.reporting.queries.reminders import FATES, NO_EMAIL, log

NOTHING = Empty(
    "Nie było jeszcze przypomnień",
    "Przypomnienie wysyłasz z raportu postępów: zaznacz osoby i wybierz „Wyślij przypomnienie”.",
)


@require_GET
@needs("view", "reporting.reminder")
def reminders(request: SeatedRequest) -> HttpResponse:
    """Who was reminded, when, and whether the letter went out."""
    listing = _spec(request.seat).read(log(), request.GET)
    return render(request, "reporting/reminders.html", {
        "listing": listing, "empty": NOTHING, "seat": request.seat,
        "export_query": f"?{listing.querystring}" if listing.querystring else "",
    })  # fmt: skip


@require_GET
@needs("view", "reporting.reminder")
def reminders_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same log as a file."""
    return export_response(_spec(request.seat), log(), request, name="przypomnienia", fmt=fmt)


def _spec(seat: Seat) -> ListSpec:
    office = Column(
        key="urzad",
        label="Urząd",
        value=lambda row: row["office__office_name"],
        sort=("office__sort_name",),
    )
    return ListSpec(
        name="Przypomnienia",
        found=("przypomnienie", "przypomnienia", "przypomnień"),
        columns=[
            Column(
                key="osoba",
                label="Osoba",
                value=_name,
                html=lambda row: links.person(seat, row["person_id"], _name(row)),
                head=True,
                sort=("person__sort_name",),
            ),
            *([] if seat.role in OFFICE_STAFF else [office]),
            Column(
                key="adres",
                label="Adres",
                value=lambda row: row["person__email"],
                html=lambda row: email(row["person__email"]) or "–",
            ),
            Column(
                key="zlecono",
                label="Zlecono",
                value=lambda row: row["asked_at"],
                html=_asked,
                sort=("asked_at",),
            ),
            Column(
                key="wyslano",
                label="Wysłano",
                value=lambda row: row["sent_at"],
                html=_sent,
                sort=(F("sent_at").asc(nulls_first=True),),
            ),
            Column(
                key="wynik", label="Wynik", value=lambda row: FATES[row["fate"]], html=_fate, sort=("fate",)
            ),
        ],
        filters=[
            Filter(key="q", label="Nazwisko", apply=by_words("person__folded")),
            Filter(
                key="wynik",
                label="Wynik",
                choices=list(FATES.items()),
                apply=lambda rows, value: rows.filter(fate=value),
            ),
        ],
        default_sort="zlecono:desc",
        id="przypomnienia",
    )


def _name(row: dict[str, Any]) -> str:
    return f"{row['person__last_name']}, {row['person__first_name']}"


def _asked(row: dict[str, Any]) -> str:
    return _moment(row["asked_at"])


def _sent(row: dict[str, Any]) -> str:
    return _moment(row["sent_at"]) if row["sent_at"] else "–"


def _moment(at: Any) -> str:
    return f"{dzien_krotko(at)}, {godzina(at)}"


def _fate(row: dict[str, Any]) -> SafeString:
    look = "off" if row["fate"] == NO_EMAIL else row["fate"]
    return tag(look, FATES[row["fate"]])

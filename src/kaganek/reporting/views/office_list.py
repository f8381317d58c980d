"""The list of people in an office's report: its columns and filters."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.utils.safestring import SafeString

from kaganek.core.lists import Column, Filter, ListSpec, Rows, by_words, checkbox
from kaganek.core.markup import filled
from kaganek.core.seats import Seat
from kaganek.core.templatetags.ui import bar, dzien_krotko, status
from kaganek.learning.terms import ProgressState
from kaganek.reporting.queries import links, standing

Row = dict[str, Any]
LABELS = dict(ProgressState.choices)
BEHIND = (  # the lists behind two numbers of the page
    ("going", "Zaczęli i mieszczą się w terminie"),
    ("waiting", "Czekają na pierwsze logowanie"),
)


def spec(seat: Seat, courses: list[Row], groups: list[str], *, with_boxes: bool) -> ListSpec:
    """The list as a seat sees it; the file has the same rows, and the name in two columns."""
    boxes = [checkbox("person", lambda row: row["person_id"], _name)] if with_boxes else []
    return ListSpec(
        name="Osoby",
        found=("osobę", "osoby", "osób"),
        columns=[*boxes, *_columns(seat)],
        filters=_filters(courses, groups),
        default_sort="osoba:asc",
        tiebreak=("sort_name", "person_id"),
        keep=("urzad",),
        id="osoby",
    )


def _columns(seat: Seat) -> list[Column]:
    def person(row: Row) -> SafeString:
        off = "konto wyłączone" if row["deactivated_at"] else ""
        notes = ", ".join(filter(None, (row["department"], off)))
        return filled(
            "{}<small>{}</small>",
            links.person(seat, row["person_id"], _name(row)),
            notes,
        )

    return [
        Column(key="osoba", label="Osoba", value=_name, html=person, head=True, sort=("sort_name",)),
        Column(key="email", label="E-mail", value=lambda row: row["email"], screen=False),
        Column(key="komorka", label="Komórka", value=lambda row: row["department"], screen=False),
        Column(key="grupa", label="Grupa", value=lambda row: row["group_name"], screen=False),
        Column(
            key="ukonczone",
            label="Ukończone szkolenia",
            value=lambda row: row["done"],
            html=_progress,
            sort=("done",),
        ),
        Column(key="wszystkie", label="Wszystkie szkolenia", value=lambda row: row["total"], screen=False),
        Column(
            key="aktywnosc",
            label="Ostatnia aktywność",
            value=lambda row: row["last"],
            html=_activity,
            sort=(F("last").asc(nulls_first=True),),
        ),
        Column(
            key="termin",
            label="Najbliższy termin",
            value=lambda row: row["next_due"],
            html=_deadline,
            sort=(F("next_due").asc(nulls_last=True),),
        ),
        Column(
            key="stan", label="Stan", value=_state, html=lambda row: status(row["state"]), sort=("state",)
        ),
    ]


def _filters(courses: list[Row], groups: list[str]) -> list[Filter]:
    named = [(str(course["course_id"]), course["title"]) for course in courses]
    filters = [
        Filter(key="q", label="Nazwisko lub e-mail", apply=_search),
        Filter(
            key="szkolenie",
            label="Szkolenie",
            choices=named,
            all_label="Cała ścieżka",
            apply=lambda rows, value: rows.filter(course_id=int(value)),
        ),
        Filter(key="stan", label="Stan", choices=(*standing.CHOICES, *BEHIND), apply=_in_state),
    ]
    if groups:
        choices = [(name, name) for name in groups]
        filters.append(
            Filter(
                key="grupa",
                label="Grupa",
                choices=choices,
                apply=lambda rows, value: rows.filter(person__group_name=value),
            )
        )
    return filters


def _search(rows: Rows, text: str) -> Rows:
    return (
        rows.filter(person__email__icontains=text) if "@" in text else by_words("person__folded")(rows, text)
    )


def _in_state(rows: Rows, value: str) -> Rows:
    if value == "going":
        return rows.filter(state__in=(ProgressState.DOING, ProgressState.SOON), begun__gt=0)
    if value == "waiting":
        return rows.filter(activated_at=None, deactivated_at=None)
    return rows.exclude(state="done") if value == "unfinished" else rows.filter(state=value)


def _name(row: Row) -> str:
    return f"{row['last_name']}, {row['first_name']}"


def _state(row: Row) -> str:
    return LABELS[row["state"]]


def _progress(row: Row) -> SafeString:
    kind = {"done": "is-done", "late": "is-late"}.get(row["state"], "")
    return filled(
        '<span class="kg-cellbar">{}<span class="num">{} z&nbsp;{}</span></span>',
        bar(row["done"], row["total"], kind),
        row["done"],
        row["total"],
    )


def _activity(row: Row) -> str:
    return _day(row["last"]) if row["last"] else "–" if row["activated_at"] else "przed pierwszym logowaniem"


def _deadline(row: Row) -> SafeString | str:
    day = _day(row["next_due"]) or "–"
    if at := row.get("reminded"):
        return filled("{}<small>przypomniano {}</small>", day, _day(at))
    return day


def _day(day: date | datetime | None) -> str:
    return dzien_krotko(day)

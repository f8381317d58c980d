"""The two lists of deadlines: those that may be moved and those that were."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kaganek.core.lists import Column, Filter, ListSpec, Row, Rows, by_words, checkbox
from kaganek.core.seats import Seat
from kaganek.core.templatetags.ui import dzien_krotko
from kaganek.learning.queries.extensions import courses_with_deadlines

BY_NAME = Filter(key="q", label="Szukaj: nazwisko, login, e-mail", apply=by_words("person__folded"))
BY_OFFICE = Filter(key="urzad", label="Urząd: nazwa lub kod TERYT", apply=by_words("office__folded"))
STATES = (("po", "Po terminie"), ("tydzien", "Zostało 7 dni lub mniej"), ("dalej", "Więcej niż 7 dni"))


def open_spec(seat: Seat) -> ListSpec:
    """Deadlines to choose from."""
    return ListSpec(
        name="Terminy do przedłużenia",
        found=("termin", "terminy", "terminów"),
        columns=(
            checkbox("termin", lambda row: row.pk, lambda row: f"{row.person.listed_name}, {row.course.title}"),
            *_who(seat),
            Column(key="szkolenie", label="Szkolenie", value=lambda row: row.course.title, sort=("course__title__alphabetical",)),
            _day("termin", "Termin", "due_on"),
        ),
        filters=(
            BY_NAME,
            *((BY_OFFICE,) if seat.offices is None else ()),
            Filter(
                key="szkolenie", label="Szkolenie", choices=courses_with_deadlines,
                apply=lambda rows, value: rows.filter(course=int(value)),
            ),
            Filter(key="stan", label="Kiedy termin", choices=STATES, apply=_in_state),
            Filter(
                key="grupa", label="Grupa",
                apply=lambda rows, text: rows.filter(person__group_name__icontains=text),
            ),
        ),
        default_sort="termin:asc",
    )  # fmt: skip


def given_spec(seat: Seat) -> ListSpec:
    """What was moved."""
    return ListSpec(
        name="Przedłużone terminy",
        found=("przedłużenie", "przedłużenia", "przedłużeń"),
        columns=(
            *_who(seat),
            Column(key="szkolenie", label="Szkolenie", value=lambda row: row.progress.course.title),
            _day("bylo", "Było", "from_on"),
            _day("jest", "Jest", "until_on"),
            Column(key="powod", label="Powód", value=lambda row: row.reason),
            Column(key="kto", label="Kto", value=lambda row: row.given_name, sort=("given_name__alphabetical",)),
            Column(
                key="kiedy", label="Kiedy", value=lambda row: timezone.localdate(row.given_at),
                html=lambda row: dzien_krotko(row.given_at), sort=("given_at",),
            ),
        ),
        filters=(
            BY_NAME,
            *((BY_OFFICE,) if seat.offices is None else ()),
            Filter(
                key="szkolenie", label="Szkolenie",
                apply=lambda rows, text: rows.filter(progress__course__title__icontains=text),
            ),
        ),
        default_sort="kiedy:desc",
    )  # fmt: skip


def _who(seat: Seat) -> tuple[Column, ...]:
    person = Column(
        key="osoba", label="Osoba", value=lambda row: row.person.listed_name, html=_person,
        sort=("person__sort_name",), head=True,
    )  # fmt: skip
    office = Column(
        key="urzad", label="Urząd", value=lambda row: row.office.office_name, sort=("office__sort_name",)
    )
    return (person, office) if seat.offices is None else (person,)


def _person(row: Row) -> SafeString:
    href = reverse("people:person", args=[row.person_id])
    return format_html(
        '<a href="{}">{}</a><small>{}</small>', href, row.person.listed_name, row.person.department
    )


def _day(key: str, label: str, field: str) -> Column:
    return Column(
        key=key, label=label, value=lambda row: getattr(row, field),
        html=lambda row: dzien_krotko(getattr(row, field)), sort=(field,),
    )  # fmt: skip


def _in_state(rows: Rows, value: str) -> Rows:
    today = timezone.localdate()
    week = today + timedelta(days=7)
    return {
        "po": rows.filter(due_on__lt=today),
        "tydzien": rows.filter(due_on__gte=today, due_on__lte=week),
    }.get(value, rows.filter(due_on__gt=week))

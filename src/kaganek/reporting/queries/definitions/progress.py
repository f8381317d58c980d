"""How people stand with their courses: a row for each person and course; the deadlines are the open ones of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, F, Min, OuterRef, Q, Subquery, Value, When

from kaganek.core.lists import Column, Row, Rows, by_words
from kaganek.core.lists.asked import day_of
from kaganek.core.templatetags.ui import status
from kaganek.learning.models import DeadlineEscalation
from kaganek.learning.rules import SOON
from kaganek.learning.terms import ProgressState
from kaganek.lib.exports import Value as Cell
from kaganek.reporting.queries import standing
from kaganek.reporting.queries.definitions import dimensions as by
from kaganek.reporting.queries.definitions import history
from kaganek.reporting.queries.definitions.parts import (
    PEOPLE,
    Choices,
    Definition,
    Dimension,
    Look,
    Measure,
    column,
)

STATES = {state.value: str(state.label) for state in ProgressState}


def rows(look: Look) -> Rows:
    """Progress within reach as it stood on the day; office courses are their office's own matter."""
    found = history.progress(look).annotate(standing=_state(look))
    judged: Rows = found if by.of_one_office(look.seat) else found.filter(course__office=None)
    return judged


def _state(look: Look) -> Case:
    """The state of one course, as learning.rules.state judges it."""
    return Case(
        When(done_at__isnull=False, then=Value(ProgressState.DONE.value)),
        When(due__lt=look.day, then=Value(ProgressState.LATE.value)),
        When(due__lte=look.day + SOON, then=Value(ProgressState.SOON.value)),
        When(begun_at__isnull=False, then=Value(ProgressState.DOING.value)),
        default=Value(ProgressState.TODO.value),
    )


def _is(state: ProgressState) -> Any:
    def where(look: Look) -> Q:
        return Q(standing=state.value)

    return where


def _paths(look: Look) -> Rows:
    """A row for each enrolment: how its whole path stands, judged as the sums beside progress do.

    An office's own courses stand beside the path, not in it (R-25).
    """
    paths: Rows = history.progress(look).filter(course__office=None).order_by().values("enrolment_id").annotate(
        choosing=standing.choosing("enrolment"), total=Count("pk"), done=Count("done_at"), begun=Count("begun_at"),
        next_due=Min("due", filter=Q(done_at=None)),
    )  # fmt: skip
    judged: Rows = paths.annotate(path=standing.state(look.day))
    return judged


def _finished(look: Look) -> Q:
    return Q(enrolment_id__in=_paths(look).filter(path=ProgressState.DONE).values("enrolment_id"))


def _under_way(look: Look) -> Q:
    """Those who have begun and are not late."""
    going = _paths(look).filter(path__in=(ProgressState.DOING, ProgressState.SOON), begun__gt=0)
    return Q(enrolment_id__in=going.values("enrolment_id"))


FIELDS: dict[str, str] = {
    **by.of_person(),
    "course_title": "course__title",
    **{name: name for name in ("standing", "begun_at", "done_at", "due", "score", "last")},
}


def _whose(look: Look) -> list[Column]:
    return [by.who(look), *by.whereabouts(look), column("szkolenie", "Szkolenie", "course_title", text=True)]


def _columns(look: Look) -> Sequence[Column]:
    return [
        *_whose(look),
        _standing(),
        column("rozpoczeto", "Rozpoczęto", "begun_at", sort=(F("begun_at").asc(nulls_first=True),)),
        column("ukonczono", "Ukończono", "done_at", sort=(F("done_at").asc(nulls_first=True),)),
        column("termin", "Termin", "due", sort=(F("due").asc(nulls_last=True),)),
        column("wynik", "Wynik, %", "score", sort=(F("score").asc(nulls_first=True),), css="n"),
        column("aktywnosc", "Ostatnia aktywność", "last", sort=(F("last").asc(nulls_first=True),)),
    ]  # fmt: skip


def _standing() -> Column:
    def label(row: Row) -> str:
        return STATES[row["standing"]]

    return column(
        "stan", "Stan", value=label, sort=("standing",),
        html=lambda row: status(row["standing"], label(row)),
    )  # fmt: skip


DIMENSIONS = (by.project(), by.voivodeship(), by.kind(), by.office(), by.course(), by.group(), by.person())
PROGRESS = Definition(
    key="postep",
    title="Postęp w szkoleniach",
    about="Wiersz to jedna osoba i jedno szkolenie: stan, daty, termin i wynik testu.",
    obj="reporting.progress_report",
    name="Postęp",
    found=("pozycję", "pozycje", "pozycji"),
    rows=rows,
    fields=FIELDS,
    columns=_columns,
    default_sort="osoba:asc",
    dimensions=(*DIMENSIONS, by.choice("stan", "Stan", "Stany", "standing", STATES)),
    measures=(
        Measure(key="wszystkie", label="Przypisane szkolenia"),
        Measure(key="osoby", label="Osoby", kind=PEOPLE),
        Measure(key="ukonczone", label="Ukończone", where=_is(ProgressState.DONE)),
        Measure(key="w-trakcie", label="W trakcie", where=_is(ProgressState.DOING)),
        Measure(key="blisko", label="Zbliża się termin", where=_is(ProgressState.SOON)),
        Measure(key="po-terminie", label="Po terminie", where=_is(ProgressState.LATE)),
        Measure(key="nierozpoczete", label="Nierozpoczęte", where=_is(ProgressState.TODO)),
        Measure(key="sciezka", label="Ukończyli ścieżkę", where=_finished, kind=PEOPLE, quiet=True),
        Measure(key="w-drodze", label="Są w trakcie ścieżki", where=_under_way, kind=PEOPLE, quiet=True),
    ),
    search=by_words("person__folded"),
    past=True,
    cautions=history.cautions,
)


def _open_with_deadline(look: Look) -> Rows:
    """With when the office's supervisor was told of the deadline that held on the day (C-14)."""
    told = DeadlineEscalation.objects.filter(progress=OuterRef("pk"), due_on=OuterRef("due"))
    if look.as_of:
        told = told.filter(at__lte=look.until)
    found: Rows = rows(look).filter(done_at__isnull=True, due__isnull=False)
    judged: Rows = found.annotate(told_at=Subquery(told.values("at")[:1]))
    return judged


def _told(look: Look, asked: str) -> Choices:
    return [(day, f"{date.fromisoformat(day):%d.%m.%Y}")] if (day := day_of(asked)) else ()


TOLD = Dimension(  # the day of a notice to the supervisor leads to those it spoke of
    key="zgloszono", label="Zgłoszono przełożonemu", many="Dni", found=("dzień", "dni", "dni"), column="told_at__date",
    value=date.fromisoformat, choices=_told, groups=False,
)  # fmt: skip


def _late(look: Look) -> Q:
    return Q(due__lt=look.day)


def _this_week(look: Look) -> Q:
    return Q(due__gte=look.day, due__lte=look.day + SOON)


def _later(look: Look) -> Q:
    return Q(due__gt=look.day + SOON)


def _long_late(look: Look) -> Q:
    return Q(due__lt=look.day - timedelta(days=30))


def _deadline_columns(look: Look) -> Sequence[Column]:
    def days(row: Row) -> Cell:
        left: int = (row["due"] - look.day).days
        return left

    return [
        *_whose(look),
        column("termin", "Termin", "due"),
        column("dni", "Dni do terminu", value=days, sort=("due",), css="n"),
        _standing(),
        column("rozpoczeto", "Rozpoczęto", "begun_at", sort=(F("begun_at").asc(nulls_first=True),)),
        column("aktywnosc", "Ostatnia aktywność", "last", sort=(F("last").asc(nulls_first=True),)),
        column("zgloszono", "Zgłoszono przełożonemu", "told_at", sort=(F("told_at").asc(nulls_last=True),)),
    ]


DEADLINES = Definition(
    key="terminy",
    title="Terminy",
    about="Wiersz to jedno nieukończone szkolenie jednej osoby, które ma termin.",
    obj="reporting.deadline_report",
    name="Terminy",
    found=("termin", "terminy", "terminów"),
    rows=_open_with_deadline,
    fields=FIELDS | {"told_at": "told_at"},
    columns=_deadline_columns,
    default_sort="termin:asc",
    dimensions=(*DIMENSIONS, TOLD),
    measures=(
        Measure(key="wszystkie", label="Nieukończone z terminem"),
        Measure(key="osoby", label="Osoby", kind=PEOPLE),
        Measure(key="po-terminie", label="Po terminie", where=_late),
        Measure(key="dlugo", label="Ponad 30 dni po terminie", where=_long_late),
        Measure(key="tydzien", label="W ciągu 7 dni", where=_this_week),
        Measure(key="pozniej", label="Później", where=_later),
    ),
    search=by_words("person__folded"),
    past=True,
    cautions=history.cautions,
)

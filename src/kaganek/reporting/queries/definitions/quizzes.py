"""Results of quizzes: a row for each finished attempt."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from kaganek.core.lists import Column, Row, Rows, by_words
from kaganek.core.templatetags.ui import status
from kaganek.learning.models import Attempt
from kaganek.reporting.queries.definitions import dimensions as by
from kaganek.reporting.queries.definitions.parts import MEAN, PEOPLE, Definition, Look, Measure, column

VERDICTS = {True: ("passed", "Zaliczone"), False: ("failed", "Niezaliczone")}


def _rows(look: Look) -> Rows:
    found = Attempt.objects.filter(finished_at__isnull=False)
    return found if by.of_one_office(look.seat) else found.filter(progress__course__office=None)


def _columns(look: Look) -> Sequence[Column]:
    def verdict(row: Row) -> str:
        return VERDICTS[row["passed"]][1]

    return [
        by.who(look),
        *by.whereabouts(look),
        column("szkolenie", "Szkolenie", "course_title", text=True),
        column("podejscie", "Podejście", "number", css="n"),
        column("zakonczono", "Zakończono", "finished_at"),
        column("wynik", "Wynik, %", "score", css="n"),
        column(
            "ocena", "Ocena", value=verdict, sort=("passed",),
            html=lambda row: status(*VERDICTS[row["passed"]]),
        ),
    ]  # fmt: skip


def _passed(look: Look) -> Q:
    return Q(passed=True)


def _failed(look: Look) -> Q:
    return Q(passed=False)


def _first(look: Look) -> Q:
    return Q(passed=True, number=1)


QUIZZES = Definition(
    key="testy",
    title="Wyniki testów",
    about="Wiersz to jedno zakończone podejście do testu: kiedy, które, z jakim wynikiem.",
    obj="reporting.quiz_report",
    name="Podejścia",
    found=("podejście", "podejścia", "podejść"),
    rows=_rows,
    fields={
        **by.of_person(),
        "course_title": "progress__course__title",
        **{
            name: name
            for name in ("number", "started_at", "finished_at", "points", "maximum", "score", "passed")
        },
    },
    columns=_columns,
    default_sort="zakonczono:desc",
    dimensions=(
        by.project(), by.voivodeship(), by.kind(), by.office(), by.course("progress__course"), by.group(),
        by.person(),
    ),
    measures=(
        Measure(key="wszystkie", label="Podejścia"),
        Measure(key="osoby", label="Osoby", kind=PEOPLE),
        Measure(key="zaliczone", label="Zaliczone", where=_passed),
        Measure(key="niezaliczone", label="Niezaliczone", where=_failed),
        Measure(key="od-razu", label="Zaliczone za pierwszym razem", where=_first),
        Measure(key="sredni", label="Średni wynik, %", kind=MEAN, column="score"),
    ),
    search=by_words("person__folded"),
    period="finished_at",
)  # fmt: skip

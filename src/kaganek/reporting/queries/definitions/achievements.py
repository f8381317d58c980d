"""What people have earned: a row for each line of the ledger."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F, Q

from kaganek.core.lists import Column, Rows, by_words
from kaganek.programmes.models import Achievement
from kaganek.reporting.queries.definitions import dimensions as by
from kaganek.reporting.queries.definitions.parts import PEOPLE, SUM, Definition, Look, Measure, column


def _rows(look: Look) -> Rows:
    return Achievement.objects.all()


def _columns(look: Look) -> Sequence[Column]:
    return [
        by.who(look),
        *by.whereabouts(look),
        column("osiagniecie", "Osiągnięcie", "earned", text=True),
        column("godziny", "Godziny po 45 minut", "hours", css="n"),
        column("wynik", "Wynik, %", "score", sort=(F("score").asc(nulls_first=True),), css="n"),
        column("kiedy", "Kiedy", "at"),
    ]  # fmt: skip


def _with_score(look: Look) -> Q:
    return Q(score__isnull=False)


ACHIEVEMENTS = Definition(
    key="osiagniecia",
    title="Osiągnięcia",
    about="Wiersz to jedno osiągnięcie: co, ile godzin, z jakim wynikiem i kiedy. Z nich powstają zaświadczenia.",
    obj="reporting.achievement_report",
    name="Osiągnięcia",
    found=("osiągnięcie", "osiągnięcia", "osiągnięć"),
    rows=_rows,
    fields={**by.of_person(), "earned": "title", **{name: name for name in ("hours", "score", "at")}},
    columns=_columns,
    default_sort="kiedy:desc",
    dimensions=(by.project(), by.voivodeship(), by.kind(), by.office(), by.group(), by.person()),
    measures=(
        Measure(key="wszystkie", label="Osiągnięcia"),
        Measure(key="osoby", label="Osoby", kind=PEOPLE),
        Measure(key="z-wynikiem", label="Z wynikiem testu", where=_with_score),
        Measure(key="godziny-razem", label="Godziny razem", kind=SUM, column="hours"),
    ),
    search=by_words("person__folded"),
    period="at",
)

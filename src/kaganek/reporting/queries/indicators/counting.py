"""What a way of counting is, and how its numbers are read: all from the very rows that a click on them shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Combinable

from kaganek.core.registry import Registry
from kaganek.people.terms import OfficeKind, Sex, Voivodeship
from kaganek.reporting.queries.definitions.parts import end_of, start_of

Rows = QuerySet[Any, Any]
Span = tuple[date, date]  # the first and the last day
Breakdown = dict[str, dict[str, Decimal]]
_ROLES = {"false": "uczestnik", "true": "opiekun lub koordynator urzędu"}


@dataclass(frozen=True, kw_only=True)
class Cut:
    """One way of telling the units of an indicator apart (podział)."""

    key: str
    label: str
    many: str
    column: str  # of the person (`of_people`) or of the office
    options: Mapping[str, str]
    unknown: str
    of_people: bool = False

    def words(self, group: str) -> str:
        return self.options.get(group, self.unknown)

    def value(self, group: str) -> Any:
        """A group as the rows know it."""
        return {"true": True, "false": False}.get(group, group)

    def group(self, value: Any) -> str:
        """The group of a row's value."""
        return str(value).lower() if isinstance(value, bool) else value or ""


CUTS = (
    Cut(
        key="plec", label="Płeć", many="Według płci", column="sex", unknown="nie podano", of_people=True,
        options={one.value: str(one.label) for one in Sex},
    ),
    Cut(
        key="rodzaj", label="Rodzaj jednostki", many="Według rodzaju jednostki", column="kind", unknown="inny",
        options={one.value: str(one.label) for one in OfficeKind},
    ),
    Cut(
        key="wojewodztwo", label="Województwo", many="Według województwa", column="voivodeship",
        unknown="bez województwa", options={one.value: str(one.label) for one in Voivodeship},
    ),
    Cut(
        key="rola", label="Rola", many="Według roli", column="is_contact", unknown="–", of_people=True,
        options=_ROLES,
    ),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Counting:
    """A way of counting: one row of `rows` is one unit (a person, an office, a course completed).

    base     every row of a project that may make a unit.
    unit     the column that is one unit; rows with the same one are that unit.
    on       the moment at which the unit counts; without one it does not.
    also     further annotations, and `only` what must hold of them.
    amount   what a unit adds ("" = 1): the name of a column. people: whether units belong to people, who are
             then told apart by sex and role and named in the list; otherwise to offices alone.
    what     the column that says what was reached; "" = nothing besides the unit itself.
    """

    key: str
    label: str
    about: str
    unit_name: str
    base: Callable[[int], Rows]
    unit: str
    on: Combinable
    also: Mapping[str, Combinable] = field(default_factory=dict)
    only: Q | None = None
    amount: str = ""
    people: bool = True
    what: str = ""

    @property
    def cuts(self) -> list[Cut]:
        return [cut for cut in CUTS if self.people or not cut.of_people]

    def rows(self, project_id: int) -> Rows:
        """Every unit that counts, whenever, with what its list and its breakdown need."""
        return self.known(project_id).filter(self.only or Q(), on__isnull=False)

    def known(self, project_id: int) -> Rows:
        """Everything that may make a unit, also what does not count today."""
        told: dict[str, Any] = {"unit": F(self.unit), "office_key": F("office_id")}
        told |= {cut.key: F(f"{'person' if cut.of_people else 'office'}__{cut.column}") for cut in self.cuts}
        told |= {"office_name": F("office__office_name"), "office_order": F("office__sort_name")}
        if self.people:
            told |= {"person_key": F("person_id"), "first_name": F("person__first_name")}
            told |= {"last_name": F("person__last_name"), "sort_name": F("person__sort_name")}
        if self.what:
            told["what"] = F(self.what)
        if self.amount:
            told["amount"] = F(self.amount)
        found: Rows = self.base(project_id).order_by().values(**told).annotate(on=self.on, **self.also)
        return found

    def within(self, project_id: int, span: Span) -> Rows:
        """The units that count within some days."""
        return self.rows(project_id).filter(on__gte=start_of(span[0]), on__lte=end_of(span[1]))


countings: Registry[Counting] = Registry("indicators")


def counted(counting: Counting, project_id: int, spans: Sequence[Span]) -> list[Decimal]:
    """How much was reached within each span; one statement for all of them."""
    if not spans:
        return []
    amount = "SUM(amount)" if counting.amount else "COUNT(*)"
    sums = ", ".join(f'COALESCE({amount} FILTER (WHERE "on" BETWEEN %s AND %s), 0)' for _ in spans)
    bounds = [moment for start, end in spans for moment in (start_of(start), end_of(end))]
    row = _asked(f"SELECT {sums} FROM ({{}}) AS units", counting.rows(project_id), bounds)[0]  # noqa: S608
    return [Decimal(value) for value in row]


def broken_down(counting: Counting, project_id: int, span: Span) -> Breakdown:
    """The amount of each group within a span, by every cut; groups of nobody are left out."""
    names = [cut.key for cut in counting.cuts]
    amount = "SUM(amount)" if counting.amount else "COUNT(*)"
    columns = ", ".join(f"{name}::text" for name in names)
    found = _asked(
        f"SELECT {columns}, {amount} FROM ({{}}) AS units GROUP BY {columns}",  # noqa: S608
        counting.within(project_id, span),
    )
    sums: Breakdown = {name: {} for name in names}
    for *groups, value in found:
        for name, group in zip(names, groups, strict=True):
            sums[name][group or ""] = sums[name].get(group or "", Decimal(0)) + Decimal(value)
    return sums


def units(counting: Counting, project_id: int, span: Span) -> list[int]:
    """The ids of the units within a span, in their order."""
    return [
        row[0]
        for row in _asked("SELECT unit FROM ({}) AS units ORDER BY 1", counting.within(project_id, span))
    ]


def _asked(outer: str, rows: Rows, before: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Sums over rows that are themselves sums: in two steps the database reads each of them once."""
    sql, values = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(outer.format(f"{sql} OFFSET 0"), [*before, *values])
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found

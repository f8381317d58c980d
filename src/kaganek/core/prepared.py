"""Reads that are worked out once and only filled in afterwards.

Django builds and compiles a query anew each time it is asked; on a page with a dozen statements that is
most of the page's time. A function marked `@prepared` is called once, with marks in place of its values
and of the seat's reach; the SQL it leads to is kept, and each call puts its own values where the marks
were. Both walls stay: the filter of the seat is compiled in with the rest, one form for each shape of reach.

    @prepared
    def people_of(office: int, today: date) -> QuerySet[Person]:
        return Person.objects.filter(office=office, created_at__lt=today).order_by("pk")

    people_of(office=5, today=date.today())      → list of Person

Only for functions that ask nothing but their values (no clock, no seat) and whose query has the same
shape whatever they are; values may be whole numbers, days,
moments, texts compared as they are, tuples of these, and None (a shape of its own). A value that cannot be found again in
the compiled statement is an error at the first call, not a wrong answer later.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django_scopes import get_scope, scope

from kaganek.core.kept import ask, plans_kept
from kaganek.core.made_rows import Made, maker

Values = Mapping[str, Any]
Fill = Callable[[Values], Any]
FIRST = 4_611_686_018_427_000_000  # no id of ours comes near
FAR = 400  # days between two marks, so that a day reckoned from one is told from the next
BIGGEST = 2**63 - 1
MOST_PLANS = 200  # of one function; tuples of every length make one each
GROUPED = re.compile(r"\bGROUP BY ")
ENDS = re.compile(r"[()]| HAVING | ORDER BY | LIMIT ")  # what may end the list that rows are grouped by
_every: list[Prepared] = []


class Unpreparable(Exception):
    """The function cannot be prepared: the value `name` is not found in its statement as it was given."""


@dataclass(frozen=True)
class Plan:
    """A compiled query: its SQL, for each parameter how to get it from the values, and what its rows become.

    kept    the database may keep its plan. Not where rows are grouped by an expression with values in it: apart
            from its text, they no longer show that it is the one selected.
    """

    sql: str
    fills: tuple[Fill, ...]
    made: Made
    kept: bool

    def rows(self, values: Values, *, tail: str = "") -> list[Any]:
        """Ask the database; the rows are what the queryset would have given."""
        return self.made(self._asked(self.sql + tail, values))

    def into(self, values: Values, statement: str, said: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Say `statement`, which finds the rows in the table `rows`; `said` are its own values."""
        return ask(f"WITH rows AS ({self.sql}) {statement}", [*(fill(values) for fill in self.fills), *said])

    def over(self, values: Values, what: str, by: str, most: int | None = None) -> list[tuple[Any, ...]]:
        """`what`, written in SQL, of all the rows (of the first `most`); for each value of the column `by` if there is one."""
        start, end = (f"{by}, ", f" GROUP BY {by}") if by else ("", "")
        few = "" if most is None else f" LIMIT {int(most)}"
        return self._asked(f"SELECT {start}{what} FROM ({self.sql}{few}) AS rows{end}", values)  # noqa: S608 - all ours

    def _asked(self, sql: str, values: Values) -> list[tuple[Any, ...]]:
        connection = connections[DEFAULT_DB_ALIAS]
        filled = tuple([fill(values) for fill in self.fills])
        with plans_kept(connection) if self.kept else nullcontext(), connection.cursor() as cursor:
            cursor.execute(sql, filled)
            return cast(list[tuple[Any, ...]], cursor.fetchall())


class Prepared:
    """A function that returns a queryset, and the plans made of it so far."""

    def __init__(self, make: Callable[..., QuerySet[Any]]) -> None:
        self.make = make
        self.plans: dict[Any, Plan | None] = {}
        self.orders: dict[tuple[Any, ...], Prepared] = {}
        functools.update_wrapper(self, make)
        _every.append(self)

    def __call__(self, **values: Any) -> list[Any]:
        found = self.plan(values)
        return found[0].rows(found[1]) if found else []

    def first(self, **values: Any) -> Any:
        return next(iter(self(**values)), None)

    def over(
        self, what: str, *, by: str = "", most: int | None = None, **values: Any
    ) -> list[tuple[Any, ...]]:
        """Numbers of all rows, as `"COUNT(*), SUM(hours)"`: one row, or one for each value of `by` in front.

        most  look at so many rows at most, in no order.
        """
        found = self.plan(values)
        return found[0].over(found[1], what, by, most) if found else []

    def into(self, statement: str, said: Sequence[Any], **values: Any) -> list[tuple[Any, ...]]:
        """What `statement`, written in SQL over the table `rows`, returns; `said` fill its own places."""
        found = self.plan(values)
        return found[0].into(found[1], statement, said) if found else []

    def bound(self, **values: Any) -> Bound:
        return Bound(self, values)

    def ordered(self, terms: tuple[Any, ...]) -> Prepared:
        """The same rows in another order, prepared in their turn."""
        if terms not in self.orders:
            self.orders[terms] = Prepared(lambda **values: self.make(**values).order_by(*terms))
        return self.orders[terms]

    def plan(self, values: Values) -> tuple[Plan, Values] | None:
        """The plan for these values' shape with all that it is filled from; None when nothing can match."""
        reach = {name: one for name, one in get_scope().items() if name != "_enabled"}
        flat = {**_flat(values), **_flat({f"@{name}": ids or () for name, ids in reach.items()})}
        if not get_scope().get("_enabled", True) or any(_too_big(value) for value in flat.values()):
            return None
        shape = (
            tuple((name, None if ids is None else len(ids)) for name, ids in sorted(reach.items())),
            tuple((name, _shape(value)) for name, value in sorted(values.items())),
        )
        if shape not in self.plans:
            if len(self.plans) >= MOST_PLANS:
                self.plans.clear()
            self.plans[shape] = _compiled(self.make, values, reach)
        plan = self.plans[shape]
        return (plan, flat) if plan else None


def forget() -> None:
    """Work every plan out anew: for tests that take a wall down or put one up."""
    for one in _every:
        one.plans.clear()


@dataclass(frozen=True)
class Bound:
    """A prepared function with its values: rows that a list can page through.

    known   how many rows there are, where the page has counted them already.
    """

    function: Prepared
    values: Values
    known: int | None = None

    def queryset(self) -> QuerySet[Any]:
        """The same rows to be narrowed further, unprepared."""
        return self.function.make(**self.values)

    def count(self, most: int | None = None) -> int:
        """How many rows there are; no more than `most` are looked at."""
        if self.known is not None:
            return self.known
        found = self.function.ordered(()).over("COUNT(*)", most=most, **self.values)
        return int(found[0][0]) if found else 0

    def page(self, terms: tuple[Any, ...], *, limit: int, offset: int) -> list[Any]:
        """Some of the rows, in an order."""
        found = self.function.ordered(terms).plan(self.values)
        return found[0].rows(found[1], tail=f" LIMIT {int(limit)} OFFSET {int(offset)}") if found else []


def prepared(make: Callable[..., QuerySet[Any]]) -> Prepared:
    """Mark a function as one whose query is compiled once; see the module."""
    return Prepared(make)


def _too_big(value: Any) -> bool:
    return type(value) is int and abs(value) > BIGGEST


def _shape(value: Any) -> Any:
    """What makes a plan of its own: the kind of a value, how many there are, whether it is true."""
    if isinstance(value, tuple):
        return len(value)
    return value if isinstance(value, bool) else type(value)


def _flat(values: Values) -> dict[str, Any]:
    """Tuples taken apart: their members under names of their own."""
    flat: dict[str, Any] = {}
    for name, value in values.items():
        members = enumerate(value) if isinstance(value, tuple) else ()
        flat |= {f"{name}.{place}": one for place, one in members} or {name: value}
    return flat


def _compiled(make: Callable[..., QuerySet[Any]], values: Values, reach: Mapping[str, Any]) -> Plan | None:
    every = {**values, **{f"@{name}": ids for name, ids in reach.items()}}
    marks = dict(_marks(_flat(every)))
    marked = {
        name: tuple(marks[f"{name}.{place}"] for place in range(len(value)))
        if isinstance(value, tuple)
        else marks[name]
        for name, value in every.items()
    }
    with scope(**{name: marked[f"@{name}"] for name in reach}):
        queryset = make(**{name: marked[name] for name in values})
    compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        if any(isinstance(value, tuple) and not value for value in every.values()):
            return None  # a seat without any reach of this kind, or nothing asked for
        raise Unpreparable(f"{make.__qualname__}: Django sees that it can never match") from None
    names: set[str] = set()
    fills = tuple(_fill(param, marks, names) for param in params)
    if missing := {name for name, value in _flat(values).items() if value is not None} - names:
        raise Unpreparable(f"{make.__qualname__}: {sorted(missing)} not found in its statement")
    return Plan(sql, fills, maker(queryset, compiler), not _groups_by_values(sql))


def _groups_by_values(sql: str) -> bool:
    return any("%s" in _grouping(sql, one.end()) for one in GROUPED.finditer(sql))


def _grouping(sql: str, start: int) -> str:
    """What rows are grouped by, from `start` on: to the end of its own SELECT."""
    depth = 0
    for one in ENDS.finditer(sql, start):
        depth += (one[0] == "(") - (one[0] == ")")
        if depth < 0 or (depth == 0 and one[0] not in "()"):
            return sql[start : one.start()]
    return sql[start:]


def _marks(values: Values) -> Iterator[tuple[str, Any]]:
    """For each value one of the same type that occurs nowhere else."""
    moments = itertools.count()  # years are soon used up, so days and moments are counted by themselves
    for place, (name, value) in enumerate(values.items()):
        match value:
            case None | bool() | ():
                yield name, value
            case int():
                yield name, FIRST + place
            case datetime():
                yield name, datetime(8000, 1, 1, tzinfo=UTC) + timedelta(days=FAR * next(moments))
            case date():
                yield name, date(9000, 1, 1) + timedelta(days=FAR * next(moments))
            case str():
                yield name, f"\x02{place}\x03"
            case _:
                raise Unpreparable(f"{name}: {type(value).__name__} cannot be prepared")


def _fill(param: Any, marks: Values, names: set[str]) -> Fill:
    """How to get this parameter: from the value whose mark it is, or as it stands."""
    if isinstance(param, list):
        parts = [_fill(one, marks, names) for one in param]
        return lambda values: [part(values) for part in parts]
    for name, mark in marks.items():
        if isinstance(mark, bool | tuple) or mark is None:
            names.add(name)  # shapes of their own: compiled in
        elif found := _from(param, mark, name):
            names.add(name)
            return found
    return lambda values: param


def _from(param: Any, mark: Any, name: str) -> Fill | None:
    """The way from the value `name` to this parameter; None when it is another value's."""
    if isinstance(mark, int):
        known = isinstance(param, int) and param == mark
        return functools.partial(_wrapped, name=name, kind=type(param)) if known else None
    if isinstance(mark, str):
        if isinstance(param, str) and mark in param and mark != param:
            raise Unpreparable(f"{name} is not compared as it is")
        return functools.partial(_plain, name=name) if param == mark else None
    if type(param) is type(mark) and abs((param - mark).days) < FAR / 2:
        return functools.partial(_shifted, name=name, by=param - mark)
    return None


def _plain(values: Values, name: str) -> Any:
    return values[name]


def _wrapped(values: Values, name: str, kind: type) -> Any:
    return kind(values[name])


def _shifted(values: Values, name: str, by: timedelta) -> Any:
    return values[name] + by

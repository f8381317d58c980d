"""What a report is made of. Numbers are counted from the very rows that a click on them shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, F, Q, Sum
from django.db.models.expressions import Combinable
from django.utils import timezone

from kaganek.core.lists import Column, Row, Rows
from kaganek.core.seats import Seat
from kaganek.lib.exports import Value
from kaganek.lib.polish import exact_percent, number

Choices = Sequence[tuple[str, str]]
NOBODY = "-"  # in an address: the group without a name
ROWS, PEOPLE, SUM, MEAN = "rows", "people", "sum", "mean"


@dataclass(frozen=True, kw_only=True)
class Look:
    """Who looks at a report, and at which day of it; `as_of` None is now."""

    seat: Seat
    today: date
    as_of: date | None = None

    @property
    def day(self) -> date:
        return self.as_of or self.today

    @property
    def until(self) -> datetime:
        """The last moment of that day."""
        return end_of(self.day)


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """What rows are narrowed and grouped by.

    column   of the rows; its value makes the group.
    name     the column that says what the group is called; without one `words` says it.
    order    the column that groups are sorted by; without one `column` itself.
    text_order  whether `order` is what people write: groups stand by the alphabet. It must be `column` or `name`.
    choices  what the filter offers within reach; given the value asked for, so that a long list may offer it alone.
    """

    key: str
    label: str
    many: str
    found: tuple[str, str, str]
    column: str
    name: str | Combinable = ""
    order: str = ""
    text_order: bool = False
    words: Callable[[Any], str] = str
    value: Callable[[str], Any] = str
    choices: Callable[[Look, str], Choices] = lambda look, asked: ()
    groups: bool = True

    def apply(self, rows: Rows, text: str) -> Rows:
        if text == NOBODY:
            return rows.filter(Q(**{f"{self.column}__isnull": True}) | _empty(self))
        return rows.filter(**{self.column: self.value(text)})

    def text(self, value: Any) -> str:
        """A group as an address names it."""
        return NOBODY if value in (None, "") else str(value)


def _empty(dimension: Dimension) -> Q:
    return Q(**{dimension.column: ""}) if dimension.value is str else Q()


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A number that a report shows: of all its rows and of each group.

    where  which rows it counts (all without it); the list behind the number is narrowed by the same condition.
    kind   rows, different people among them, or the sum or the mean of `column`.
    quiet  counted only when it is asked for: other pages lead to its list, and it costs more than the rest.
    """

    key: str
    label: str
    where: Callable[[Look], Q] | None = None
    kind: str = ROWS
    column: str = ""
    quiet: bool = False

    def expression(self, look: Look) -> Combinable:
        condition = self.where(look) if self.where else None
        match self.kind:
            case "people":
                return Count("person_id", distinct=True, filter=condition)
            case "sum":
                return Sum(self.column, filter=condition)
            case "mean":
                return Avg(self.column, filter=condition)
        return Count("pk", filter=condition)

    def clean(self, value: Any) -> Value:
        """What the database answered, as the report says it: nothing of nothing is 0, a mean has one decimal."""
        if self.kind == MEAN:
            return None if value is None else round(Decimal(value), 1)
        return value or 0


@dataclass(frozen=True, kw_only=True)
class Definition:
    """One report of the catalogue.

    about     what one row is, for the catalogue and the page.
    obj       object of the access table: who may "view" it.
    rows      every row within the seat's reach, as it stands on the day looked at.
    fields    what is read of a row: name → column.
    period    the column of moments by which "od" and "do" narrow; "" = the report has no period.
    past      whether it can be seen as of a day gone by; `cautions` say what is not known of that day.

    One of the two it has: what is sent after a period must speak of it.
    """

    key: str
    title: str
    about: str
    obj: str
    name: str
    found: tuple[str, str, str]
    rows: Callable[[Look], Rows]
    fields: Mapping[str, str]
    columns: Callable[[Look], Sequence[Column]]
    default_sort: str
    dimensions: Sequence[Dimension]
    measures: Sequence[Measure]
    search: Callable[[Rows, str], Rows]
    search_label: str = "Nazwisko"
    period: str = ""
    past: bool = False
    cautions: Callable[[Look], Sequence[str]] = field(default=lambda look: ())

    def dimension(self, key: str) -> Dimension | None:
        return next((one for one in self.dimensions if one.key == key), None)

    def measure(self, key: str) -> Measure | None:
        return next((one for one in self.measures if one.key == key), None)


def end_of(day: date) -> datetime:
    """The last moment of a day in Poland."""
    return start_of(day + timedelta(days=1)) - timedelta(microseconds=1)


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def words(value: Value) -> str:
    """A value as a report says it on the screen and on paper: always whole, never "yesterday"."""
    match value:
        case None | "":
            return "–"
        case bool(yes):
            return "tak" if yes else "nie"
        case int(count):
            return number(count)
        case Decimal() | float():
            return exact_percent(value).removesuffix("%")
        case datetime() as at:
            return f"{timezone.localtime(at):%d.%m.%Y %H:%M}"
        case date() as day:
            return f"{day:%d.%m.%Y}"
        case _:
            return str(value)


def column(
    key: str,
    label: str,
    name: str = "",
    *,
    value: Callable[[Row], Value] | None = None,
    sort: Sequence[Any] | None = None,
    text: bool = False,
    html: Callable[[Row], object] | None = None,
    **more: Any,
) -> Column:
    """A column that says one field of the row, the same everywhere; `sort` without a word is by that field.

    text  what people write; it is sorted by the alphabet.
    """
    name = name or key
    read: Callable[[Row], Value] = value or (lambda row: row[name])
    return Column(
        key=key,
        label=label,
        value=read,
        html=html or (lambda row: words(read(row))),
        sort=(F(f"{name}__alphabetical") if text else name,) if sort is None else sort,
        **more,
    )

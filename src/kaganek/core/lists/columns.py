"""What a list is made of: columns, filters, their order at the start."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Expression, F, QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString

from kaganek.core.markup import filled
from kaganek.lib.exports import Value
from kaganek.lib.names import fold
from kaganek.lib.polish import number, relative_day

MOST_COUNTED = 10_000  # rows that a list counts and pages through; nobody reads further, and files hold all
MOST_WORDS = 5  # of a search; what is typed beyond them is noise

# A row is whatever the queryset yields: a model, a dict of .values(), a named tuple. The spec's callables know.
Row = Any
Rows = QuerySet[Any, Any]
Params = Mapping[str, str]
Order = str | F | Expression


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column. `value` is the plain content for files (and the screen, unless `html` says more)."""

    key: str
    label: str
    value: Callable[[Row], Value]
    html: Callable[[Row], object] | None = None
    sort: Sequence[Order] = ()
    css: str = ""
    head: bool = False  # the cell that names the row
    export: bool = True
    screen: bool = True
    export_label: str = ""
    quiet: bool = False  # the heading is only for screen readers

    @property
    def file_label(self) -> str:
        return self.export_label or self.label

    @property
    def cell_label(self) -> str:
        """What a phone writes before the value; the cell that names the row needs nothing."""
        return "" if self.head or self.quiet else self.label


@dataclass(frozen=True, kw_only=True)
class Filter:
    """One condition of the list. Without `choices` it is a search box; with `day` its value is a day (ISO).

    `apply` narrows the queryset by a value that is one of the choices (or a trimmed, non-empty text).
    `choices` may be a function, asked when the list is read: what it offers can depend on the seat.
    """

    key: str
    label: str
    apply: Callable[[Rows, str], Rows]
    choices: Sequence[tuple[str, str]] | Callable[[], Sequence[tuple[str, str]]] | None = None
    all_label: str = "Wszystkie"
    day: bool = False

    def options(self) -> Sequence[tuple[str, str]]:
        if self.choices is None:
            return ()
        return self.choices() if callable(self.choices) else self.choices


@dataclass(frozen=True, kw_only=True)
class ListShape:
    """What a list is, without the reading of it. `name` heads its table and pages ("Osoby"), `found` declines
    after "Znaleziono"."""

    name: str
    found: tuple[str, str, str]  # osobę, osoby, osób
    columns: Sequence[Column]
    default_sort: str  # "nazwisko:asc"
    filters: Sequence[Filter] = ()
    page_size: int = 25
    most: int = MOST_COUNTED
    tiebreak: Sequence[str] = ("pk",)
    keep: Sequence[str] = ()  # further GET parameters that every link of the list carries on
    id: str = "lista"
    prepare: Callable[[Sequence[Row]], object] | None = None  # gives rows what no join brings, many at a time


def by_words(column: str) -> Callable[[Rows, str], Rows]:
    """The `apply` of a search box: every word somewhere in a column that holds folded text."""

    def apply(rows: Rows, text: str) -> Rows:
        for word in fold(text).split()[:MOST_WORDS]:
            rows = rows.filter(**{f"{column}__contains": word})
        return rows

    return apply


def checkbox(name: str, value: Callable[[Row], Value], label: Callable[[Row], object]) -> Column:
    """The column of check boxes for a bulk action; it stays out of files."""

    def box(row: Row) -> SafeString:
        return filled(
            '<input class="ds-input" type="checkbox" name="{}" value="{}" aria-label="Zaznacz: {}" data-bulk-row>',
            name,
            value(row),
            label(row),
        )

    return Column(key=name, label="Zaznaczenie", value=value, html=box, css="check", export=False, quiet=True)


def shown(column: Column, row: Row) -> object:
    """What the cell shows: the column's markup, or its plain value with numbers and days written our way."""
    if column.html:
        return column.html(row)
    match column.value(row):
        case None | "":
            return "–"
        case bool(yes):
            return "tak" if yes else "nie"
        case int(count):
            return number(count)
        case datetime() as at:
            return relative_day(timezone.localdate(at), timezone.localdate())
        case date() as day:
            return relative_day(day, timezone.localdate())
        case value:
            return value

"""One report as one address asks for it: the page, the files, the paper and what is sent read the same object (R-20)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Value
from django.urls import reverse

from kaganek.core.alphabet import OfGroup
from kaganek.core.lists import Column, Filter, Listing, ListSpec, Row, Rows
from kaganek.core.lists.asked import day_of
from kaganek.core.markup import filled
from kaganek.core.seats import Seat
from kaganek.lib.exports import Value as Cell
from kaganek.lib.polish import long_date
from kaganek.programmes.queries import projects_in_reach
from kaganek.reporting.queries.definitions.parts import (
    PEOPLE,
    ROWS,
    Definition,
    Dimension,
    Look,
    Measure,
    end_of,
    start_of,
    words,
)

Params = Mapping[str, str]
GROUP, ONLY, AS_OF, SINCE, UNTIL = "grupuj", "co", "na_dzien", "od", "do"
MODES = (GROUP, AS_OF)  # parameters that say how the report is read, besides its filters
ALL = "Wszystkie"
PERSON = "osoba"  # the dimension that numbers of people open


@dataclass(frozen=True)
class Total:
    """One number of the whole report, and the list behind it."""

    label: str
    value: Cell
    href: str

    @property
    def shown(self) -> str:
        return words(self.value)


class Reading:
    """A report as asked for, within the seat in use. Rows are read when they are asked for, each time anew.

    params  as in the address; what makes no sense there is as good as absent.
    """

    def __init__(self, definition: Definition, params: Params, *, seat: Seat, today: date) -> None:
        self.definition = definition
        self.params = params
        self.look = Look(seat=seat, today=today, as_of=_as_of(definition, params, today))
        self.grouping = self._grouping(params.get(GROUP, ""))

    def _grouping(self, key: str) -> Dimension | None:
        found = self.definition.dimension(key)
        return found if found in self.grouped_by else None

    @cached_property
    def grouped_by(self) -> list[Dimension]:
        """What the report may be grouped by here: nothing that has but one group."""
        return [one for one in self.definition.dimensions if one.groups and self._offers(one)]

    def _offers(self, dimension: Dimension) -> bool:
        many = len(self._options[dimension.key]) > 1
        return many or dimension.key == PERSON or (dimension.key == "urzad" and not self.look.seat.offices)

    @cached_property
    def _options(self) -> dict[str, Sequence[tuple[str, str]]]:
        return {
            one.key: one.choices(self.look, self.params.get(one.key, ""))
            for one in self.definition.dimensions
        }

    # -- what is asked

    @cached_property
    def asked(self) -> dict[str, str]:
        """The cleaned parameters: enough to read the same report again."""
        mode = {GROUP: self.grouping.key if self.grouping else ""}
        if self.look.as_of:
            mode[AS_OF] = self.look.as_of.isoformat()
        return {**{key: value for key, value in mode.items() if value}, **self.spec.cleaned(self._filtering)}

    @property
    def _filtering(self) -> dict[str, str]:
        return {key: value for key, value in self.params.items() if key not in (*MODES, "page")}

    @cached_property
    def only(self) -> Measure | None:
        """The number whose rows alone are asked for."""
        found = self.definition.measure(self.params.get(ONLY, ""))
        return found if found and found.where else None

    @cached_property
    def measures(self) -> list[Measure]:
        """The numbers shown: with one of them asked for, it and those of all rows."""
        if self.only:
            return [one for one in self.definition.measures if one.where is None or one is self.only]
        return [one for one in self.definition.measures if not one.quiet]

    def href(self, **changes: str) -> str:
        """The page of the same report with some parameters changed; an empty one is left out."""
        query = urlencode({key: value for key, value in {**self.asked, **changes}.items() if value})
        page = reverse("reporting:report", args=[self.definition.key])
        return f"{page}?{query}" if query else page

    # -- filters

    @cached_property
    def filters(self) -> list[Filter]:
        """The boxes of the page: search, days, which of the numbers, and dimensions with something to choose."""
        found = [Filter(key="q", label=self.definition.search_label, apply=self.definition.search)]
        if self.definition.period:
            found += [
                Filter(key=SINCE, label="Od dnia", day=True, apply=self._since),
                Filter(key=UNTIL, label="Do dnia", day=True, apply=self._until),
            ]
        chosen = [(one.key, one.label) for one in self.definition.measures if one.where]
        found.append(Filter(key=ONLY, label="Które", choices=chosen, apply=self._only))
        return [*found, *(self._box(one) for one in self.definition.dimensions if self._has_box(one))]

    def _has_box(self, dimension: Dimension) -> bool:
        return len(self._options[dimension.key]) > 1 or bool(self.params.get(dimension.key))

    def _box(self, dimension: Dimension) -> Filter:
        options = list(self._options[dimension.key])
        if self.params.get(dimension.key) == "-":
            options.append(("-", dimension.words(None) if not dimension.name else "–"))
        return Filter(
            key=dimension.key, label=dimension.label, choices=options, all_label=ALL, apply=dimension.apply
        )

    def _since(self, rows: Rows, day: str) -> Rows:
        return rows.filter(**{f"{self.definition.period}__gte": start_of(date.fromisoformat(day))})

    def _until(self, rows: Rows, day: str) -> Rows:
        return rows.filter(**{f"{self.definition.period}__lte": end_of(date.fromisoformat(day))})

    def _only(self, rows: Rows, key: str) -> Rows:
        found = self.definition.measure(key)
        return rows.filter(found.where(self.look)) if found and found.where else rows

    # -- rows

    @cached_property
    def spec(self) -> ListSpec:
        """The list as the page and the files read it; grouped rows are narrowed before they are grouped."""
        plain = self._plain
        if self.grouping is None:
            return plain
        return ListSpec(
            name=self.grouping.many,
            found=self.grouping.found,
            columns=self._group_columns(self.grouping),
            filters=[replace(one, apply=_narrowed_already) for one in self.filters],
            default_sort="nazwa:asc",
            tiebreak=("group",),
            keep=MODES,
            id="tabela",
        )

    @cached_property
    def _plain(self) -> ListSpec:
        return ListSpec(
            name=self.definition.name,
            found=self.definition.found,
            columns=self.definition.columns(self.look),
            filters=self.filters,
            default_sort=self.definition.default_sort,
            keep=MODES,
            id="tabela",
        )

    @cached_property
    def _narrowed(self) -> Rows:
        """Every row the address leaves, before anything is chosen of it."""
        return self._plain.narrowed(self.definition.rows(self.look), self._filtering)

    @property
    def rows(self) -> Rows:
        """What the list reads: the rows themselves, or a row for each group."""
        if self.grouping is None:
            return self._read(self.definition.rows(self.look))
        return self._groups(self.grouping)

    def _read(self, rows: Rows) -> Rows:
        fields = self.definition.fields
        own = [name for name, column in fields.items() if name == column]
        return rows.values(*own, **{name: F(column) for name, column in fields.items() if name != column})

    def _groups(self, by: Dimension) -> Rows:
        label: Any = Value("")
        if by.name:
            label = F(by.name) if isinstance(by.name, str) else by.name
        order = F(by.order or by.column)
        named = {"group": F(by.column), "label": label, **({} if by.text_order else {"placed": order})}
        found: Rows = self._narrowed.order_by().values(**named)
        counted: Rows = found.annotate(**{_name(one): one.expression(self.look) for one in self.measures})
        return counted.annotate(placed=OfGroup(order)) if by.text_order else counted

    def _group_columns(self, by: Dimension) -> list[Column]:
        def label(row: Row) -> str:
            return str(row["label"] or "–") if by.name else by.words(row["group"])

        first = Column(key="nazwa", label=by.label, value=label, sort=("placed",), head=True)
        return [first, *(self._number(by, one) for one in self.measures)]

    def _number(self, by: Dimension, measure: Measure) -> Column:
        def value(row: Row) -> Cell:
            return measure.clean(row[_name(measure)])

        def html(row: Row) -> object:
            return _linked(value(row), self._behind(measure, **{by.key: by.text(row["group"])}))

        key, name = measure.key, _name(measure)
        return Column(
            key=key,
            label=measure.label,
            value=value,
            html=html,
            sort=(F(name).asc(nulls_first=True),),
            css="n",
        )

    def _behind(self, measure: Measure, **narrower: str) -> str:
        """The list whose rows the number counts: of rows, or of people where it counts people."""
        only = measure.key if measure.where else self.asked.get(ONLY, "")
        grouped = PERSON if measure.kind == PEOPLE else ""
        return self.href(**{GROUP: grouped, ONLY: only, "sort": "", **narrower})

    # -- what comes of it

    def listing(self) -> Listing:
        """One page, ready for ui/list.html."""
        listing = self.spec.read(self.rows, {**self.params, **self._mode})
        if self.grouping:
            values = {
                one.key: _linked(total.value, total.href)
                for one, total in zip(self.measures, self.totals, strict=True)
            }
            listing.totals("Razem", values)
        return listing

    @property
    def _mode(self) -> dict[str, str]:
        return {key: self.asked.get(key, "") for key in MODES}

    @cached_property
    def totals(self) -> list[Total]:
        """The numbers of the whole report, counted once."""
        counted = self._narrowed.order_by().aggregate(
            **{_name(one): one.expression(self.look) for one in self.measures}
        )
        return [Total(one.label, one.clean(counted[_name(one)]), self._behind(one)) for one in self.measures]

    @property
    def columns(self) -> list[str]:
        """What stands over the columns of files, paper and what is sent."""
        return [column.file_label for column in self.spec.export_columns]

    def lines(self) -> Iterator[list[Cell]]:
        """Every row of the report, all pages."""
        return self.spec.export(self.rows, self.params)

    def total_lines(self) -> list[list[Cell]]:
        """The totals under the rows of a file: one line under their columns, or a line each."""
        if self.grouping:
            return [["Razem", *(one.value for one in self.totals)]]
        return [[f"Razem: {one.label}", one.value] for one in self.totals]

    @property
    def size(self) -> int:
        """How many rows there are."""
        if self.grouping:
            return self._groups(self.grouping).count()
        found = next(
            (total.value for one, total in zip(self.measures, self.totals, strict=True) if _counts_rows(one)),
            0,
        )
        return int(str(found))

    @property
    def missed_day(self) -> str:
        """Why the report is as of now though another day was asked for; "" when the day asked for is shown."""
        text = self.params.get(AS_OF, "").strip()
        if not text or not self.definition.past:
            return ""
        day = day_of(text)
        if not day:
            return f"Nie ma takiego dnia: „{text[:20]}”."
        found = date.fromisoformat(day)
        return f"Dzień {long_date(found)} jeszcze nie nadszedł." if found > self.look.today else ""

    @property
    def place(self) -> str:
        """Whose rows they are: the office of the seat, its project, or what its role is called."""
        if self.look.seat.place:
            return self.look.seat.place
        names = list(projects_in_reach(self.look.seat).values_list("name", flat=True)[:2])
        return names[0] if len(names) == 1 else self.look.seat.label

    @cached_property
    def cautions(self) -> Sequence[str]:
        return self.definition.cautions(self.look)

    @property
    def conditions(self) -> list[tuple[str, str]]:
        """What the report is narrowed to, in words."""
        found = self.spec.conditions(self._filtering)
        day = [("Stan na dzień", f"{self.look.day:%d.%m.%Y}")] if self.look.as_of else []
        grouped = [("Pogrupowano według", self.grouping.label)] if self.grouping else []
        return [*day, *grouped, *found]


def _counts_rows(measure: Measure) -> bool:
    return measure.kind == ROWS and measure.where is None


def _name(measure: Measure) -> str:
    """A measure's name among the columns of a statement."""
    return "n_" + measure.key.replace("-", "_")


def _narrowed_already(rows: Rows, value: str) -> Rows:
    return rows


def _linked(value: Cell, href: str) -> object:
    return filled('<a href="{}">{}</a>', href, words(value)) if value else words(value)


def _as_of(definition: Definition, params: Params, today: date) -> date | None:
    """The past day asked for; today and later are now."""
    text = day_of(params.get(AS_OF, "")) if definition.past else ""
    day = date.fromisoformat(text) if text else today
    return day if day < today else None

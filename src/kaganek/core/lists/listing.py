"""One page of a list, in the shapes the templates want."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from kaganek.core.lists.asked import LONGEST_SEARCH, Asked, Given
from kaganek.core.lists.columns import Column, ListShape, Row, Rows, shown
from kaganek.core.markup import filled
from kaganek.core.parts import Bulk, Cell, Chip, Empty, FilterBox, Option, Page, paged
from kaganek.core.prepared import Bound
from kaganek.core.templatetags.ui import bulk_bar
from kaganek.lib.polish import NBSP, counted, number


@dataclass(kw_only=True)
class Listing:
    """One page of a list, ready for ui/list.html. A view may set `foot`, `bulk` and `row_css` before it is shown.

    total   how many rows there are; with `beyond` there are more than that, and nobody has counted them.
    """

    spec: ListShape
    asked: Asked
    source: Rows | Bound
    rows: list[Row]
    total: int
    number: int
    pages: int
    beyond: bool = False
    foot: Sequence[Cell] = ()
    bulk: Bulk | None = None
    row_css: Callable[[Row], str] | None = None

    @property
    def queryset(self) -> Rows:
        """Every filtered row, on all pages."""
        return self.source.queryset() if isinstance(self.source, Bound) else self.source

    @property
    def id(self) -> str:
        return self.spec.id

    @property
    def name(self) -> str:
        return self.spec.name

    @property
    def sort(self) -> str:
        return self.asked.sort

    @cached_property
    def found(self) -> str:
        return f"Znaleziono {self._over}{counted(self.total, *self.spec.found)}."

    @property
    def total_text(self) -> str:
        """The number of rows as a page says it: "10 000", "ponad 10 000"."""
        return f"{self._over}{number(self.total)}"

    @property
    def _over(self) -> str:
        return f"ponad{NBSP}" if self.beyond else ""

    def query(self, *, without: str = "", **changes: str) -> str:
        """The address of this list with some parameters changed; the page is forgotten unless given."""
        values = {
            key: value.text for key, value in self.asked.values.items() if value.text and key != without
        }
        order = {"sort": self.sort} if self.sort != self.spec.default_sort else {}
        merged = {**self.asked.kept, **values, **order, **changes}
        return "?" + urlencode({key: value for key, value in merged.items() if value})

    @property
    def querystring(self) -> str:
        """Filters and order without the question mark: for export links."""
        return self.query()[1:]

    @property
    def clear_href(self) -> str:
        return "?" + urlencode(self.asked.kept)

    @property
    def kept_for_sort(self) -> list[tuple[str, str]]:
        values = [(key, value.text) for key, value in self.asked.values.items() if value.text]
        return [*self.asked.kept.items(), *values]

    @property
    def kept_for_filters(self) -> list[tuple[str, str]]:
        order = [("sort", self.sort)] if self.sort != self.spec.default_sort else []
        return [*self.asked.kept.items(), *order]

    @cached_property
    def filters(self) -> list[FilterBox]:
        return [_box(value) for value in self.asked.values.values()]

    @cached_property
    def active_filters(self) -> list[Chip]:
        return [
            Chip(value.filter.label, value.shown, self.query(without=key))
            for key, value in self.asked.values.items()
            if value.text
        ]

    @cached_property
    def sort_options(self) -> list[Option]:
        ways = (("asc", "rosnąco"), ("desc", "malejąco"))
        return [
            Option(f"{column.key}:{way}", f"{column.label}, {word}", f"{column.key}:{way}" == self.sort)
            for column in self.spec.columns
            if column.sort and column.screen
            for way, word in ways
        ]

    @property
    def nothing_found(self) -> Empty:
        return Empty(
            "Nic nie pasuje do filtrów",
            "Zmień albo wyczyść filtry, żeby zobaczyć całą listę.",
            self.clear_href,
            "Wyczyść filtry",
            "x",
        )

    @cached_property
    def page(self) -> Page:
        first = (self.number - 1) * self.spec.page_size + 1
        last = first + len(self.rows) - 1
        span = number(first) if first == last else f"{number(first)}–{number(last)}"
        text = f"{'Pozycja' if first == last else self.name} {span} z{NBSP}{self.total_text}"
        return paged(self.number, self.pages, text=text, href=self._page_href)

    def _page_href(self, n: int) -> str:
        return self.query(page=str(n) if n > 1 else "")

    @cached_property
    def table(self) -> dict[str, object]:
        """The shape ui/table.html wants."""
        columns = [column for column in self.spec.columns if column.screen]
        return {
            "id": self.id,
            "caption": self.name,
            "bar": bulk_bar(self.bulk) if self.bulk else "",
            "columns": [self._heading(column) for column in columns],
            "rows": [self._row(row, columns) for row in self.rows],
            "foot": self.foot,
        }

    def _heading(self, column: Column) -> dict[str, object]:
        label: object = column.label
        if column.quiet:
            label = filled('<span class="ds-sr-only">{}</span>', column.label)
        if not column.sort:
            return {"label": label, "css": column.css, "href": ""}
        key, _, way = self.sort.partition(":")
        state = {"asc": "ascending", "desc": "descending"}[way] if key == column.key else "none"
        turned = "desc" if state == "ascending" else "asc"
        href = self.query(sort=f"{column.key}:{turned}")
        return {"label": label, "css": column.css, "aria_sort": state, "href": href}

    def _row(self, row: Row, columns: Sequence[Column]) -> dict[str, object]:
        return {
            "css": self.row_css(row) if self.row_css else "",
            "cells": [
                Cell(html=shown(column, row), label=column.cell_label, css=column.css, head=column.head)
                for column in columns
            ],
        }

    def totals(self, label: str, values: Mapping[str, object]) -> None:
        """Set the foot of the table: `label` under the naming column, values under columns by key."""
        self.foot = [
            Cell(html=label, head=True)
            if column.head
            else Cell(
                html=values.get(column.key, ""),
                label=column.label if column.key in values else "",
                css=column.css,
            )
            for column in self.spec.columns
            if column.screen
        ]


def _box(value: Given) -> FilterBox:
    choices = [Option(str(key), label, str(key) == value.text) for key, label in value.options]
    if value.filter.choices is not None:
        choices.insert(0, Option("", value.filter.all_label, not value.text))
    return FilterBox(
        value.filter.key, value.filter.label, value.text, choices, LONGEST_SEARCH, value.filter.day
    )

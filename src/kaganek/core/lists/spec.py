"""Reading a list: filters, order, one page; or all of it for a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import QuerySet
from django.db.models.expressions import OrderBy

from kaganek.core.lists.asked import Asked, Given, clean, day_of, page_number
from kaganek.core.lists.columns import Column, ListShape, Order, Params, Row, Rows
from kaganek.core.lists.listing import Listing
from kaganek.core.prepared import Bound
from kaganek.lib.exports import Value

EXPORT_CHUNK = 2000


@dataclass(frozen=True, kw_only=True)
class ListSpec(ListShape):
    """A list that can be read (one page for the screen) and exported (every row for a file)."""

    def __post_init__(self) -> None:
        key, _, way = self.default_sort.partition(":")
        if key not in self._sortable or way not in ("asc", "desc"):
            raise ValueError(
                f"default_sort {self.default_sort!r} is not KEY:asc or KEY:desc of a sortable column"
            )

    @property
    def _sortable(self) -> set[str]:
        return {column.key for column in self.columns if column.sort}

    def read(self, source: Rows | Bound, params: Params) -> Listing:
        """One page of the list as the address asks for it.

        source  every row there is; prepared ones are quicker while no filter narrows them.
        params  request.GET; anything in it that makes no sense is ignored.
        """
        asked = self._asked(params)
        narrowed = self._source(source, asked)
        at = min(page_number(params.get("page", "")), self._pages(self.most))
        rows = self._page(narrowed, asked.sort, at)
        total = (at - 1) * self.page_size + len(rows)
        if len(rows) > self.page_size or (at > 1 and not rows):  # more follow, or it lies past the end
            total = max(_count(narrowed, self.most + 1), total if rows else 0)
        if at > self._pages(total):
            at = self._pages(total)
            rows = self._page(narrowed, asked.sort, at)
        return Listing(
            spec=self, asked=asked, source=narrowed, rows=rows[: self.page_size],
            total=min(total, self.most), beyond=total > self.most, number=at,
            pages=self._pages(min(total, self.most)),
        )  # fmt: skip

    def _pages(self, total: int) -> int:
        return max(-(-total // self.page_size), 1)

    def _source(self, source: Rows | Bound, asked: Asked) -> Rows | Bound:
        if isinstance(source, Bound) and not any(value.text for value in asked.values.values()):
            return source
        return self._narrow(source.queryset() if isinstance(source, Bound) else source, asked)

    def _page(self, rows: Rows | Bound, sort: str, at: int) -> list[Row]:
        """The rows of one page, and one more if there is: a list that ends here needs no counting."""
        start, limit = (at - 1) * self.page_size, self.page_size + 1
        if isinstance(rows, Bound):
            found = rows.page(self._terms(sort), limit=limit, offset=start)
        else:
            found = list(rows.order_by(*self._terms(sort))[start : start + limit])
        if self.prepare:
            self.prepare(found)
        return found

    def export(self, queryset: Rows, params: Params) -> Iterator[list[Value]]:
        """All filtered rows, in the order and with the columns of the screen, without its markup."""
        asked = self._asked(params)
        columns = self.export_columns
        rows = self._narrow(queryset, asked).order_by(*self._terms(asked.sort))
        source = rows.iterator(chunk_size=EXPORT_CHUNK)
        while chunk := list(islice(source, EXPORT_CHUNK)):
            if self.prepare:
                self.prepare(chunk)
            for row in chunk:
                yield [column.value(row) for column in columns]

    def narrowed(self, queryset: Rows, params: Params) -> Rows:
        """The rows that the address leaves, in no order: for numbers of all of them."""
        return self._narrow(queryset, self._asked(params))

    def cleaned(self, params: Params) -> dict[str, str]:
        """What the address asks for, without what makes no sense: filters by key, and the order when it is not the usual."""
        asked = self._asked(params)
        values = {key: value.text for key, value in asked.values.items() if value.text}
        order = {"sort": asked.sort} if asked.sort != self.default_sort else {}
        return {**asked.kept, **values, **order}

    def conditions(self, params: Params) -> list[tuple[str, str]]:
        """What the address narrows the list by, in the words of the page."""
        asked = self._asked(params)
        return [(value.filter.label, value.shown) for value in asked.values.values() if value.text]

    @property
    def export_columns(self) -> list[Column]:
        return [column for column in self.columns if column.export]

    def _asked(self, params: Params) -> Asked:
        values = {}
        for f in self.filters:
            options = f.options()
            value = clean(params.get(f.key, ""))
            value = day_of(value) if f.day else value
            if f.choices is None or value in {str(key) for key, _ in options}:
                values[f.key] = Given(f, value, options)
            else:
                values[f.key] = Given(f, "", options)
        kept = {key: clean(params[key]) for key in self.keep if params.get(key)}
        return Asked(values=values, sort=self._sort(params.get("sort", "")), kept=kept)

    def _sort(self, asked: str) -> str:
        key, _, way = asked.partition(":")
        return (
            f"{key}:{way or 'asc'}"
            if key in self._sortable and way in ("", "asc", "desc")
            else self.default_sort
        )

    def _narrow(self, queryset: Rows, asked: Asked) -> Rows:
        for value in asked.values.values():
            if value.text:
                queryset = value.filter.apply(queryset, value.text)
        return queryset

    def _terms(self, sort: str) -> tuple[Order, ...]:
        key, _, way = sort.partition(":")
        by = next((column.sort for column in self.columns if column.key == key), ())
        terms: list[Order] = [_turned(term) for term in by] if way == "desc" else list(by)
        return (*terms, *self.tiebreak)


def _count(rows: Rows | Bound, most: int) -> int:
    """How many rows there are, `most` when there are more: looking at a quarter of a million takes its time."""
    if isinstance(rows, Bound):
        return rows.count(most)
    return rows.order_by()[:most].count() if isinstance(rows, QuerySet) else rows.count()


def _turned(term: Order) -> Order:
    if isinstance(term, str):
        return term[1:] if term.startswith("-") else f"-{term}"
    if isinstance(term, OrderBy):
        # Made anew: a turned copy equals its original, and orders are keys of prepared queries.
        return OrderBy(
            term.expression,
            descending=not term.descending,
            nulls_first=term.nulls_last,
            nulls_last=term.nulls_first,
        )
    return term.desc()

"""A short list that is already in memory, in the shape `core.lists` reads.

The report across offices needs every row for its totals, its chart and its page; asking the database
once and ordering here costs a quarter of asking it four times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

from django.db.models.expressions import F, OrderBy

from kaganek.core.lists import Rows
from kaganek.core.lists.columns import Order
from kaganek.lib.names import sort_key

ALPHABET = "__alphabetical"  # what the database is asked for: core.alphabet
Row = dict[str, Any]


def held(rows: Iterable[Row]) -> Rows:
    """These rows as a list reads them: it asks for a queryset and uses no more of it than `_Held` has."""
    return cast(Rows, _Held(rows))


class _Held:
    """Rows with the few methods of a queryset that a list uses."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows = list(rows)

    def count(self) -> int:
        return len(self.rows)

    def order_by(self, *terms: Order) -> _Held:
        """Stable, by names of keys, turned or not, texts also by the alphabet; what is missing comes last."""
        rows = list(self.rows)
        for term in reversed(terms):
            asked, turned = _asked(term)
            name = asked.removesuffix(ALPHABET)
            place: Callable[[Any], Any] = sort_key if asked.endswith(ALPHABET) else _itself
            known = [row for row in rows if row[name] is not None]
            known.sort(key=lambda row, name=name, place=place: place(row[name]), reverse=turned)  # type: ignore[misc]
            rows = [*known, *(row for row in rows if row[name] is None)]
        return _Held(rows)

    def __getitem__(self, part: slice) -> list[Row]:
        return self.rows[part]

    def iterator(self, chunk_size: int = 0) -> Iterator[Row]:
        return iter(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)


def _asked(term: object) -> tuple[str, bool]:
    """The name that a term of an order asks for, and whether it is turned."""
    if isinstance(term, OrderBy):
        return _asked(term.expression)[0], term.descending
    if isinstance(term, F):
        return str(getattr(term, "name", "")), False
    return str(term).removeprefix("-"), str(term).startswith("-")


def _itself(value: Any) -> Any:
    return value

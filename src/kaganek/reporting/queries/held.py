"""A short list that is already in memory, in the shape `core.lists` reads.

The report across offices needs every row for its totals, its chart and its page; asking the database
once and ordering here costs a quarter of asking it four times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db.models.expressions import OrderBy

Row = dict[str, Any]


class Held:
    """Rows with the few methods of a queryset that a list uses."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = list(rows)

    def count(self) -> int:
        return len(self.rows)

    def keep(self, wanted: Callable[[Row], bool]) -> Held:
        return Held([row for row in self.rows if wanted(row)])

    def order_by(self, *terms: str | OrderBy) -> Held:
        """Stable, by names of keys ("-done" turns the order); what is missing comes last."""
        rows = list(self.rows)
        for term in reversed(terms):
            name, turned = str(term).removeprefix("-"), str(term).startswith("-")
            known = [row for row in rows if row[name] is not None]
            known.sort(key=lambda row, name=name: row[name], reverse=turned)  # type: ignore[misc]
            rows = [*known, *(row for row in rows if row[name] is None)]
        return Held(rows)

    def __getitem__(self, part: slice) -> list[Row]:
        return self.rows[part]

    def iterator(self, chunk_size: int = 0) -> Iterator[Row]:
        return iter(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

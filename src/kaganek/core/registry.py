"""The one kind of extension point: a named shelf that apps fill in `apps.ready()`, visibly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Items by key; iteration in key order; a key taken twice is an error."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._items: dict[str, T] = {}

    def add(self, key: str, item: T) -> None:
        if key in self._items and self._items[key] is not item:
            raise ValueError(f"{self.name}: {key!r} is taken")
        self._items[key] = item

    def get(self, key: str) -> T:
        return self._items[key]

    def __contains__(self, key: str) -> bool:
        return key in self._items

    def __iter__(self) -> Iterator[tuple[str, T]]:
        return iter(sorted(self._items.items()))

"""Statements whose plan the database keeps on its side, per connection and role."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection as default_connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import Model


class _KeepingCursor(ServerBindingCursor):
    """Has the plan kept from the first time on.

    Left to itself the driver waits for the third time and counts only the last hundred texts, so a
    statement said now and then would be planned anew each time; one of a certificate takes 18 ms.
    """

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        return super().execute(query, params, **(options | {"prepare": True}))  # type: ignore[misc]


@contextmanager
def plans_kept(connection: Any) -> Iterator[None]:
    """Cursors opened inside have the plans of their statements kept; the texts must be few, the values apart."""
    connection.ensure_connection()
    driver = connection.connection
    before = driver.cursor_factory
    driver.cursor_factory = _KeepingCursor
    try:
        yield
    finally:
        driver.cursor_factory = before


def ask(sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
    """Say a statement written by hand, its plan kept, and return its rows."""
    with plans_kept(default_connection):
        cursor = default_connection.cursor()
    with cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []


def attnames(model: type[Model]) -> tuple[str, ...]:
    """What `from_db` calls all the columns of a model."""
    return tuple(field.attname for field in model._meta.concrete_fields)


def columns(model: type[Model], alias: str, names: Sequence[str]) -> list[str]:
    """These fields of a model as columns of the table `alias`."""
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    return [f'{alias}."{field.column}"' for field in fields]

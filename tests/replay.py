"""Rows that many tests begin with, written once by the factories and then put back in one statement."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.apps import apps
from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import sql

Made = TypeVar("Made")


@dataclass
class Replay(Generic[Made]):
    """What `make` makes: by itself the first time, from the rows it left every time after.

    The tables it writes must be empty before it, but for rows that the database makes by its own triggers.
    """

    make: Callable[[], Made]
    _made: Made | None = None
    _statement: str = ""

    def __call__(self) -> Made:
        if self._made is None:
            before = _counts()
            made = self.make()
            changed = [table for table, count in _counts().items() if count != before[table]]
            assert not any(before[table] for table in changed), "rows were there before"
            self._statement = " ".join(("WITH", ", ".join(map(_insertion, changed)), "SELECT 1"))
            self._made = made
        else:
            with _owner() as cursor:
                cursor.execute(self._statement)
        return copy.deepcopy(self._made)


@contextmanager
def _owner() -> Iterator[CursorWrapper]:
    """A cursor past all walls, for the length of the block."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role'), set_config('role', 'none', true)")
        (role, _) = cursor.fetchone()
        yield cursor
        cursor.execute("SELECT set_config('role', %s, true)", [role])


def _tables() -> list[str]:
    return [
        model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed
    ]


def _counts() -> dict[str, int]:
    parts = (f"SELECT '{table}', count(*) FROM {table}" for table in dict.fromkeys(_tables()))
    with _owner() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


def _insertion(table: str) -> str:
    """`name AS (INSERT …)` of all rows that are in the table now."""
    with _owner() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute"
            f" WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"
        )
        (columns,) = cursor.fetchone()
        cursor.execute(f"SELECT json_agg(t)::text FROM {table} t")
        (rows,) = cursor.fetchone()
        held = sql.Literal(rows).as_string(connection.connection).replace("%", "%%")
    return (
        f"of_{table} AS (INSERT INTO {table} ({columns}) SELECT {columns}"
        f" FROM json_populate_recordset(null::{table}, {held}::json))"
    )

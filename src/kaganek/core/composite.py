"""Composite foreign keys: a row of one office can never point at a person of another.

Row-level security does not judge foreign-key checks, so the database needs these besides.
See docs/decisions/0003-row-level-security.md.
"""

from __future__ import annotations

import re

from django.db.migrations.operations import RunSQL

QUAD = ("enrolment_id", "project_id", "office_id", "person_id")
FOREIGN_KEY = re.compile(r"ADD CONSTRAINT (\w+) FOREIGN KEY")  # as below; `core.walls` looks for them


def foreign_key(table: str, columns: tuple[str, ...], target: str, target_columns: tuple[str, ...]) -> RunSQL:
    """A migration operation adding FOREIGN KEY (columns) → target (target_columns), checked at commit."""
    name = f"{table}_{'_'.join(c.removesuffix('_id') for c in columns)}_belongs"[:63]
    return RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({', '.join(columns)})"
        f" REFERENCES {target} ({', '.join(target_columns)}) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


def of_enrolment(table: str) -> RunSQL:
    """Project, office and person of a row are those of its enrolment."""
    return foreign_key(table, QUAD, "programmes_enrolment", ("id", "project_id", "office_id", "person_id"))

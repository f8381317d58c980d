"""The walls as they stand in the database, held against what the models ask for.

`core.rls` writes rights and policies; here they are read back. Each function returns what differs,
as words for the administrator; an empty list means that all is as declared. Used by `kaganek doctor`,
which signs in as the web server does: everything here is read from the catalogue, and the policies
are built once more on temporary twins of the tables, because only PostgreSQL writes an expression
the way PostgreSQL does. Source: docs/decisions/0003-row-level-security.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, TypeAlias

from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunSQL

from kaganek.core import rls
from kaganek.core.composite import FOREIGN_KEY
from kaganek.core.dbroles import DbRole

Policy: TypeAlias = tuple[object, ...]  # table, name, verb, roles, rows, check
Right: TypeAlias = tuple[str, str, str]  # table, role, verb
OWNERS = "owner_all"
TRIGGER = re.compile(r"CREATE TRIGGER (\w+)")

POLICIES = """
SELECT p.tablename, p.policyname, p.cmd, p.roles::text[], t.tableowner,
       coalesce(p.qual, ''), coalesce(p.with_check, '')
FROM pg_policies p JOIN pg_tables t USING (schemaname, tablename)
WHERE p.tablename = ANY(%s) AND (p.schemaname = current_schema()) = %s
      AND (p.schemaname = current_schema() OR p.schemaname::regnamespace = pg_my_temp_schema())
"""
RIGHTS = """
SELECT c.relname, coalesce(r.rolname, 'PUBLIC'), a.privilege_type
FROM pg_class c CROSS JOIN aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace
      AND (a.grantee = 0 OR r.rolname = ANY(%s))
"""
TWINS = """
SELECT c.relname, string_agg(format('%%I %%s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ')
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relname = ANY(%s) AND c.relnamespace = current_schema()::regnamespace
GROUP BY c.relname ORDER BY c.relname
"""


def seated_tables() -> list[str]:
    return sorted(model._meta.db_table for model in rls.walled_models())


def open_tables() -> list[str]:
    """Tables of somebody's rows where row-level security is off, not forced, or that are not there."""
    firm = _rows(
        "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relrowsecurity AND relforcerowsecurity"
        " AND relnamespace = current_schema()::regnamespace",
        [seated_tables()],
    )
    return sorted(set(seated_tables()) - {row[0] for row in firm})


def wrong_policies() -> list[str]:
    """Policies that are missing, foreign or changed, as `table: policy`."""
    found = _policies(temporary=False)
    with transaction.atomic():
        wanted = _policies_on_twins()
        transaction.set_rollback(True)
    return sorted({f"{policy[0]}: {policy[1]}" for policy in found ^ wanted})


def _policies_on_twins() -> set[Policy]:
    """What PostgreSQL makes of our policies; the twins shadow the tables of the same names."""
    with connection.cursor() as cursor:
        for table, columns in _rows(TWINS, [seated_tables()]):
            cursor.execute(f"CREATE TEMPORARY TABLE {connection.ops.quote_name(table)} ({columns})")
        there = {row[0] for row in _rows(TWINS, [seated_tables()])}
        for model in rls.walled_models():
            if model._meta.db_table in there:
                for statement in rls.policies(model):
                    cursor.execute(statement)
    return _policies(temporary=True)


def _policies(*, temporary: bool) -> set[Policy]:
    """Policies of our tables; the owner's own goes by no name, since twins have another owner."""
    return {
        (table, name, verb, () if name == OWNERS and list(roles) == [owner] else tuple(sorted(roles)), *tests)
        for table, name, verb, roles, owner, *tests in _rows(POLICIES, [seated_tables(), not temporary])
    }


def wrong_rights() -> list[str]:
    """Rights of our roles that are missing or too many, as `role: verb on table (brak / nadmiar)`."""
    found = _rights()
    wanted = _declared_rights()
    lacking = [f"{role}: {verb} {table} (brak)" for table, role, verb in wanted - found]
    spare = [f"{role}: {verb} {table} (nadmiar)" for table, role, verb in found - wanted]
    return sorted(lacking + spare)


def _declared_rights() -> set[Right]:
    wanted = {
        (model._meta.db_table, role.value, verb.upper())
        for model in rls.tables()
        for role in DbRole
        for verb in rls.rights_of(model, role).split()
    }
    return wanted | {
        (table, DbRole.APP.value, verb.upper())
        for table, verbs in rls.app_only_tables().items()
        for verb in verbs.split()
    }


def _rights() -> set[Right]:
    return {(table, role, verb) for table, role, verb in _rows(RIGHTS, [list(DbRole)])}


def changeable_logs() -> list[str]:
    """Tables that are only added to, where some role could change or remove a line after all."""
    logs = {model._meta.db_table for model in rls.seated_models() if model.append_only}
    return sorted(
        f"{role}: {verb} {table}"
        for table, role, verb in _rights()
        if table in logs and verb not in ("SELECT", "INSERT")
    )


def missing_keys() -> list[str]:
    """Composite foreign keys that migrations made and the database lacks or does not enforce."""
    firm = {row[0] for row in _rows("SELECT conname FROM pg_constraint WHERE contype = 'f' AND convalidated")}
    return sorted(set(_named(FOREIGN_KEY)) - firm)


def missing_triggers() -> list[str]:
    """Triggers that migrations made and the database lacks or has switched off."""
    active = {row[0] for row in _rows("SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')")}
    return sorted(set(_named(TRIGGER)) - active)


def _named(statement: re.Pattern[str]) -> Iterable[str]:
    """What the statements of our migrations make by this pattern."""
    for migration in MigrationLoader(None).disk_migrations.values():
        if not type(migration).__module__.startswith("kaganek."):
            continue
        for operation in migration.operations:
            if isinstance(operation, RunSQL) and isinstance(operation.sql, str):
                yield from statement.findall(operation.sql)


def powers() -> list[str]:
    """Powers by which the login or the role of the web server would pass by the policies."""
    return sorted(
        f"{name}: {'SUPERUSER' if mighty else 'BYPASSRLS'}"
        for name, mighty in _rows(
            "SELECT rolname, rolsuper FROM pg_roles WHERE (rolsuper OR rolbypassrls)"
            " AND (rolname = session_user OR rolname = ANY(%s))",
            [list(DbRole)],
        )
    )


def _rows(query: str, values: list[Any] | None = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        found: list[Any] = cursor.fetchall()
        return found

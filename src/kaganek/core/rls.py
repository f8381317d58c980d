"""Row-level security, written from the models' own words.

After every migration `secure` gives each table its rights and policies anew, in one transaction,
from `reach`, `rights` and `extra_policies`. A table that nobody declared gets nothing: the web
server cannot read it. See docs/decisions/0003-row-level-security.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction

from kaganek.core.dbroles import SEAT_ROLES, DbRole
from kaganek.core.scoping import JOBS_ALONE, MARK, SeatedModel

ALL = "select insert update delete"
EDITED = dict.fromkeys(DbRole, "select") | {
    DbRole.GLOBAL: ALL,
    DbRole.EDITOR: ALL,
}  # rights: written by editors
ADVISORY_LOCK = 7_316_201  # any number, ours
MIGRATIONS_TABLE = "django_migrations"  # read by `kaganek doctor`, which signs in as the server does

# What a condition reads; in a sub-select so that the planner computes it once and can use an index.
ME = "(SELECT NULLIF(current_setting('app.person', true), '')::bigint)"
OFFICES = "((SELECT current_setting('app.offices', true)::bigint[])::bigint[])"
PROJECTS = "((SELECT current_setting('app.projects', true)::bigint[])::bigint[])"

WITHIN = {"person": ME, "office": f"ANY {OFFICES}", "project": f"ANY {PROJECTS}"}
ARRAYS = {"person": f"ARRAY[{ME}]", "project": PROJECTS}  # where the column is an array
LIMITS = {  # what a role's rows must be within, all of it; a table that cannot say gives it none
    DbRole.PERSON: ("person",),
    DbRole.OFFICE: ("office",),
    DbRole.PROJECT: ("project",),
    DbRole.ADVISER: ("project", "office"),
}


def tables() -> list[type[models.Model]]:
    """Every table of the database that Django knows, many-to-many tables included."""
    return [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]


def seated_models() -> list[type[SeatedModel]]:
    return [m for m in tables() if issubclass(m, SeatedModel)]


def owned_models() -> list[type[models.Model]]:
    """Content that is somebody's through its owner: an office's own, or of nobody and so everyone's.

    Such a model names in `behind` the column that leads to the owner: "office" itself, or a foreign key to a model
    that is owned. `common_where` narrows what offices read of everyone's. Seats of an office write their own,
    editors what is everyone's; whoever sees all, sees all.
    """
    return [m for m in tables() if not issubclass(m, SeatedModel) and getattr(m, "behind", None)]


def walled_models() -> list[type[models.Model]]:
    """Every table with row-level security."""
    return [*seated_models(), *owned_models()]


def _owners(model: Any) -> tuple[str, str]:
    """Conditions for the rows of the seat's own offices and for those of no office."""
    column = _column(model, model.behind)
    if model.behind == "office":
        return f"{column} = ANY {OFFICES}", f"{column} IS NULL"
    parent = model._meta.get_field(model.behind).related_model
    table = connection.ops.quote_name(parent._meta.db_table)
    own, common = _owners(parent)
    return (f"{column} IN (SELECT id FROM {table} WHERE {rows})" for rows in (own, common))  # type: ignore[return-value]


def _owned_policies(model: Any) -> Iterator[str]:
    table = connection.ops.quote_name(model._meta.db_table)
    own, common = _owners(model)
    read = f"{common} AND {model.common_where}" if getattr(model, "common_where", "") else common
    reach = {
        DbRole.GLOBAL: "true",
        DbRole.READER: "true",
        DbRole.EDITOR: common,
        DbRole.OFFICE: own,
        DbRole.PERSON: f"{own} OR {common}",
        DbRole.PROJECT: common,
        DbRole.ADVISER: common,
    }
    yield f"CREATE POLICY owner_all ON {table} TO CURRENT_USER USING (true) WITH CHECK (true)"
    for role, rows in reach.items():
        if verbs := rights_of(model, role).split():
            yield from _policy_of(table, role, rows, verbs, append_only=False)
    if "select" in rights_of(model, DbRole.OFFICE):
        yield f"CREATE POLICY {DbRole.OFFICE}_extra ON {table} FOR SELECT TO {DbRole.OFFICE} USING ({read})"


def guest_policies(table: str) -> Iterator[str]:
    """Policies of a library's table, as the settings ask: {table: {role: rows}}; a role not named there is not held."""
    asked: dict[str, dict[str, str]] = settings.GUEST_TABLE_POLICIES
    if table not in asked:
        return
    name = connection.ops.quote_name(table)
    yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"
    yield f"CREATE POLICY owner_all ON {name} TO CURRENT_USER USING (true) WITH CHECK (true)"
    for role in DbRole:
        rows = asked[table].get(role, "true").replace("{OFFICES}", OFFICES).replace("{ME}", ME)
        yield f"CREATE POLICY {role}_reach ON {name} TO {role} USING ({rows}) WITH CHECK ({rows})"


def condition(model: type[SeatedModel], role: DbRole) -> str | None:
    """The rows of `model` that `role` reaches as SQL, or None for none."""
    if (told := model.readers(role)) is not None:
        return _told(told)
    if "within" in model.reach:
        return _hanging(model, model.reach["within"], role)
    return _by_columns(model, role)


def _by_columns(model: type[SeatedModel], role: DbRole) -> str | None:
    """The rows whose own columns say that the role reaches them."""
    reach = model.reach
    if role in (DbRole.GLOBAL, DbRole.READER) and not model.private:
        return "true"
    if "author" in reach:
        return None if role is DbRole.PUBLIC else _authored(model, reach["author"])
    if model.private and role is DbRole.GLOBAL:
        return _told(JOBS_ALONE)
    if "owner" in reach:
        return _owned(_column(model, reach["owner"]), role)
    limits = LIMITS.get(role, ())
    if limits and reach.keys() >= set(limits):
        return " AND ".join(_within(model, name) for name in limits)
    if model.common and role in (DbRole.EDITOR, DbRole.PROJECT):
        return f"{_column(model, reach['office'])} IS NULL"
    return None


def _told(rows: str) -> str | None:
    """A rule of `readers` with what the seat says in place of its marks."""
    said = {"ME": ME, "OFFICES": OFFICES, "PROJECTS": PROJECTS}
    return MARK.sub(lambda mark: said[mark[1]], rows) or None


def _hanging(model: type[SeatedModel], key: str, role: DbRole) -> str | None:
    """Rows whose parent the role may read; the parent's own policies are asked, in the role's name."""
    parent: Any = model._meta.get_field(key).related_model
    if "select" not in rights_of(parent, role).split():
        return None
    table, own = (connection.ops.quote_name(one._meta.db_table) for one in (parent, model))
    return f"EXISTS (SELECT 1 FROM {table} AS above WHERE above.id = {own}.{_column(model, key)})"


def _authored(model: type[SeatedModel], path: str) -> str:
    return f"{_column(model, path)} {f'&& ARRAY[{ME}]' if _is_array(model, path) else f'= {ME}'}"


def _within(model: type[SeatedModel], name: str) -> str:
    path = model.reach[name]
    if "__" in path:
        key, _, column = path.partition("__")
        parent: Any = model._meta.get_field(key).related_model
        table, found = connection.ops.quote_name(parent._meta.db_table), _test(parent, name, column)
        return f"{_column(model, key)} IN (SELECT id FROM {table} WHERE {found})"
    return _test(model, name, path)


def _test(model: type[models.Model], name: str, path: str) -> str:
    if _is_array(model, path):
        return f"{_column(model, path)} && {ARRAYS[name]}"
    return f"{_column(model, path)} = {WITHIN[name]}"


def _read_besides(model: type[SeatedModel], role: DbRole) -> str | None:
    """Rows that a role may only read, beyond those it reaches."""
    if model.common and role in (DbRole.PERSON, DbRole.OFFICE, DbRole.ADVISER):
        office = _column(model, model.reach["office"])
        return f"{office} IS NULL OR {office} = ANY {OFFICES}"
    return model.extra_policies.get(role)


def _owned(column: str, role: DbRole) -> str | None:
    """An office reads what is its own; projects and editors what no office owns; nobody else anything."""
    if role is DbRole.OFFICE:
        return f"{column} = ANY {OFFICES}"
    return f"{column} IS NULL" if role in (DbRole.PROJECT, DbRole.ADVISER, DbRole.EDITOR) else None


def _column(model: type[models.Model], path: str) -> str:
    field: Any = model._meta.pk if path == "pk" else model._meta.get_field(path)
    return connection.ops.quote_name(field.column)


def _is_array(model: type[models.Model], path: str) -> bool:
    return path != "pk" and isinstance(model._meta.get_field(path), ArrayField)


def rights_of(model: type[models.Model], role: DbRole) -> str:
    """The verbs a role has on a table; "" = none."""
    declared: Any = getattr(model, "rights", {})
    if role in declared:
        return str(declared[role])
    if issubclass(model, SeatedModel):
        if role in (DbRole.APP, DbRole.EDITOR, DbRole.PUBLIC):
            return ""
        if role in (DbRole.READER, DbRole.ADVISER):
            return "select"
        return "select insert" if model.append_only else ALL
    guests: dict[str, dict[str, str]] = settings.GUEST_TABLE_RIGHTS
    for prefix, rows in guests.items():
        if model._meta.db_table.startswith(prefix):
            return rows.get(role, rows.get("*", ""))
    if model.__module__.startswith("kaganek."):
        return ALL if role in (DbRole.GLOBAL, DbRole.PROJECT) else "select"
    return ""


def policies(model: type[models.Model]) -> Iterator[str]:
    """The policies of one table as statements."""
    if not issubclass(model, SeatedModel):
        yield from _owned_policies(model)
        return
    table = connection.ops.quote_name(model._meta.db_table)
    yield f"CREATE POLICY owner_all ON {table} TO CURRENT_USER USING (true) WITH CHECK (true)"
    for role in DbRole:
        rows = condition(model, role)
        verbs = rights_of(model, role).split()
        if rows and verbs:
            yield from _policy_of(table, role, rows, verbs, append_only=model.append_only)
        elif model.append_only and "insert" in verbs:
            yield f"CREATE POLICY {role}_add ON {table} FOR INSERT TO {role} WITH CHECK (true)"
        if model.posted and "insert" in verbs:
            yield f"CREATE POLICY {role}_post ON {table} FOR INSERT TO {role} WITH CHECK (true)"
        if extra := _read_besides(model, role):
            yield f"CREATE POLICY {role}_extra ON {table} FOR SELECT TO {role} USING ({extra})"


def _policy_of(table: str, role: DbRole, rows: str, verbs: list[str], *, append_only: bool) -> Iterator[str]:
    if append_only:
        yield f"CREATE POLICY {role}_read ON {table} FOR SELECT TO {role} USING ({rows})"
        if "insert" in verbs:
            yield f"CREATE POLICY {role}_add ON {table} FOR INSERT TO {role} WITH CHECK (true)"
    elif verbs == ["select"]:
        yield f"CREATE POLICY {role}_reach ON {table} FOR SELECT TO {role} USING ({rows})"
    else:
        yield f"CREATE POLICY {role}_reach ON {table} TO {role} USING ({rows}) WITH CHECK ({rows})"


def _clean(table: str) -> str:
    return (
        "DO $$ DECLARE p record; BEGIN FOR p IN SELECT policyname FROM pg_policies"
        f" WHERE schemaname = current_schema() AND tablename = '{table}'"
        f" LOOP EXECUTE format('DROP POLICY %I ON %I', p.policyname, '{table}'); END LOOP; END $$"
    )


def statements() -> Iterator[str]:
    """Everything `secure` runs, in order."""
    roles = ", ".join(DbRole)
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {roles}"
    yield f"GRANT USAGE ON SCHEMA public TO {roles}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {roles}"
    for model in tables():
        yield from _table_statements(model)
    for table, verbs in app_only_tables().items():
        yield f"GRANT {verbs.replace(' ', ', ')} ON {connection.ops.quote_name(table)} TO {DbRole.APP}"


def app_only_tables() -> dict[str, str]:
    """Tables without a model that the server itself uses, with its verbs on them."""
    present = connection.introspection.table_names()
    queue = [name for name in present if name.startswith(tuple(settings.APP_ONLY_TABLES))]
    return dict.fromkeys(queue, ALL) | {name: "select" for name in present if name == MIGRATIONS_TABLE}


def _table_statements(model: type[models.Model]) -> Iterator[str]:
    name = model._meta.db_table
    table = connection.ops.quote_name(name)
    for role in DbRole:
        if verbs := rights_of(model, role):
            yield f"GRANT {verbs.replace(' ', ', ')} ON {table} TO {role}"
    yield _clean(name)
    yield from guest_policies(name)
    if model in walled_models():
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
        yield from policies(model)


def ensure_roles() -> None:
    """Create the roles of this cluster that are missing (roles belong to the cluster, not the database)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [list(DbRole)])
        present = {row[0] for row in cursor.fetchall()}
        for role in DbRole:
            if role not in present:
                kind = "LOGIN NOINHERIT" if role is DbRole.APP else "NOLOGIN"
                cursor.execute(
                    f"DO $$ BEGIN CREATE ROLE {role} {kind};"
                    " EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
                )
        if present != set(DbRole):
            cursor.execute(f"GRANT {', '.join(SEAT_ROLES)} TO {DbRole.APP}")
            cursor.execute("SELECT current_user")
            cursor.execute(f"GRANT {', '.join(DbRole)} TO CURRENT_USER")


def secure() -> None:
    """Give every table its rights and policies, replacing what was there; all or nothing."""
    ensure_roles()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        for statement in statements():
            cursor.execute(statement)

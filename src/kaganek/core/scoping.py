"""Reach: how a table says which project, office and person its rows belong to.

`reach` maps "project", "office", "person", "author" or "owner" to a column of the same table. One mapping
feeds both walls: this manager's filter and the policies that `core.rls` writes. "owner" is for libraries: the
column names the office whose library it is, and is empty for the programme's own, which experts keep and
projects read; an office meets its own only. A column may be an array, and may belong to the row that this one
hangs on ("work__member_ids"): whoever reaches that row reaches this one.

"within" names the foreign key to the row that this one hangs on: whoever may read that row, by whatever rule,
may read this one, and nobody else. A table whose columns do not say who reads it says so in `readers`, as SQL: both walls are made of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.expressions import RawSQL
from django_scopes import get_scope
from django_scopes.manager import DisabledQuerySet

from kaganek.core.dbroles import DbRole

M = TypeVar("M", bound=models.Model)
MARK = re.compile(r"\{(ME|OFFICES|PROJECTS)\}")  # in the SQL of `readers`: whose seat it is, and its reach
JOBS_ALONE = "{ME} = 0"  # of the roles that see everything, those who are nobody: jobs

PROGRAMME = (0,)  # no office has this id
BY_ALL = {"project": "project", "office": "office", "person": "person"}


class SeatedManager(models.Manager[M]):
    """Reads only rows within the active seat; without a seat every read raises ScopeError."""

    def get_queryset(self) -> models.QuerySet[M]:
        active: dict[str, Any] = get_scope()
        if not active.get("_enabled", True):
            return super().get_queryset()
        model: Any = self.model
        reach: Mapping[str, str] = model.reach
        if missing := _asked(model) - active.keys():
            disabled: models.QuerySet[M] = DisabledQuerySet(model, using=self._db, missing_scopes=missing)
            return disabled
        if parts := _by_rule(model, active):
            return super().get_queryset().filter(**parts)
        limits = dict(
            _limit(model, name, path, active[name])
            for name, path in reach.items()
            if active[name] is not None
        )
        rows = super().get_queryset()
        if model.common:
            return rows.filter(_own_and_common(model, active))
        if not limits and any(active.get(name) is not None for name in BY_ALL):
            return rows.none()  # the table cannot tell what is within this seat's limits
        return rows.filter(**limits)


def _asked(model: Any) -> set[str]:
    """What a seat has to say before rows of the table are read."""
    return (
        {*BY_ALL, "author"}
        if model.readers(DbRole.GLOBAL) is not None or "within" in model.reach
        else set(model.reach)
    )


def _by_rule(model: Any, active: Mapping[str, Any]) -> dict[str, Any]:
    """The filter of a table whose readers are told by a rule; empty for every other."""
    if "within" in model.reach:
        key: str = model.reach["within"]
        return {f"{key}__in": model._meta.get_field(key).related_model.objects.values("pk")}
    role = role_of(active)
    if (rows := model.readers(role)) is not None:
        return {"pk__in": _told(model, rows or "false", active)}
    if model.private and role is DbRole.GLOBAL and "author" not in model.reach:
        return {"pk__in": _told(model, JOBS_ALONE, active)}
    return {}


def _told(model: Any, rows: str, active: Mapping[str, Any]) -> RawSQL:
    """The keys of these rows, with the reach of the seat where the marks stand."""
    said = {
        "ME": ("%s::bigint", active["author"][0]),
        "OFFICES": ("%s::bigint[]", list(active["office"] or ())),
        "PROJECTS": ("%s::bigint[]", list(active["project"] or ())),
    }
    params = tuple(said[mark][1] for mark in MARK.findall(rows))
    table = model._meta.db_table
    where = MARK.sub(lambda mark: said[mark[1]][0], rows)
    return RawSQL(f'SELECT "{table}".id FROM "{table}" WHERE {where}', params)  # noqa: S608, S611  our own words


def role_of(active: Mapping[str, Any]) -> DbRole:
    """The database role whose rules hold for this scope, told by what limits it; READER counts as GLOBAL."""
    if active["person"] is not None:
        return DbRole.PERSON
    if active["office"] is None:
        return DbRole.GLOBAL if active["project"] is None else DbRole.PROJECT
    if active["project"] is None:
        return DbRole.OFFICE
    return DbRole.ADVISER if active["project"] else DbRole.EDITOR


def _own_and_common(model: Any, active: Mapping[str, Any]) -> models.Q:
    """Rows of no office, and those of the seat's own offices; without any limit all rows."""
    of_none = models.Q((f"{model.reach['office']}__isnull", True))
    if active["office"] is not None:
        return of_none | models.Q((_lookup(model, model.reach["office"]), active["office"]))
    return of_none if active["project"] is not None else models.Q()


def _limit(model: type[models.Model], name: str, path: str, ids: Any) -> tuple[str, Any]:
    if name == "owner" and ids == PROGRAMME:
        return f"{path}__isnull", True
    return _lookup(model, path), ids


def _lookup(model: type[models.Model], path: str) -> str:
    if "__" in path:  # an array of the row that this one hangs on
        return f"{path}__overlap"
    if path != "pk" and isinstance(model._meta.get_field(path), ArrayField):
        return f"{path}__overlap"
    if path == "pk":
        return "pk__in"
    field: Any = model._meta.get_field(path)
    return f"{field.get_attname()}__in"


class SeatedModel(models.Model):
    """A table whose rows belong to someone.

    reach         who they belong to; see the module.
    append_only   rows are added and never changed or removed by any seat.
    common        rows of no office belong to everyone who is signed in: all read them, editors and project
                  roles write them. Needs `reach` to name "office", and nothing else.
    posted        any seat adds rows for anybody, as one drops a letter into a box; it reads and changes its own alone.
    private       the roles that see everything do not see these: rows of `author` alone, or of those whom the rest
                  of `reach` names; jobs, which are nobody, read the latter.
    extra_policies  further rows a database role may READ: {role: SQL condition}.
    rights        {role: "select insert update delete"} where it differs from the default (all four).
    """

    reach: ClassVar[Mapping[str, str]]
    append_only: ClassVar[bool] = False
    posted: ClassVar[bool] = False
    common: ClassVar[bool] = False
    private: ClassVar[bool] = False
    extra_policies: ClassVar[Mapping[str, str]] = {}
    rights: ClassVar[Mapping[str, str]] = {}

    objects = SeatedManager()
    policed = models.Manager()  # through row-level security alone, for the rows of `extra_policies`

    class Meta:
        abstract = True

    @classmethod
    def readers(cls, role: DbRole) -> str | None:
        """Who reads the rows, where no column says it: SQL with the module's marks, "" for no row; None = `reach` says."""
        return None

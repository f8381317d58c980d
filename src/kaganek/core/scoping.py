"""Reach: how a table says which project, office and person its rows belong to.

`reach` maps "project", "office", "person", "author" or "owner" to a column of the same table. One mapping
feeds both walls: this manager's filter and the policies that `core.rls` writes. "owner" is for libraries: the
column names the office whose library it is, and is empty for the programme's own, which experts keep and
projects read; an office meets its own only. A column may be an array, and may belong to the row that this one
hangs on ("work__member_ids"): whoever reaches that row reaches this one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django_scopes import get_scope
from django_scopes.manager import DisabledQuerySet

M = TypeVar("M", bound=models.Model)

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
        if missing := reach.keys() - active.keys():
            disabled: models.QuerySet[M] = DisabledQuerySet(model, using=self._db, missing_scopes=missing)
            return disabled
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
    private       rows of `author` alone: the roles that see everything do not see these.
    extra_policies  further rows a database role may READ: {role: SQL condition}.
    rights        {role: "select insert update delete"} where it differs from the default (all four).
    """

    reach: ClassVar[Mapping[str, str]]
    append_only: ClassVar[bool] = False
    common: ClassVar[bool] = False
    private: ClassVar[bool] = False
    extra_policies: ClassVar[Mapping[str, str]] = {}
    rights: ClassVar[Mapping[str, str]] = {}

    objects = SeatedManager()
    policed = models.Manager()  # through row-level security alone, for the rows of `extra_policies`

    class Meta:
        abstract = True

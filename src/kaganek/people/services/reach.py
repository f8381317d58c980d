"""How far people reach and are reached: projects they take part in."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, Func, Value

from kaganek.people.models import Person


def grant_project(person_ids: Sequence[int], project_id: int) -> None:
    """Note that people take part in a project; the project's seats see them from now on. Idempotent."""
    Person.objects.filter(pk__in=person_ids).exclude(project_ids__contains=[project_id]).update(
        project_ids=Func(
            F("project_ids"),
            Value(project_id, output_field=BigIntegerField()),
            function="array_append",
            output_field=ArrayField(BigIntegerField()),
        )
    )

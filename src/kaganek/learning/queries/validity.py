"""How long a completion would hold, read together with the row that is being completed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, F, Func
from django.db.models.expressions import Combinable

from kaganek.learning.rules.validity import Validity


@dataclass(frozen=True, slots=True)
class Held:
    """The validity of a course in a project, and the end of the person's round before."""

    rule: Validity
    held_until: date | None


def validity_column(progress: str) -> Combinable:
    """What `held` reads, of the progress in column `progress`; NULL where the course holds for ever.

    A column beside the row, since completing must not ask once more.
    """
    return Func(
        F(progress),
        template="(SELECT ARRAY[said.months, said.month, said.day, said.opens_days]::text[] || before.valid_until::text"
        " FROM learning_courseprogress this"
        " JOIN learning_coursevalidity said ON said.project_id = this.project_id AND said.course_id = this.course_id"
        " LEFT JOIN learning_courseprogress before ON before.enrolment_id = this.enrolment_id"
        " AND before.course_id = this.course_id AND before.round = this.round - 1"
        " WHERE this.id = %(expressions)s)",
        output_field=ArrayField(CharField()),
    )


def held(column: Sequence[str | None] | None) -> Held | None:
    """The column in the words of the rule."""
    if column is None:
        return None
    months, month, day, opens_days = (int(one) if one else None for one in column[:4])
    rule = Validity(months=months, month=month, day=day, opens_days=opens_days or 0)
    return Held(rule, date.fromisoformat(column[4]) if column[4] else None)

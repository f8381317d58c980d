"""Learning paths: made, changed, and given to people, offices and many offices at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import DateField, F, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.learning.models import CourseProgress, LearningPath, PathAssignment, PathStep
from kaganek.learning.queries.paths import may_assign, paths_in_reach
from kaganek.programmes.models import Enrolment
from kaganek.programmes.queries import projects_in_reach


class PathOfAnotherProject(Exception):
    """The path belongs to one project, the people to another."""


class OfficesMayNotAssign(Exception):
    """The project keeps the assigning of paths to its coordinator."""


class NameTaken(Exception):
    """The project has a path of this name."""


@dataclass(frozen=True, slots=True)
class Step:
    """A course on a path: a day for everyone, or days from assignment, or no deadline."""

    course_id: int
    due_on: date | None = None
    due_days: int | None = None
    after_previous: bool = False

    def due(self, assigned_on: date) -> date | None:
        if self.due_days is not None:
            return assigned_on + timedelta(days=self.due_days)
        return self.due_on


def assign(path_id: int, enrolments: Sequence[Enrolment], *, by: Seat, at: datetime) -> int:
    """Give a path and all its courses to enrolled people; returns how many did not have it yet.

    enrolments  rows of the path's own project, within the caller's open seat.

    A course that someone has already keeps its progress and its deadline. Doing it again changes
    nothing. Raises LearningPath.DoesNotExist, PathOfAnotherProject, OfficesMayNotAssign, and
    Enrolment.DoesNotExist for people beyond the seat.

    Source: rule S-01 in docs/reference/rules.md.
    """
    path = LearningPath.objects.select_related("project").get(pk=path_id)
    if not may_assign(path.project, by):
        raise OfficesMayNotAssign(path.project)
    if any(row.project_id != path.project_id for row in enrolments):
        raise PathOfAnotherProject(path)
    having = set(
        PathAssignment.objects.filter(path=path, enrolment__in=enrolments).values_list(
            "enrolment_id", flat=True
        )
    )
    fresh = [row for row in enrolments if row.pk not in having]
    if not fresh:
        return 0
    ids = {row.pk for row in fresh}
    if Enrolment.objects.filter(pk__in=ids).count() != len(ids):
        raise Enrolment.DoesNotExist
    with connection.cursor() as cursor:
        cursor.execute(_ASSIGN, [path.pk, at, [row.pk for row in fresh]])
    open_courses(steps_of(path), fresh, timezone.localdate(at))
    audit.record_all(by, "path assigned", fresh, path=str(path.pk))
    return len(fresh)


def steps_of(path: LearningPath) -> list[Step]:
    rows = PathStep.objects.filter(path=path).order_by("position")
    return [Step(row.course_id, row.due_on, row.due_days, row.after_previous) for row in rows]


def open_courses(steps: Sequence[Step], enrolments: Sequence[Enrolment], today: date) -> int:
    """A row of progress for each of the people and courses that lacks one; returns how many were made."""
    with connection.cursor() as cursor:
        courses = [step.course_id for step in steps]
        days = [step.due(today) for step in steps]
        cursor.execute(_OPEN, [courses, days, [row.pk for row in enrolments]])
        return int(cursor.rowcount)


# In SQL, since thousands of people times their courses are rows that Python need not see; row-level
# security judges them like any others.
_ASSIGN = """
INSERT INTO learning_pathassignment (path_id, assigned_at, enrolment_id, project_id, office_id, person_id)
SELECT %s, %s, id, project_id, office_id, person_id FROM programmes_enrolment WHERE id = ANY(%s)
ON CONFLICT (enrolment_id, path_id) DO NOTHING
"""
_OPEN = """
INSERT INTO learning_courseprogress
    (course_id, due_on, lessons_done, round, past, counts, quiz_only, enrolment_id, project_id, office_id, person_id)
SELECT step.course, step.due_on, 0, 1, false, true, false, e.id, e.project_id, e.office_id, e.person_id
FROM programmes_enrolment AS e, unnest(%s::bigint[], %s::date[]) AS step(course, due_on)
WHERE e.id = ANY(%s)
ON CONFLICT (enrolment_id, course_id) WHERE NOT past DO NOTHING
"""


@transaction.atomic
def create_path(project_id: int, *, name: str, note: str, steps: Sequence[Step], by: Seat) -> LearningPath:
    """A new path of a project with its courses in order.

    Raises Project.DoesNotExist outside the seat's reach, NameTaken.
    """
    project = projects_in_reach(by).get(pk=project_id)
    if LearningPath.objects.filter(project=project, name=name).exists():
        raise NameTaken(name)
    path = LearningPath.objects.create(project=project, name=name, note=note)
    _write_steps(path, steps)
    audit.record(by, "path made", path)
    return path


@transaction.atomic
def change_path(
    path_id: int, *, name: str, note: str, steps: Sequence[Step], by: Seat, at: datetime
) -> LearningPath:
    """Change a path for everyone who walks it: new courses open for them, new deadlines hold for them.

    A course taken off the path stays with those who have it, with the deadline it had; what is
    completed keeps everything. Raises LearningPath.DoesNotExist outside the seat's reach, NameTaken.
    """
    path = paths_in_reach(by).select_for_update(of=("self",)).get(pk=path_id)
    if LearningPath.objects.filter(project=path.project_id, name=name).exclude(pk=path.pk).exists():
        raise NameTaken(name)
    path.name, path.note = name, note
    path.save(update_fields=["name", "note"])
    PathStep.objects.filter(path=path).delete()
    _write_steps(path, steps)
    for step in steps:
        _spread(path, step)
    audit.record(by, "path changed", path)
    return path


def _write_steps(path: LearningPath, steps: Sequence[Step]) -> None:
    PathStep.objects.bulk_create(
        PathStep(
            path=path,
            course_id=step.course_id,
            position=position,
            due_on=step.due_on,
            due_days=step.due_days,
            after_previous=step.after_previous,
        )
        for position, step in enumerate(steps, start=1)
    )


def _spread(path: LearningPath, step: Step) -> None:
    """Bring one step to the people who walk the path already, day of assignment by day of assignment."""
    by_day: dict[date, list[Enrolment]] = {}
    for row in PathAssignment.objects.filter(path=path).select_related("enrolment"):
        by_day.setdefault(timezone.localdate(row.assigned_at), []).append(row.enrolment)
    for day, enrolments in by_day.items():
        open_courses([step], enrolments, day)  # those who have the course already keep their row
        CourseProgress.objects.filter(
            course=step.course_id, enrolment__in=enrolments, completed_at=None, round=1
        ).update(due_on=_not_sooner(step.due(day)))


def _not_sooner(due_on: date | None) -> Any:  # Any: a day, or an expression of one
    """A day that a person was given by name stands against an earlier one of the path (L-102)."""
    return Greatest(Value(due_on, output_field=DateField()), F("extended_to")) if due_on else None

"""Reads of paths, and of the courses and people they are for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from kaganek.core.counts import number_of
from kaganek.core.seats import Seat
from kaganek.learning.models import CourseValidity, LearningPath, PathAssignment, PathStep
from kaganek.people.terms import OFFICE_ADMINS
from kaganek.programmes.models import Enrolment, Project
from kaganek.programmes.queries import projects_in_reach


def paths_in_reach(seat: Seat) -> QuerySet[LearningPath]:
    """Paths of the seat's projects; the table itself is public, so this is where the reach is kept."""
    return LearningPath.objects.filter(project__in=projects_in_reach(seat)).select_related("project")


def counted_paths(seat: Seat) -> QuerySet[Any]:  # Any: the annotated numbers
    """Paths with `steps_on` them and `people` within reach who walk them."""
    walking = PathAssignment.objects.filter(path=OuterRef("pk"))
    steps = PathStep.objects.filter(path=OuterRef("pk"))
    return paths_in_reach(seat).annotate(people=number_of(walking, "path"), steps_on=number_of(steps, "path"))


def walkers(path: LearningPath) -> int:
    """How many people within reach have the path."""
    return PathAssignment.objects.filter(path=path).count()


def validities(path: LearningPath) -> dict[int, CourseValidity]:
    """How long the courses of a path hold, by course; those without an end are missing."""
    rows = CourseValidity.objects.filter(project=path.project_id, course__in=path.steps.values("course"))
    return {row.course_id: row for row in rows}


def enrolled(path: LearningPath) -> QuerySet[Any]:  # Any: the annotated note
    """People of the path's project within reach, with a note on whether they have the path."""
    having = PathAssignment.objects.filter(path=path, enrolment=OuterRef("pk"))
    rows = Enrolment.objects.filter(project=path.project_id, left_at=None, person__deactivated_at=None)
    return rows.select_related("person", "office").annotate(has_path=Exists(having))


def named_projects(seat: Seat) -> list[tuple[int, str]]:
    """The seat's projects by name, to choose one of."""
    return list(projects_in_reach(seat).order_by("name__alphabetical", "pk").values_list("pk", "name"))


def may_assign(project: Project, seat: Seat) -> bool:
    """Office staff give paths only where the project lets offices do so."""
    return seat.role not in OFFICE_ADMINS or project.offices_assign_paths


def assignable(project_id: int, *, by: Seat) -> list[LearningPath]:
    """The paths of a project that this seat may give; none where offices may not assign."""
    if not may_assign(Project.objects.get(pk=project_id), by):
        return []
    return list(LearningPath.objects.filter(project=project_id).order_by("name__alphabetical", "pk"))


def past_deadlines(path_ids: Iterable[int], *, today: date) -> dict[int, list[date]]:
    """For each path with fixed deadlines already past: those days in order, one for each course."""
    past = PathStep.objects.filter(path__in=path_ids, due_on__lt=today).order_by("due_on", "position")
    days: dict[int, list[date]] = {}
    for path_id, due_on in past.values_list("path_id", "due_on"):
        if due_on:  # always, as it was compared; the types do not know it
            days.setdefault(path_id, []).append(due_on)
    return days

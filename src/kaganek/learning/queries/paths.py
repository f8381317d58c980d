"""Reads of paths, and of the courses and people they are for."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from kaganek.core.counts import number_of
from kaganek.core.seats import Seat
from kaganek.learning.models import Course, LearningPath, PathAssignment, PathStep
from kaganek.lib.names import fold
from kaganek.programmes.models import Enrolment
from kaganek.programmes.queries import projects_in_reach


def paths_in_reach(seat: Seat) -> QuerySet[LearningPath]:
    """Paths of the seat's projects; the table itself is public, so this is where the reach is kept."""
    return LearningPath.objects.filter(project__in=projects_in_reach(seat)).select_related("project")


def counted_paths(seat: Seat) -> QuerySet[Any]:  # Any: the annotated numbers
    """Paths with `courses` on them and `people` within reach who walk them."""
    walking = PathAssignment.objects.filter(path=OuterRef("pk"))
    steps = PathStep.objects.filter(path=OuterRef("pk"))
    return paths_in_reach(seat).annotate(people=number_of(walking, "path"), courses=number_of(steps, "path"))


def walkers(path: LearningPath) -> int:
    """How many people within reach have the path."""
    return PathAssignment.objects.filter(path=path).count()


def steps_with_courses(path: LearningPath) -> QuerySet[PathStep]:
    """The courses of a path in its order."""
    return PathStep.objects.filter(path=path).select_related("course").order_by("position")


def enrolled(path: LearningPath) -> QuerySet[Any]:  # Any: the annotated note
    """People of the path's project within reach, with a note on whether they have the path."""
    having = PathAssignment.objects.filter(path=path, enrolment=OuterRef("pk"))
    rows = Enrolment.objects.filter(project=path.project_id, left_at=None, person__deactivated_at=None)
    return rows.select_related("person", "office").annotate(has_path=Exists(having))


def named_projects(seat: Seat) -> list[tuple[int, str]]:
    """The seat's projects by name, to choose one of."""
    return list(projects_in_reach(seat).order_by("name", "pk").values_list("pk", "name"))


def named_courses() -> list[tuple[int, str]]:
    """Published courses in Polish order, to choose of."""
    rows = Course.objects.filter(published_at__isnull=False).values_list("pk", "title")
    return sorted(rows, key=lambda row: fold(row[1]))

"""Reads of deadlines that may be moved, and of those that were."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from kaganek.learning.models import CourseProgress, DeadlineExtension
from kaganek.lib.names import sort_key


def open_deadlines() -> QuerySet[CourseProgress]:
    """Courses with a deadline that people within reach have not completed."""
    rows = CourseProgress.objects.filter(
        completed_at=None, due_on__isnull=False, enrolment__left_at=None, person__deactivated_at=None
    )
    return rows.select_related("person", "office", "course", "project")


def chosen(ids: Collection[int]) -> QuerySet[CourseProgress]:
    """Those of them that were ticked."""
    return open_deadlines().filter(pk__in=ids)


def given_extensions() -> QuerySet[DeadlineExtension]:
    """Every move of a deadline within reach."""
    return DeadlineExtension.objects.select_related("person", "office", "progress__course")


def extensions_of(progress: Any) -> list[DeadlineExtension]:
    """What was moved in one course of one person, the newest first."""
    return list(DeadlineExtension.objects.filter(progress=progress.pk).order_by("-given_at", "-pk"))


def courses_with_deadlines() -> list[tuple[str, str]]:
    """Courses that the list of open deadlines speaks of."""
    found = open_deadlines().order_by().values_list("course", "course__title").distinct()
    return [(str(pk), title) for pk, title in sorted(found, key=lambda row: sort_key(row[1]))]


class Kept(NamedTuple):
    """Since which days this installation keeps when courses are given, every change of a deadline, days of activity."""

    given_on: date
    deadlines_on: date
    activity_on: date


def kept_since() -> Kept:
    with connection.cursor() as cursor:
        cursor.execute("SELECT given_on, deadlines_on, activity_on FROM learning_kept_since()")
        return Kept(*cursor.fetchone())

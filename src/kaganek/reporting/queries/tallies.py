"""What tallies are made of: people of an office, counted by how they stand."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.timezone import localdate

from kaganek.core.prepared import prepared
from kaganek.learning.models import CourseProgress, ProgressChange
from kaganek.programmes.models import Project
from kaganek.reporting.models import Tally
from kaganek.reporting.queries import standing

Row = dict[str, Any]
COUNTS = ("people", "done", "doing", "late", "todo")
PATHS = (  # the same parts of a chart as standing.per_course, of a person's whole path
    "COUNT(*)",
    "COUNT(*) FILTER (WHERE state = 'done')",
    "COUNT(*) FILTER (WHERE state IN ('doing', 'soon') AND begun > 0)",
    "COUNT(*) FILTER (WHERE state = 'late')",
    "COUNT(*) FILTER (WHERE state IN ('todo', 'soon') AND begun = 0)",
)


def behind(today: date) -> list[int]:
    """Projects with tallies to be made anew, within the seat's reach."""
    return [found.pk for found in Project.objects.filter(_is_behind(today)).only("pk")]


def is_behind(project_id: int, today: date) -> bool:
    return bool(_behind(project_id=project_id, today=today))


@prepared
def _behind(project_id: int, today: date) -> QuerySet[Project]:
    return Project.objects.filter(_is_behind(today), pk=project_id).only("pk")


def _is_behind(today: date) -> Q:
    project = OuterRef("pk")
    noted = ProgressChange.objects.filter(project=project)
    return Q(Exists(noted)) | Q(Exists(Tally.objects.filter(project=project, holds_until__lt=today)))


def of_courses(project_id: int, offices: Collection[int], today: date) -> Iterator[Row]:
    """What a tally says of each of these offices and each course."""
    rows = _progress(project_id, offices).values("office_id", "course_id").annotate(
        **standing.per_course(today), last_on=Max("last_activity_at"), holds_until=_next_deadline(today)
    )  # fmt: skip
    for row in rows:
        yield {**row, "last_on": _day(row["last_on"])}


def of_paths(project_id: int, offices: Collection[int], today: date) -> Iterator[Row]:
    """What a tally says of each of these offices and all courses of a person together."""
    people = (
        _progress(project_id, offices)
        .values("office_id", "enrolment_id")
        .annotate(**standing.tallies("enrolment"))
    )
    people = people.annotate(state=standing.state(today), holds_until=_next_deadline(today))
    sql, values = people.query.sql_with_params()
    counts = ", ".join((*PATHS, "MAX(last)", "MIN(holds_until)"))
    with connection.cursor() as cursor:
        # a person first, then the office: counting people in two steps is a third of counting them apart
        cursor.execute(f"SELECT office_id, {counts} FROM ({sql}) AS people GROUP BY office_id", values)  # noqa: S608
        rows = cursor.fetchall()
    for office, *numbers, last, holds_until in rows:
        yield {
            **dict(zip(COUNTS, numbers, strict=True)),
            "office_id": office,
            "last_on": _day(last),
            "holds_until": holds_until,
        }


def _progress(project_id: int, offices: Collection[int]) -> Any:
    these = RawSQL("SELECT unnest(%s::bigint[])", [list(offices)])
    return CourseProgress.objects.filter(
        project_id=project_id, office_id__in=these, course__office=None
    ).order_by()


def _next_deadline(today: date) -> Min:
    return Min("due_on", filter=standing.OPEN & Q(due_on__gte=today))


def _day(moment: datetime | None) -> date | None:
    return localdate(moment) if moment else None

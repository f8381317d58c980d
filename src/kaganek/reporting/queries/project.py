"""The report of one project across its offices."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.db.models.expressions import RawSQL

from kaganek.core.prepared import prepared
from kaganek.core.seats import Seat
from kaganek.learning.models import CourseProgress, CourseRequirement
from kaganek.lib.names import sort_key
from kaganek.people.models import Office
from kaganek.people.terms import OfficeKind, Voivodeship
from kaganek.programmes.models import Enrolment, Participation, Project
from kaganek.reporting.queries import standing

Row = Any  # a dict of .values() with annotations, or of our own making
SOME = 2000  # people read at a time
GROUPINGS = ("urzad", "szkolenie", "wojewodztwo", "rodzaj")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the report is asked for: of which offices, which course."""

    project_id: int
    today: date
    course_id: int | None = None
    office_ids: Collection[int] | None = None

    @property
    def limits(self) -> dict[str, Any]:
        """Everything but the day."""
        ids = None if self.office_ids is None else tuple(self.office_ids)
        return {"project_id": self.project_id, "course_id": self.course_id, "office_ids": ids}


def projects_of(seat: Seat) -> list[Project]:
    """The projects whose report a seat may open, newest first."""
    return _projects(among=seat.projects)


@prepared
def _projects(among: tuple[int, ...] | None) -> QuerySet[Project]:
    found = Project.objects.order_by("-starts_on", "name")
    return found if among is None else found.filter(pk__in=among)


def offices(project_id: int) -> list[Row]:
    """Every office that takes part, with what the report says and filters by."""
    return _offices(project=project_id)


@prepared
def _offices(project: int) -> QuerySet[Any, Any]:
    taking_part = Participation.objects.filter(project_id=project)
    rows = Office.objects.filter(pk__in=taking_part.values("office_id")).order_by("sort_name", "pk")
    return rows.values("id", "office_name", "name", "teryt", "kind", "voivodeship", "sort_name", "folded")


def by_office(asked: Asked) -> list[Row]:
    """One row per office with anyone in it: people, finished (the path, or the asked course), late, last."""
    rows = _enrolments.over(
        "COUNT(*), COUNT(*) FILTER (WHERE unfinished > 0), COUNT(*) FILTER (WHERE late > 0), MAX(last)",
        by="office_id", today=asked.today, **asked.limits,
    )  # fmt: skip
    return [
        dict(zip(("office_id", "people", "unfinished", "late", "last"), row, strict=True)) for row in rows
    ]


@prepared
def _enrolments(
    project_id: int, course_id: int | None, office_ids: tuple[int, ...] | None, today: date
) -> Any:
    """One row per enrolled person: counting people in two steps is a third of counting them apart."""
    rows: QuerySet[Any, Any] = _progress(project_id, course_id, office_ids).values(
        "office_id", "enrolment_id"
    )
    return rows.annotate(
        unfinished=Count("pk", filter=standing.OPEN),
        late=Count("pk", filter=standing.OPEN & Q(due_on__lt=today)),
        last=Max("last_activity_at"),
    ).order_by()


def by_course(asked: Asked) -> list[Row]:
    """One row per course: the four parts of the chart and the rest of the table."""
    rows = _courses(today=asked.today, **asked.limits)
    required = dict(_required(project=asked.project_id, office_ids=asked.limits["office_ids"]))
    return [row | {"required": required.get(row["course_id"])} for row in rows]


@prepared
def _courses(project_id: int, course_id: int | None, office_ids: tuple[int, ...] | None, today: date) -> Any:
    rows: QuerySet[Any, Any] = _progress(project_id, course_id, office_ids).values(
        "course_id", title=F("course__title"), short=F("course__short_title")
    )
    return rows.annotate(**standing.per_course(today), last=Max("last_activity_at")).order_by("title")


@dataclass(frozen=True, slots=True)
class Standing:
    """One person of a project and their courses: (course, deadline, whether begun, whether completed)."""

    office_name: str
    teryt: str | None
    last_name: str
    first_name: str
    group: str
    courses: Sequence[tuple[Any, ...]]
    last: datetime | None


def people(asked: Asked) -> Iterator[Standing]:
    """Person by person in the order of offices and names; those with no course are left out.

    A few thousand at a time: the order is that of people alone, which is quicker than of all their courses.
    """
    rows = (
        _narrowed(Enrolment.objects.all(), asked.project_id, asked.limits["office_ids"])
        .order_by("office__sort_name", "office_id", "person__sort_name", "pk")
        .values_list(
            "pk", "office__office_name", "office__teryt", "person__last_name", "person__first_name", "person__group_name"
        )
    )  # fmt: skip
    source: Iterator[Any] = rows.iterator(chunk_size=SOME)
    while some := list(islice(source, SOME)):
        courses, last = _courses_of([row[0] for row in some], asked)
        for pk, office, teryt, last_name, first_name, group in some:
            if pk in courses:
                yield Standing(office, teryt, last_name, first_name, group, courses[pk], last[pk])


def _courses_of(
    enrolments: list[int], asked: Asked
) -> tuple[dict[int, list[tuple[Any, ...]]], dict[int, datetime | None]]:
    """The courses of these people, and when each of them was last active."""
    these = RawSQL("SELECT unnest(%s::bigint[])", [enrolments])
    progress = _progress(**asked.limits).filter(enrolment_id__in=these).order_by()
    # Moments cost more to read than all the rest, so the database says only whether there is one.
    begun: Any = Q(started_at__isnull=False)
    completed: Any = Q(completed_at__isnull=False)
    courses: dict[int, list[tuple[Any, ...]]] = {}
    for enrolment, *course in progress.values_list("enrolment_id", "course_id", "due_on", begun, completed):
        courses.setdefault(enrolment, []).append(tuple(course))
    return courses, dict(progress.values_list("enrolment_id").annotate(Max("last_activity_at")))


def _progress(
    project_id: int, course_id: int | None, office_ids: tuple[int, ...] | None
) -> QuerySet[CourseProgress]:
    rows = (
        CourseProgress.objects.all()
        if course_id is None
        else CourseProgress.objects.filter(course_id=course_id)
    )
    return _narrowed(rows, project_id, office_ids)


def _narrowed(rows: QuerySet[Any], project_id: int, office_ids: tuple[int, ...] | None) -> QuerySet[Any]:
    rows = rows.filter(project_id=project_id)
    return rows if office_ids is None else rows.filter(office_id__in=office_ids)


@prepared
def _required(project: int, office_ids: tuple[int, ...] | None) -> Any:
    rows: QuerySet[Any, Any] = _narrowed(CourseRequirement.objects.all(), project, office_ids)
    return rows.values_list("course_id").annotate(Sum("number")).order_by()


def table(offices: Iterable[Row], counts: Iterable[Row]) -> list[Row]:
    """Offices with their numbers; one where nobody has a course yet stands there with zeros."""
    found = {row["office_id"]: row for row in counts}
    return [_office_row(office, found.get(office["id"])) for office in offices]


def _office_row(office: Row, counts: Row | None) -> Row:
    people = counts["people"] if counts else 0
    done = people - counts["unfinished"] if counts else 0
    return {
        "key": office["id"],
        "label": office["office_name"],
        "teryt": office["teryt"] or "",
        "note": ", ".join(filter(None, (voivodeship(office["voivodeship"]), kind(office["kind"])))),
        "voivodeship": office["voivodeship"],
        "kind": office["kind"],
        "sort_name": office["sort_name"],
        "offices": 1,
        "people": people,
        "done": done,
        "share": share(done, people),
        "late": counts["late"] if counts else 0,
        "last": counts["last"] if counts else None,
        "required": None,
    }


def folded(rows: Iterable[Row], by: str) -> list[Row]:
    """Rows of offices added up by voivodeship or kind; a person belongs to one office, so sums are people."""
    name = {"voivodeship": voivodeship, "kind": kind}[by]
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[by], []).append(row)
    return [
        total(members)
        | {"key": key, "label": name(key) or "bez województwa", "sort_name": sort_key(name(key))}
        for key, members in groups.items()
    ]


def total(rows: Iterable[Row]) -> Row:
    """All rows as one."""
    rows = list(rows)
    sums = {key: sum(row[key] for row in rows) for key in ("offices", "people", "done", "late")}
    last = [row["last"] for row in rows if row["last"]]
    rest = {"note": "", "teryt": "", "required": None, "last": max(last, default=None)}
    return {**rest, **sums, "share": share(sums["done"], sums["people"])}


def courses_as_rows(courses: Iterable[Row]) -> list[Row]:
    """Rows of courses in the shape of the table."""
    return [
        {
            "key": row["course_id"],
            "label": row["title"],
            "sort_name": sort_key(row["title"]),
            "share": share(row["done"], row["people"]),
            "note": "",
            "teryt": "",
            "offices": None,
        }
        | {key: row[key] for key in ("people", "done", "late", "last", "required")}
        for row in courses
    ]


def share(part: int, whole: int) -> float:
    """Percent, not rounded; nothing of nothing is 0."""
    return 100 * part / whole if whole else 0.0


_VOIVODESHIPS = {"": "", **{one.value: str(one.label) for one in Voivodeship}}
_KINDS = {one.value: str(one.label) for one in OfficeKind}


def voivodeship(code: str) -> str:
    return _VOIVODESHIPS[code]


def kind(code: str) -> str:
    return _KINDS[code]

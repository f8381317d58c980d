"""The report of one project across its offices, read from tallies; its file of people, from progress itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db.models import Count, F, FilteredRelation, FloatField, Max, Q, QuerySet, Sum
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce, NullIf

from kaganek.core.prepared import Bound, prepared
from kaganek.core.seats import Seat
from kaganek.learning.models import CourseProgress, CourseRequirement
from kaganek.lib.names import sort_key
from kaganek.people.models import Office
from kaganek.people.queries.offices import search_offices
from kaganek.people.terms import OfficeKind, Voivodeship
from kaganek.programmes.models import Enrolment, Participation, Project
from kaganek.reporting.models import Tally
from kaganek.reporting.queries import tallies

Row = Any  # a dict of .values() with annotations, or of our own making
Rows = QuerySet[Any, Any]
SOME = 2000  # people read at a time
SUMS = ("offices", "people", "done", "late")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the report is asked for: of which offices, which course. None and "" ask for all."""

    project_id: int
    today: date
    course_id: int | None = None
    voivodeship: str | None = None
    kind: str | None = None
    search: str = ""  # words of an office's name, or its code

    def found(self, rows: Rows, office: str = "office") -> Rows:
        """Rows whose column `office` is one that the search finds."""
        if not self.search:
            return rows
        return rows.filter(
            **{f"{office}__in": search_offices(Office.objects.all(), self.search).values("pk")}
        )


def projects_of(seat: Seat) -> list[Project]:
    """The projects whose report a seat may open, newest first."""
    return _projects(among=seat.projects)


@prepared
def _projects(among: tuple[int, ...] | None) -> QuerySet[Project]:
    found = Project.objects.order_by("-starts_on", "name__alphabetical")
    return found if among is None else found.filter(pk__in=among)


def places(project_id: int) -> list[Row]:
    """Every office that takes part, with what a periodic report says of it."""
    return _places(project=project_id)


@prepared
def _places(project: int) -> Rows:
    return _taking_part(project).order_by("sort_name", "pk").values(
        "id", "office_name", "teryt", "kind", "voivodeship"
    )  # fmt: skip


def _taking_part(project_id: int) -> QuerySet[Office]:
    here = Participation.objects.filter(project_id=project_id)
    return Office.objects.filter(pk__in=here.values("office_id"))


def offices(asked: Asked, *, count: int) -> Bound | Rows:
    """One row per office: people, finished (the path, or the asked course), late; zeros where nobody has a course.

    count   how many there are, as the groups say.
    """
    found = _offices.bound(
        project_id=asked.project_id, course_id=asked.course_id, voivodeship=asked.voivodeship, kind=asked.kind
    )
    return asked.found(found.queryset(), "pk") if asked.search else replace(found, known=count)


@prepared
def _offices(project_id: int, course_id: int | None, voivodeship: str | None, kind: str | None) -> Any:
    counts = {name: Coalesce(F(f"tally__{name}"), 0) for name in ("people", "done", "late")}
    rows = _of(_tallied(project_id, course_id), voivodeship, kind).annotate(**counts)
    return rows.annotate(
        share=Coalesce(Cast(F("done"), FloatField()) * 100.0 / NullIf(F("people"), 0), 0.0, output_field=FloatField()),
        last=F("tally__last_on"),
        last_order=Coalesce(F("tally__last_on"), date.min),  # those never active before all others
        key=F("pk"),
        label=F("name"),
    ).values(
        "key", "label", "office_name", "teryt", "voivodeship", "kind", "sort_name", "people", "done", "late", "share",
        "last", "last_order",
    )  # fmt: skip


def _tallied(project_id: int, course_id: int | None) -> QuerySet[Office]:
    """Offices of a project, each beside its tally of a course or of the whole path."""
    course = Q(tallies__course_id__isnull=True) if course_id is None else Q(tallies__course_id=course_id)
    tally = FilteredRelation("tallies", condition=Q(tallies__project_id=project_id) & course)
    return _taking_part(project_id).annotate(tally=tally)


def _of(rows: Any, voivodeship: str | None, kind: str | None, prefix: str = "") -> Any:
    asked = {"voivodeship": voivodeship, "kind": kind}
    return rows.filter(**{f"{prefix}{name}": value for name, value in asked.items() if value is not None})


def groups(asked: Asked) -> list[Row]:
    """Sums for every voivodeship and kind of office that the search finds, whatever else is asked."""
    everywhere = {"project_id": asked.project_id, "course_id": asked.course_id}
    if asked.search:
        return list(asked.found(_groups.make(**everywhere), "pk"))
    return _groups(**everywhere)


@prepared
def _groups(project_id: int, course_id: int | None) -> Any:
    sums = {name: Coalesce(Sum(f"tally__{name}"), 0) for name in ("people", "done", "late")}
    rows: Rows = _tallied(project_id, course_id).values("voivodeship", "kind").order_by()
    return rows.annotate(offices=Count("pk"), last=Max("tally__last_on"), **sums)


def courses(asked: Asked) -> list[Row]:
    """One row per course of the asked offices: the four parts of the chart and the rest of the table."""
    limits = {"project_id": asked.project_id, "voivodeship": asked.voivodeship, "kind": asked.kind}
    rows = asked.found(_courses.make(**limits)) if asked.search else _courses(**limits)
    return sorted(rows, key=lambda row: sort_key(row["title"]))


@prepared
def _courses(project_id: int, voivodeship: str | None, kind: str | None) -> Any:
    rows = Tally.objects.filter(project_id=project_id, course_id__isnull=False)
    named = _of(rows, voivodeship, kind, "office__").values(
        "course_id", title=F("course__title"), short=F("course__short_title")
    )
    counted: Rows = named.annotate(**{name: Sum(name) for name in tallies.COUNTS}, last=Max("last_on"))
    return counted.order_by("course_id")


def required(asked: Asked) -> dict[int, int]:
    """The required numbers of the asked offices, added up by course; a course without any is left out."""
    rows = _narrowed(CourseRequirement.objects.all(), asked).order_by()
    return dict(rows.values_list("course_id").annotate(Sum("number")))


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
        _narrowed(Enrolment.objects.all(), asked)
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
    progress = CourseProgress.objects.filter(
        project_id=asked.project_id, enrolment_id__in=these, course__office=None
    ).order_by()
    progress = progress if asked.course_id is None else progress.filter(course_id=asked.course_id)
    # Moments cost more to read than all the rest, so the database says only whether there is one.
    begun: Any = Q(started_at__isnull=False)
    completed: Any = Q(completed_at__isnull=False)
    courses: dict[int, list[tuple[Any, ...]]] = {}
    for enrolment, *course in progress.values_list("enrolment_id", "course_id", "due_on", begun, completed):
        courses.setdefault(enrolment, []).append(tuple(course))
    return courses, dict(progress.values_list("enrolment_id").annotate(Max("last_activity_at")))


def _narrowed(rows: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
    rows = _of(rows.filter(project_id=asked.project_id), asked.voivodeship, asked.kind, "office__")
    return asked.found(rows)


def folded(rows: Iterable[Row], by: str) -> list[Row]:
    """Groups added up by voivodeship or kind; a person belongs to one office, so sums are people."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[by], []).append(row)
    return [
        total(members)
        | {"key": key, "label": group_name(by, key), "sort_name": sort_key(group_name(by, key))}
        for key, members in groups.items()
    ]


def total(rows: Iterable[Row]) -> Row:
    """All groups as one."""
    rows = list(rows)
    sums = {key: sum(row[key] for row in rows) for key in SUMS}
    last = max((row["last"] for row in rows if row["last"]), default=None)
    return {**sums, "last": last, "required": None, "share": share(sums["done"], sums["people"])}


def courses_as_rows(courses: Iterable[Row], required: dict[int, int]) -> list[Row]:
    """Rows of courses in the shape of the table."""
    return [
        {
            "key": row["course_id"],
            "label": row["title"],
            "sort_name": sort_key(row["title"]),
            "share": share(row["done"], row["people"]),
            "required": required.get(row["course_id"]),
            "offices": None,
        }
        | {key: row[key] for key in ("people", "done", "late", "last")}
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


def group_name(by: str, code: str) -> str:
    """A voivodeship or a kind of unit as a group of offices is called."""
    return {"voivodeship": voivodeship, "kind": kind}[by](code) or "bez województwa"

"""The report of one project across its offices."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Sum

from kaganek.core.seats import Seat
from kaganek.learning.models import CourseProgress, CourseRequirement
from kaganek.lib.names import sort_key
from kaganek.people.models import Office
from kaganek.people.terms import OfficeKind, Voivodeship
from kaganek.programmes.models import Participation, Project
from kaganek.reporting.queries import standing

Row = Any  # a dict of .values() with annotations, or of our own making
GROUPINGS = ("urzad", "szkolenie", "wojewodztwo", "rodzaj")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the report is asked for: of which offices, which course."""

    project_id: int
    today: date
    course_id: int | None = None
    office_ids: Collection[int] | None = None


def projects_of(seat: Seat) -> list[Project]:
    """The projects whose report a seat may open, newest first."""
    found = Project.objects.order_by("-starts_on", "name")
    return list(found if seat.projects is None else found.filter(pk__in=seat.projects))


def offices(project_id: int) -> list[Row]:
    """Every office that takes part, with what the report says and filters by."""
    taking_part = Participation.objects.filter(project_id=project_id)
    rows = Office.objects.filter(pk__in=taking_part.values("office_id")).order_by("sort_name", "pk")
    return list(
        rows.values("id", "office_name", "name", "teryt", "kind", "voivodeship", "sort_name", "folded")
    )


def by_office(asked: Asked) -> list[Row]:
    """One row per office with anyone in it: people, finished (the path, or the asked course), late, last."""
    return list(_counted(asked, "office_id"))


def by_course(asked: Asked) -> list[Row]:
    """One row per course: the four parts of the chart and the rest of the table."""
    rows = (
        _progress(asked)
        .values("course_id", title=F("course__title"), short=F("course__short_title"))
        .annotate(**standing.per_course(asked.today), last=Max("last_activity_at"))
        .order_by("title")
    )
    required = dict(_required(asked))
    return [row | {"required": required.get(row["course_id"])} for row in rows]


def people(asked: Asked) -> Iterator[list[Row]]:
    """Person by person in the order of offices and names: the rows of their courses."""
    rows = (
        _progress(asked)
        .order_by("office__sort_name", "office_id", "person__sort_name", "enrolment_id")
        .values(
            "enrolment_id", "course_id", "due_on", "started_at", "last_activity_at", "completed_at",
            office_name=F("office__office_name"), teryt=F("office__teryt"),
            last_name=F("person__last_name"), first_name=F("person__first_name"),
            group=F("person__group_name"),
        )
    )  # fmt: skip
    for _, courses in groupby(rows.iterator(chunk_size=4000), key=itemgetter("enrolment_id")):
        yield list(courses)


def _progress(asked: Asked) -> QuerySet[Any, Any]:
    limits: dict[str, Any] = {"project_id": asked.project_id}
    if asked.course_id is not None:
        limits["course_id"] = asked.course_id
    if asked.office_ids is not None:
        limits["office_id__in"] = asked.office_ids
    return CourseProgress.objects.filter(**limits)


def _counted(asked: Asked, key: str) -> Iterable[Row]:
    # With one course asked for, rows are people; across courses a person is counted once.
    one = asked.course_id is not None
    late = standing.OPEN & Q(due_on__lt=asked.today)
    rows: Iterable[Row] = (
        _progress(asked)
        .values(key)
        .annotate(
            people=Count("enrolment_id", distinct=not one),
            unfinished=Count("enrolment_id", distinct=not one, filter=standing.OPEN),
            late=Count("enrolment_id", distinct=not one, filter=late),
            last=Max("last_activity_at"),
        )
        .order_by()
    )
    return rows


def _required(asked: Asked) -> Iterable[tuple[int, int]]:
    rows = CourseRequirement.objects.filter(project_id=asked.project_id)
    if asked.office_ids is not None:
        rows = rows.filter(office_id__in=asked.office_ids)
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


def voivodeship(code: str) -> str:
    return str(Voivodeship(code).label) if code else ""


def kind(code: str) -> str:
    return str(OfficeKind(code).label)

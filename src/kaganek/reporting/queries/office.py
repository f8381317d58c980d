"""The report of one office: its courses, its people, who waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet

from kaganek.core.lists import whole_numbers
from kaganek.core.prepared import prepared
from kaganek.core.seats import Seat
from kaganek.learning.models import CourseProgress
from kaganek.lib.names import sort_key
from kaganek.people.models import Office, Person
from kaganek.people.terms import OFFICE_STAFF
from kaganek.programmes.models import Enrolment, Participation
from kaganek.reporting.models import Reminder
from kaganek.reporting.queries import standing

Row = Any  # a dict of .values() with annotations
Rows = QuerySet[Any, Any]
_HAVE = "total > 0"  # at least one course of the project: others have an own course of the office alone
_GOING = "state IN ('doing', 'soon') AND begun > 0"  # as the tallies say it
TILES = {  # what the tiles count, over one row per person: the same numbers as the project's report
    "assigned": f"COUNT(*) FILTER (WHERE {_HAVE})",
    "finished": f"COUNT(*) FILTER (WHERE state = 'done' AND {_HAVE})",
    "finished_before": f"COUNT(*) FILTER (WHERE before = total AND NOT choosing AND {_HAVE})",
    "going": f"COUNT(*) FILTER (WHERE {_GOING})",
    "late": "COUNT(*) FILTER (WHERE state = 'late')",
    "to_remind": "COUNT(*) FILTER (WHERE pressed > 0)",
    "begun_by_going": f"SUM(begun) FILTER (WHERE {_GOING})",
}


@dataclass(frozen=True, kw_only=True)
class Summary:
    """The tiles of the report. A person with no course of the project is in `people` and nowhere else.

    Only `to_remind` counts those late with an own course of the office too: a reminder is for them as well.
    """

    people: int = 0
    waiting: int = 0  # never signed in
    groups: list[str] = field(default_factory=list)
    assigned: int = 0
    finished: int = 0
    finished_before: int = 0
    going: int = 0
    begun_by_going: int | float = 0  # courses that those under way have begun
    late: int = 0
    to_remind: int = 0  # those late who can still learn: a switched-off account is not reminded


@dataclass(frozen=True)
class Place:
    """An office as its report names it."""

    pk: int
    office_name: str


def place_of(seat: Seat, asked: str) -> Place | None:
    """The office whose report a seat may open: the own one, or one that takes part in a project it reaches.

    One's own needs no asking: its name came with the seat.
    """
    if seat.role in OFFICE_STAFF:
        own = seat.offices[0] if seat.offices else 0
        return Place(own, seat.place) if own and asked in ("", str(own)) else None
    taking_part = Participation.objects.filter(office_id__in=whole_numbers([asked]))
    found = Office.objects.filter(pk__in=taking_part.values("office_id")).first()
    return Place(found.pk, found.office_name) if found else None


def code_of(office_id: int) -> str:
    """What a file about an office is called by: its TERYT code, or its number with us."""
    return Office.objects.get(pk=office_id).teryt or str(office_id)


def courses(office_id: int, today: date) -> list[Row]:
    """One row per course that somebody of the office has, most completed first; `shelf` is the office whose own it is."""
    rows = _courses(office_id=office_id, today=today)
    return sorted(rows, key=lambda row: (-row["done"], sort_key(row["title"])))


@prepared
def _courses(office_id: int, today: date) -> Any:
    rows: Rows = CourseProgress.objects.filter(office_id=office_id).values(
        "course_id", title=F("course__title"), short=F("course__short_title"), shelf=F("course__office_id")
    )
    ordered: Rows = rows.annotate(**standing.per_course(today)).order_by("course_id")
    return ordered


def persons(office_id: int, today: date, shelf: int | None = None) -> Rows:
    """One row per person: how the whole path stands (or one course, when the list is narrowed to it).

    shelf   whose courses: None = the project's, an office = its own.
    """
    return (
        CourseProgress.objects.filter(office_id=office_id, course__office=shelf)
        .values(
            "person_id",
            last_name=F("person__last_name"),
            first_name=F("person__first_name"),
            email=F("person__email"),
            department=F("person__department"),
            group_name=F("person__group_name"),
            sort_name=F("person__sort_name"),
            activated_at=F("person__activated_at"),
            deactivated_at=F("person__deactivated_at"),
        )
        .annotate(**standing.tallies("person"))
        .annotate(state=standing.state(today))
    )


prepared_persons = prepared(persons)


def summary(office_id: int, *, today: date, month_ago: datetime) -> Summary:
    """The key numbers of an office, in two statements."""
    enrolled = _enrolled(office_id=office_id)
    rows = _by_person.over(", ".join(TILES.values()), office_id=office_id, today=today, month_ago=month_ago)
    return Summary(
        people=sum(group["n"] for group in enrolled),
        waiting=sum(group["waiting"] for group in enrolled),
        groups=_named(enrolled),
        **{name: int(value or 0) for row in rows for name, value in zip(TILES, row, strict=True)},
    )


@prepared
def _by_person(office_id: int, today: date, month_ago: datetime) -> Any:
    rows: Rows = CourseProgress.objects.filter(office_id=office_id).values("person_id")
    rows = rows.annotate(
        **standing.tallies("person", standing.OF_PROJECT),
        before=standing.until(month_ago, standing.OF_PROJECT),
        pressed=Count("pk", filter=_pressed(today)),
    )
    judged: Rows = rows.annotate(state=standing.state(today)).order_by()
    return judged


def _pressed(today: date) -> Q:
    """Courses after their deadline of people who can still learn: a reminder to everyone is for them."""
    return standing.CAN_BE_REMINDED & Q(due_on__lt=today)


def to_remind(office_id: int, today: date) -> int:
    """How many people of an office a reminder to all who are late would be for."""
    late = CourseProgress.objects.filter(_pressed(today), office_id=office_id)
    return late.aggregate(people=Count("person_id", distinct=True))["people"] or 0


def groups(office_id: int) -> list[str]:
    """Names of the groups that people of an office are in."""
    return _named(_enrolled(office_id=office_id))


def _named(enrolled: Iterable[Row]) -> list[str]:
    return sorted((group["group_name"] for group in enrolled if group["group_name"]), key=sort_key)


@prepared
def _enrolled(office_id: int) -> Rows:
    taking_part = Enrolment.objects.filter(office_id=office_id).values("person_id")
    return (
        Person.objects.filter(office_id=office_id, pk__in=taking_part)
        .values("group_name")
        .annotate(n=Count("pk"), waiting=Count("pk", filter=Q(activated_at=None, deactivated_at=None)))
        .order_by()
    )


def reminded(office_id: int, person_ids: Iterable[int]) -> Mapping[int, datetime]:
    """When each of these people was last reminded."""
    return dict(_reminded(office_id=office_id, person_ids=tuple(person_ids)))


@prepared
def _reminded(office_id: int, person_ids: tuple[int, ...]) -> Any:
    rows = Reminder.objects.filter(office_id=office_id, person_id__in=person_ids)
    rows = rows.exclude(outcome=Reminder.Outcome.NO_EMAIL).order_by()
    return rows.values_list("person_id").annotate(Max("asked_at"))

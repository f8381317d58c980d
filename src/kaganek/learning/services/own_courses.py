"""Courses that one office has set up for itself: where their files lie, and who is given them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import Collection

from kaganek.core import audit
from kaganek.core.seats import Seat, account_door
from kaganek.learning.models import Course, CourseProgress, Lesson, OfficeShelf
from kaganek.learning.queries.editing import editable
from kaganek.learning.queries.own_people import takers
from kaganek.learning.services.path_kinds import CoursesBack, open_courses, split_courses, take_courses_back
from kaganek.learning.services.telling import forget_course, tell_of_course
from kaganek.people.models import Office


class NotPublished(Exception):
    """Nobody can be given a course without an edition."""


class NobodyTakesPart(Exception):
    """No person of the office is enrolled in a project."""


@transaction.atomic
def own_shelf(*, by: Seat) -> OfficeShelf:
    """The shelf of the seat's office, made at its first visit to the editor."""
    (office_id,) = by.offices or ()
    found = OfficeShelf.objects.filter(office=office_id).first()
    if found:
        return found
    name = Office.objects.values_list("office_name", flat=True).get(pk=office_id)
    with account_door():  # the tree of collections is nobody's seat to write
        collection = Collection.get_first_root_node().add_child(name=f"{name} ({office_id})")
    return OfficeShelf.objects.create(office_id=office_id, collection_id=collection.pk)


def own_code(code: str, office_id: int | None) -> str:
    """An office's course begins its code with the office's number: offices do not see each other's codes."""
    start = f"U{office_id}-" if office_id is not None else ""
    return (code if code.startswith(start) else start + code)[:40]


@transaction.atomic
def move_lesson(lesson_id: int, *, up: bool, by: Seat) -> Lesson:
    """Change places with the lesson before or after it in the course; at the edge nothing changes.

    At the edge of a module the lesson first goes over to the next one. Raises Lesson.DoesNotExist for what
    the seat does not write.
    """
    lesson: Lesson = editable(Lesson, by).select_for_update(of=("self",)).get(pk=lesson_id)
    others = Lesson.objects.filter(course=lesson.course_id).exclude(pk=lesson.pk)
    near = (
        others.filter(position__lt=lesson.position).order_by("-position")
        if up
        else others.filter(position__gt=lesson.position).order_by("position")
    )
    other = near.first()
    if other is None:
        return lesson
    if other.module_id != lesson.module_id:
        lesson.module_id = other.module_id
    else:
        lesson.position, other.position = other.position, lesson.position
        other.save(update_fields=["position"])
    lesson.save(update_fields=["position", "module"])
    return lesson


@transaction.atomic
def give_to_office(
    course_id: int, *, due_on: date | None, by: Seat, at: datetime, only: Sequence[int] | None = None
) -> int:
    """Give an office's own course to everyone of that office who takes part in a project; returns to how many.

    only  rows of `queries.own_people.takers`: the chosen people; None = everyone.

    Who has it already keeps progress and deadline. Raises Course.DoesNotExist for a course of anyone else,
    NotPublished before its first edition, NobodyTakesPart when the office has nobody enrolled.

    Source: rule L-77 (własne szkolenie urzędu).
    """
    course = Course.objects.get(pk=course_id, office__in=by.offices or ())
    if course.current_id is None:
        raise NotPublished
    people = takers(course)
    if only is not None:
        people = people.filter(pk__in=only)
    rows = list(people)
    if not rows:
        raise NobodyTakesPart
    had = CourseProgress.taking.filter(course=course, enrolment__in=rows).values_list("enrolment", flat=True)
    told = {row.pk for row in rows} - {*had}
    given = open_courses([(course.pk, due_on)], rows)
    audit.record(by, "own course given", course, people=str(given))
    tell_of_course(course, told, at=at)
    return given


def to_take_back(course_id: int, *, by: Seat) -> CoursesBack:
    """Who would lose an office's own course now, and who has begun it; nothing is written."""
    return split_courses(_given(course_id, by))


@transaction.atomic
def take_from_office(course_id: int, *, by: Seat) -> CoursesBack:
    """Take an office's own course back from everyone who has not begun it; the others keep it.

    A second time finds nobody. Raises Course.DoesNotExist for a course of anyone else.

    Source: rule L-79 in docs/reference/rules.md.
    """
    found = take_courses_back(_given(course_id, by), "own course taken back", by)
    forget_course(course_id, [row.enrolment_id for row in found.gone])
    return found


def _given(course_id: int, by: Seat) -> QuerySet[CourseProgress]:
    course = Course.objects.get(pk=course_id, office__in=by.offices or ())
    rows = CourseProgress.taking.filter(course=course, completed_at=None).select_related("person")
    return rows.order_by("person__sort_name", "pk")

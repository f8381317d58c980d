"""Reads of a participant's own learning, each in as few statements as the page can do with."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import timezone

from kaganek.learning.models import (
    Attempt,
    AttemptAnswer,
    CourseProgress,
    Lesson,
    LessonVisit,
    PathAssignment,
    PathStep,
    Question,
    Quiz,
)
from kaganek.people.models import Membership
from kaganek.people.terms import OFFICE_STAFF, Role


def lesson_count(course: str) -> Combinable:
    """How many published lessons the course in column `course` has."""
    counted = (
        Lesson.objects.filter(course=OuterRef(course), live=True)
        .order_by()
        .values("course")
        .annotate(number=Count("pk"))
    )
    return Coalesce(Subquery(counted.values("number")), 0, output_field=IntegerField())


def blocking_course() -> Subquery:
    """The course that must be completed before this progress row's course opens; NULL = it is open.

    A step `after_previous` waits for the step before it on the same path (rule L-11). A course that
    was started or stands on no such step is never closed again.
    """
    waiting = (
        PathStep.objects.filter(
            after_previous=True,
            course=OuterRef("course_id"),
            path__assignments__enrolment=OuterRef("enrolment_id"),
        )
        .annotate(
            before=Subquery(
                PathStep.objects.filter(path=OuterRef("path"), position__lt=OuterRef("position"))
                .order_by("-position")
                .values("course")[:1]
            )
        )
        .filter(
            Exists(
                CourseProgress.objects.filter(
                    enrolment=OuterRef(OuterRef("enrolment_id")), course=OuterRef("before"), completed_at=None
                )
            )
        )
    )
    return Subquery(waiting.values("before")[:1])


def quiz_passed(progress: str) -> Exists:
    return Exists(Attempt.objects.filter(progress=OuterRef(progress), passed=True))


def own_progress() -> QuerySet[Any]:  # rows carry columns that the model does not declare
    """Progress rows of the seat, each with `lessons`, `blocked_by`; the one to work on comes first.

    A person in two projects may have a course twice: what is not completed goes first, then the
    nearer deadline.
    """
    return CourseProgress.objects.annotate(
        lessons=lesson_count("course"), blocked_by=blocking_course()
    ).order_by(F("completed_at").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk")


def home_rows() -> QuerySet[Any]:
    """Every course of the participant with all that a card on the home page says."""
    path = PathAssignment.objects.filter(
        enrolment=OuterRef("enrolment_id"), path__steps__course=OuterRef("course_id")
    )
    rows: QuerySet[Any] = (
        own_progress()
        .select_related("course", "current_lesson", "project")
        .defer("course__goal", "current_lesson__body", "current_lesson__html", "current_lesson__text")
        .annotate(
            has_quiz=Exists(Quiz.objects.filter(course=OuterRef("course_id"))),
            path_name=Subquery(path.values("path__name")[:1]),
            step=Subquery(path.values("path__steps__position")[:1]),
        )
    )
    return rows


def course_row(course_id: int) -> Any:
    """The participant's progress in one course with what its pages say; None when it is not theirs."""
    rows = (
        own_progress()
        .filter(course=course_id)
        .select_related("course__quiz")
        .annotate(
            attempts_used=Subquery(_attempts("number")),
            attempt_open=Subquery(_attempts("pk", open_only=True)),
        )
    )
    return rows.first()


def _attempts(column: str, *, open_only: bool = False) -> QuerySet[Attempt, Any]:
    """The newest attempt's `column`; its number says how many were begun."""
    rows = Attempt.objects.filter(progress=OuterRef("pk")).order_by("-number")
    if open_only:
        rows = rows.filter(finished_at=None)
    newest: QuerySet[Attempt, Any] = rows.values(column)[:1]
    return newest


def lesson_row(lesson_id: int) -> Any:
    """The participant's progress in the course of a published lesson; None when it is not theirs."""
    quiz = Quiz.objects.filter(course=OuterRef("course_id"))
    rows = (
        own_progress()
        .filter(course__lessons=lesson_id, course__lessons__live=True)
        .select_related("course")
        .annotate(has_quiz=Exists(quiz))
    )
    return rows.first()


def watchers(offices: tuple[int, ...] | None) -> list[tuple[str, list[str]]]:
    """Who in the own office sees the seat's progress: (full name, roles), by name."""
    rows = (
        Membership.policed.filter(office__in=offices or (), role__in=OFFICE_STAFF, ended_at=None)
        .exclude(ends_on__lt=timezone.localdate())
        .order_by("person__sort_name", "person", "pk")
        .values_list("person", "person__first_name", "person__last_name", "role")
    )
    people: dict[int, tuple[str, list[str]]] = {}
    for person, first, last, role in rows:
        people.setdefault(person, (f"{first} {last}", []))[1].append(str(Role(role).label))
    return list(people.values())


def sheet(attempt: Attempt) -> list[tuple[Question, AttemptAnswer | None]]:
    """The questions of an attempt in its own order, each with its answer if there is one."""
    questions = Question.objects.in_bulk(attempt.question_ids)
    answers = {answer.question_id: answer for answer in AttemptAnswer.objects.filter(attempt=attempt)}
    return [(questions[pk], answers.get(pk)) for pk in attempt.question_ids]


def outline(course_id: int, progress_id: int | None, *, with_text_of: int = 0) -> list[dict[str, Any]]:
    """Lessons of a course in order: {id, title, minutes, module, finished_at, opened}.

    with_text_of   the lesson whose `html` and `checks` come along; the others' stay in the database.
    """
    rows: QuerySet[Any, Any] = (
        Lesson.objects.filter(course=course_id, live=True)
        .order_by("position")
        .annotate(section=F("module__title"), **_visit(progress_id))
        .values("id", "title", "minutes", "section", "finished_at", "opened")
    )
    if with_text_of:
        this = When(pk=with_text_of, then=F("html"))
        tests = When(pk=with_text_of, then=F("checks"))
        rows = rows.annotate(words=Case(this, default=None), tests=Case(tests, default=None))
    return [dict(row) for row in rows]


def _visit(progress_id: int | None) -> dict[str, Any]:
    """What is known of each lesson's reading; nobody's without a progress row (and no look at the table)."""
    if progress_id is None:
        never = Value(None, output_field=DateTimeField())
        return {"finished_at": never, "opened": Value(value=False)}
    visits = LessonVisit.objects.filter(progress=progress_id, lesson=OuterRef("pk"))
    return {"finished_at": Subquery(visits.values("finished_at")), "opened": Exists(visits)}


def first_lesson(course_id: int) -> Lesson | None:
    """The lesson a course begins with."""
    rows = Lesson.objects.filter(course=course_id, live=True).only("title", "minutes", "position")
    return rows.order_by("position").first()


def question_ids_of(course: str) -> ArraySubquery:
    """Ids of the questions in use, in their order."""
    asked = Question.objects.filter(quiz__course=OuterRef(course), retired_at=None).order_by("position")
    return ArraySubquery(asked.values("pk"))


def used_attempts(progress_id: int) -> QuerySet[Attempt]:
    """The attempts begun so far, in order."""
    return Attempt.objects.filter(progress=progress_id).order_by("number")

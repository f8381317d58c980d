"""Reads of a participant's own learning, each in as few statements as the page can do with."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateTimeField,
    F,
    Func,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable

from kaganek.core.prepared import prepared
from kaganek.documents.models import Certificate
from kaganek.learning.models import Attempt, CourseProgress, Lesson


def lesson_count(course: str) -> Combinable:
    """How many published lessons the course in column `course` has."""
    counted = "(SELECT count(*) FROM learning_lesson lesson WHERE lesson.course_id = %(expressions)s AND lesson.live)"
    return Func(F(course), template=counted, output_field=IntegerField())


# Columns beside a row of progress, as SQL: composing them anew out of expressions would cost more
# than the rest of the page. Row-level security judges the tables inside them as everywhere.
_LESSONS = lesson_count("course_id")
_HAS_QUIZ = Func(
    template="EXISTS (SELECT FROM learning_quiz quiz WHERE quiz.course_id = learning_courseprogress.course_id)",
    output_field=BooleanField(),
)
# The course that must be completed before this one opens (rule L-11); NULL = it is open. A step
# `after_previous` waits for the step before it; a course that was begun is never closed again, and neither
# a renewal nor what waited for a course closes when that course is to be renewed.
_BLOCKED_BY = Func(
    template="(SELECT before.course_id FROM learning_pathstep step"
    " JOIN learning_pathassignment given ON given.path_id = step.path_id"
    " AND given.enrolment_id = learning_courseprogress.enrolment_id"
    " JOIN LATERAL (SELECT earlier.course_id FROM learning_pathstep earlier"
    "  WHERE earlier.path_id = step.path_id AND earlier.position < step.position"
    "  ORDER BY earlier.position DESC LIMIT 1) before ON true"
    " JOIN learning_courseprogress waits ON waits.enrolment_id = learning_courseprogress.enrolment_id"
    " AND waits.course_id = before.course_id AND waits.completed_at IS NULL AND waits.round = 1"
    " WHERE step.after_previous AND step.course_id = learning_courseprogress.course_id"
    " AND learning_courseprogress.started_at IS NULL AND learning_courseprogress.completed_at IS NULL"
    " AND learning_courseprogress.round = 1 LIMIT 1)",
    output_field=IntegerField(),
)
# [name of the path, step on it]: together, since looking for either costs the same.
_ON_PATH = Func(
    template="(SELECT ARRAY[path.name, step.position::text] FROM learning_pathassignment given"
    " JOIN learning_pathstep step ON step.path_id = given.path_id"
    " AND step.course_id = learning_courseprogress.course_id"
    " JOIN learning_learningpath path ON path.id = given.path_id"
    " WHERE given.enrolment_id = learning_courseprogress.enrolment_id ORDER BY given.id LIMIT 1)",
    output_field=ArrayField(CharField()),
)


def own_progress() -> QuerySet[Any]:  # rows carry columns that the model does not declare
    """Progress rows of the seat that one may work on, each with `lessons`, `blocked_by`; the one to work on comes first.

    A person in two projects may have a course twice: what is not completed goes first, then the
    nearer deadline.
    """
    return CourseProgress.taking.annotate(lessons=_LESSONS, blocked_by=_BLOCKED_BY).order_by(
        F("completed_at").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk"
    )


def home_rows() -> list[Any]:
    """Every course of the participant with all that a card on the home page says."""
    rows = _home_rows()
    for row in rows:
        row.path_name, step = row.on_path or (None, 0)
        row.step = int(step)
    return rows


@prepared
def _home_rows() -> QuerySet[Any]:
    rows: QuerySet[Any] = (
        own_progress()
        .select_related("course", "current_lesson", "project")
        .defer(
            "course__goal",
            "current_lesson__body",
            "current_lesson__html",
            "current_lesson__text",
            "current_lesson__checks",
        )
        .annotate(has_quiz=_HAS_QUIZ, on_path=_ON_PATH)
    )
    return rows


@prepared
def own_certificates() -> QuerySet[Certificate]:
    """The participant's certificates that stand, the newest first."""
    return Certificate.objects.filter(replaced_at=None, revoked_at=None).order_by("-issued_at")


def course_row(course_id: int) -> Any:
    """The participant's progress in one course with what its pages say; None when it is not theirs."""
    return _course_rows.first(course=course_id)


@prepared
def _course_rows(course: int) -> QuerySet[Any]:
    rows: QuerySet[Any] = (
        own_progress()
        .filter(course=course)
        .select_related("course__quiz")
        .annotate(
            attempts_used=Subquery(_attempts("number")),
            attempt_open=Subquery(_attempts("pk", open_only=True)),
        )
    )
    return rows[:1]


def _attempts(column: str, *, open_only: bool = False) -> QuerySet[Attempt, Any]:
    """The newest attempt's `column`; its number says how many were begun."""
    rows = Attempt.objects.filter(progress=OuterRef("pk")).order_by("-number")
    if open_only:
        rows = rows.filter(finished_at=None)
    newest: QuerySet[Attempt, Any] = rows.values(column)[:1]
    return newest


def earlier_rounds(progress: CourseProgress) -> list[CourseProgress]:
    """What the person did in this course before it had to be renewed, the newest first."""
    rows = CourseProgress.rounds.filter(enrolment=progress.enrolment_id, course=progress.course_id, past=True)
    return list(rows.order_by("-round"))


def lesson_row(lesson_id: int) -> Any:
    """The participant's progress in the course of a published lesson; None when it is not theirs."""
    return _lesson_rows.first(lesson=lesson_id)


@prepared
def _lesson_rows(lesson: int) -> QuerySet[Any]:
    rows: QuerySet[Any] = (
        own_progress()
        .filter(course__lessons=lesson, course__lessons__live=True)
        .select_related("course")
        .annotate(has_quiz=_HAS_QUIZ)
    )
    return rows[:1]


def outline(course_id: int, progress_id: int | None, *, with_text_of: int = 0) -> list[dict[str, Any]]:
    """Lessons of a course in order: {id, title, minutes, module, finished_at, opened}.

    with_text_of   the lesson whose `html` and `checks` come along; the others' stay in the database.
    """
    return _outline(course=course_id, progress=progress_id, text_of=with_text_of or None)


@prepared
def _outline(course: int, progress: int | None, text_of: int | None) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = (
        Lesson.objects.filter(course=course, live=True)
        .order_by("position")
        .annotate(section=F("module__title"), **_visit(progress))
        .values("id", "title", "minutes", "section", "finished_at", "opened")
    )
    if text_of:
        this = When(pk=text_of, then=F("html"))
        tests = When(pk=text_of, then=F("checks"))
        rows = rows.annotate(words=Case(this, default=None), tests=Case(tests, default=None))
    return rows


def _visit(progress_id: int | None) -> dict[str, Any]:
    """What is known of each lesson's reading; nobody's without a progress row (and no look at the table)."""
    if progress_id is None:
        never = Value(None, output_field=DateTimeField())
        return {"finished_at": never, "opened": Value(value=False)}
    visit = (
        "FROM learning_lessonvisit visit WHERE visit.lesson_id = learning_lesson.id"
        " AND visit.progress_id = %(expressions)s"
    )
    one = Value(progress_id)
    return {
        "finished_at": Func(
            one, template=f"(SELECT visit.finished_at {visit})", output_field=DateTimeField()
        ),
        "opened": Func(one, template=f"EXISTS (SELECT {visit})", output_field=BooleanField()),
    }


def first_lesson(course_id: int) -> Lesson | None:
    """The lesson a course begins with."""
    found: Lesson | None = _first_lesson.first(course=course_id)
    return found


@prepared
def _first_lesson(course: int) -> QuerySet[Lesson]:
    rows = Lesson.objects.filter(course=course, live=True).only("title", "minutes", "position")
    return rows.order_by("position")[:1]

"""Reads of a participant's own learning, each in as few statements as the page can do with; then of paths."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateTimeField,
    Exists,
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

from kaganek.core.counts import number_of
from kaganek.core.prepared import prepared
from kaganek.core.seats import Seat
from kaganek.documents.models import Certificate
from kaganek.learning.models import (
    Attempt,
    AttemptAnswer,
    Course,
    CourseProgress,
    LearningPath,
    Lesson,
    PathAssignment,
    PathStep,
    Question,
)
from kaganek.lib.names import fold
from kaganek.programmes.models import Enrolment, Participation, Project


def lesson_count(course: str) -> Combinable:
    """How many published lessons the course in column `course` has."""
    counted = "(SELECT count(*) FROM learning_lesson lesson WHERE lesson.course_id = %(expressions)s AND lesson.live)"
    return Func(F(course), template=counted, output_field=IntegerField())


def quiz_passed(progress: str) -> Exists:
    return Exists(Attempt.objects.filter(progress=OuterRef(progress), passed=True))


# Columns beside a row of progress, as SQL: composing them anew out of expressions would cost more
# than the rest of the page. Row-level security judges the tables inside them as everywhere.
_LESSONS = Func(
    template="(SELECT count(*) FROM learning_lesson lesson"
    " WHERE lesson.course_id = learning_courseprogress.course_id AND lesson.live)",
    output_field=IntegerField(),
)
_HAS_QUIZ = Func(
    template="EXISTS (SELECT FROM learning_quiz quiz WHERE quiz.course_id = learning_courseprogress.course_id)",
    output_field=BooleanField(),
)
# The course that must be completed before this one opens (rule L-11); NULL = it is open. A step
# `after_previous` waits for the step before it; a course that was begun is never closed again.
_BLOCKED_BY = Func(
    template="(SELECT before.course_id FROM learning_pathstep step"
    " JOIN learning_pathassignment given ON given.path_id = step.path_id"
    " AND given.enrolment_id = learning_courseprogress.enrolment_id"
    " JOIN LATERAL (SELECT earlier.course_id FROM learning_pathstep earlier"
    "  WHERE earlier.path_id = step.path_id AND earlier.position < step.position"
    "  ORDER BY earlier.position DESC LIMIT 1) before ON true"
    " JOIN learning_courseprogress waits ON waits.enrolment_id = learning_courseprogress.enrolment_id"
    " AND waits.course_id = before.course_id AND waits.completed_at IS NULL"
    " WHERE step.after_previous AND step.course_id = learning_courseprogress.course_id"
    " AND learning_courseprogress.started_at IS NULL AND learning_courseprogress.completed_at IS NULL LIMIT 1)",
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
    """Progress rows of the seat, each with `lessons`, `blocked_by`; the one to work on comes first.

    A person in two projects may have a course twice: what is not completed goes first, then the
    nearer deadline.
    """
    return CourseProgress.objects.annotate(lessons=_LESSONS, blocked_by=_BLOCKED_BY).order_by(
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


def sheet(attempt: Attempt) -> list[tuple[Question, AttemptAnswer | None]]:
    """The questions of an attempt in its own order, each with its answer if there is one."""
    questions = {question.pk: question for question in _questions(quiz=attempt.quiz_id)}
    answers = {answer.question_id: answer for answer in own_answers(attempt=attempt.pk)}
    return [(questions[pk], answers.get(pk)) for pk in attempt.question_ids]


@prepared
def _questions(quiz: int) -> QuerySet[Question]:
    """Retired ones included: an attempt keeps the questions it began with."""
    return Question.objects.filter(quiz=quiz)


@prepared
def own_answers(attempt: int) -> QuerySet[AttemptAnswer]:
    """The answers of an attempt."""
    return AttemptAnswer.objects.filter(attempt=attempt)


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


def question_ids_of(course: str) -> ArraySubquery:
    """Ids of the questions in use, in their order."""
    asked = Question.objects.filter(quiz__course=OuterRef(course), retired_at=None).order_by("position")
    return ArraySubquery(asked.values("pk"))


def asked(question_id: int) -> tuple[str, Any]:
    """Kind and payload of a question; Question.DoesNotExist when there is none.

    Read once in a process: the words of a question never change (see its model).
    """
    return _asked(str(connection.settings_dict["NAME"]), question_id)


@lru_cache(maxsize=4096)
def _asked(database: str, question_id: int) -> tuple[str, Any]:
    kind, payload = Question.objects.values_list("kind", "payload").get(pk=question_id)
    return kind, payload


@prepared
def used_attempts(progress_id: int) -> QuerySet[Attempt]:
    """The attempts begun so far, in order."""
    return Attempt.objects.filter(progress=progress_id).order_by("number")


@prepared
def attempt_row(attempt_id: int) -> QuerySet[Attempt]:
    """An attempt with its quiz and course."""
    return Attempt.objects.filter(pk=attempt_id).select_related("quiz", "progress__course")


# Paths


def projects_in_reach(seat: Seat) -> QuerySet[Project]:
    """The seat's projects; an office's are those it takes part in."""
    if seat.projects is not None:
        return Project.objects.filter(pk__in=seat.projects)
    if seat.offices is not None:
        return Project.objects.filter(pk__in=Participation.objects.values("project"))
    return Project.objects.all()


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

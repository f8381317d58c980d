"""Reads of a participant's own learning, each in as few statements as the page can do with."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateTimeField,
    Exists,
    F,
    Field,
    Func,
    IntegerField,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from kaganek.core.prepared import prepared
from kaganek.documents.models import Certificate
from kaganek.learning.models import Attempt, CourseProgress, EditionLesson, Lesson
from kaganek.learning.queries.locks import BLOCKED_BY, settle
from kaganek.learning.queries.quiz import newest_allowance
from kaganek.learning.queries.reads import QUIZ_OF, edition_of, has_quiz, lesson_count


def _as_published(column: str) -> Combinable:
    """A word of the course as the person's edition has it."""
    return Coalesce(f"edition__{column}", f"course__current__{column}", f"course__{column}")


def _in_edition(rows: list[Any]) -> list[Any]:
    """Let the course of each row speak as its edition does."""
    for row in rows:
        course = row.course
        course.title, course.summary, course.hours = row.said_title, row.said_summary, row.said_hours
    return rows


# Columns beside a row of progress, as SQL: composing them anew out of expressions would cost more
# than the rest of the page. Row-level security judges the tables inside them as everywhere.
# [name of the path, step on it, number of the path]: together, since looking for either costs the same.
_ON_PATH = Func(
    template="(SELECT ARRAY[path.name, step.position::text, path.id::text] FROM learning_pathassignment given"
    " JOIN learning_pathstep step ON step.path_id = given.path_id"
    " AND step.course_id = learning_courseprogress.course_id"
    " JOIN learning_learningpath path ON path.id = given.path_id"
    " WHERE given.enrolment_id = learning_courseprogress.enrolment_id ORDER BY given.id LIMIT 1)",
    output_field=ArrayField(CharField()),
)
# Whether the person walks a path with more to show than rows of progress tell.
_MIXED = Func(
    template="EXISTS (SELECT FROM learning_pathassignment given JOIN learning_learningpath path ON path.id = given.path_id"
    " WHERE given.person_id = learning_courseprogress.person_id AND path.mixed)",
    output_field=BooleanField(),
)
# [title, minutes, position] of the lesson to come back to, as the person's edition has it.
_HERE = Func(
    template="(SELECT ARRAY[held.title, held.minutes::text, held.position::text] FROM learning_editionlesson held"
    " WHERE held.lesson_id = learning_courseprogress.current_lesson_id AND held.edition_id ="
    " COALESCE(learning_courseprogress.edition_id, (SELECT newest.current_id FROM learning_course newest"
    " WHERE newest.id = learning_courseprogress.course_id)))",
    output_field=ArrayField(CharField()),
)
# Attempts that use up the allowed number: `queries.quiz.counted_attempts`.
_COUNTED = Func(
    template="(SELECT count(*) FROM learning_attempt tried WHERE tried.progress_id = learning_courseprogress.id"
    " AND tried.started_at >= COALESCE(learning_courseprogress.quiz_after, '-infinity'))",
    output_field=IntegerField(),
)
# The person's tasks that are not accepted, the same on every row: a statement of their own would cost the home
# page more than repeating a few words.
_TASKS = Func(
    template="(SELECT COALESCE(jsonb_agg(jsonb_build_object('id', work.id, 'title', work.title,"
    " 'kind', task.kind, 'state', work.state, 'due_on', work.due_on)"
    " ORDER BY work.due_on NULLS LAST, work.id), '[]'::jsonb) FROM learning_taskwork work"
    " JOIN learning_task task ON task.id = work.task_id WHERE work.state <> 'accepted'"
    " AND work.member_ids && ARRAY[learning_courseprogress.person_id])",
    output_field=JSONField(),
)


_OPEN = F("completed_at").desc(nulls_first=True)
_DUE = F("due_on").asc(nulls_last=True)


def own_progress() -> QuerySet[Any]:  # rows carry columns that the model does not declare
    """Progress rows of the seat that one may work on, each with `lessons`, `blocked_by`, `reads`: its edition.

    `blocked_by` is for `locks.settle`, which says what a course waits for.

    The one to work on comes first.

    What is not completed goes first, then the nearer deadline. Where one of several rows is to be opened, see
    `to_open`.
    """
    rows = CourseProgress.taking.annotate(lessons=lesson_count(), blocked_by=BLOCKED_BY, reads=edition_of())
    return rows.order_by(_OPEN, _DUE, "pk")


def to_open(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Of `own_progress` the row that a page or a deed takes comes first.

    A person in two projects may have a course twice: what is begun and not completed goes on, whatever becomes of
    the deadlines.
    """
    return rows.order_by(_OPEN, F("started_at").asc(nulls_last=True), _DUE, "pk")


def _with_words(rows: QuerySet[Any]) -> QuerySet[Any]:
    said = {f"said_{column}": _as_published(column) for column in ("title", "summary", "hours")}
    with_words: QuerySet[Any] = rows.annotate(**said)
    return with_words


def home_rows() -> list[Any]:
    """Every course of the participant with all that a card on the home page says."""
    rows = _in_edition(_home_rows())
    settle(rows)
    for row in rows:
        row.path_name, step, path = row.on_path or (None, 0, 0)
        row.step, row.path_id = int(step), int(path)
        if row.current_lesson and row.here:
            row.current_lesson.title, row.current_lesson.minutes = row.here[0], int(row.here[1])
            row.current_lesson.position = int(row.here[2])
        elif row.reads:
            row.current_lesson = None  # the edition does not hold it
    return rows


@prepared
def _home_rows() -> QuerySet[Any]:
    rows: QuerySet[Any] = (
        _with_words(own_progress())
        .select_related("course", "current_lesson", "project")
        .defer(
            "course__goal",
            "current_lesson__body",
            "current_lesson__html",
            "current_lesson__text",
            "current_lesson__checks",
        )
        .annotate(has_quiz=has_quiz(), on_path=_ON_PATH, here=_HERE, tasks=_TASKS, mixed=_MIXED)
    )
    return rows


@prepared
def own_certificates() -> QuerySet[Certificate]:
    """The participant's certificates that stand, the newest first."""
    return Certificate.objects.filter(replaced_at=None, revoked_at=None).order_by("-issued_at")


def course_row(course_id: int) -> Any:
    """The participant's progress in one course with what its pages say; None when it is not theirs."""
    rows = _in_edition(_course_rows(course=course_id))
    settle(rows)
    for row in rows:
        row.course.goal = row.said_goal
    return next(iter(rows), None)


@prepared
def _course_rows(course: int) -> QuerySet[Any]:
    rows: QuerySet[Any] = (
        to_open(_with_words(own_progress()))
        .filter(course=course)
        .select_related(*QUIZ_OF)
        .annotate(
            said_goal=_as_published("goal"),
            attempts_used=Subquery(_attempts("number")),
            attempts_counted=_COUNTED,
            allowed=newest_allowance("pk"),
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
    """The participant's progress in the course whose edition holds a lesson; None when it is not theirs."""
    return next(iter(settle(_in_edition(_lesson_rows(lesson=lesson_id)))), None)


def that_hold(rows: QuerySet[Any], lesson: int) -> QuerySet[Any]:
    """Of `own_progress`, the rows whose edition holds a lesson."""
    held = EditionLesson.objects.filter(edition=OuterRef("reads"), lesson=lesson)
    ready = Q(reads=None, course__lessons__live=True)  # never published as an edition
    return rows.filter(Q(course__lessons=lesson) & (Exists(held) | ready))


@prepared
def _lesson_rows(lesson: int) -> QuerySet[Any]:
    rows: QuerySet[Any] = (
        to_open(that_hold(_with_words(own_progress()), lesson))
        .select_related("course")
        .annotate(has_quiz=has_quiz())
    )
    return rows[:1]


def outline(
    course_id: int, progress_id: int | None, *, edition: int | None, with_text_of: int = 0
) -> list[dict[str, Any]]:
    """Lessons of an edition in order: {id, title, minutes, section, finished_at, opened, corrected_at}.

    edition        `reads` of the progress, `Course.current` for those who only look; None = a course never
                   published as an edition: its ready lessons.
    with_text_of   the lesson whose `words` and `tests` come along; the others' stay in the database.
    """
    text_of = with_text_of or None
    if edition is None:
        return _ready(course=course_id, progress=progress_id, text_of=text_of)
    rows: list[dict[str, Any]] = _outline(edition=edition, progress=progress_id, text_of=text_of)
    for row in rows:
        row["id"] = row.pop("lesson_id")
    return rows


@prepared
def _outline(edition: int, progress: int | None, text_of: int | None) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = (
        EditionLesson.objects.filter(edition=edition)
        .order_by("position")
        .values("lesson_id", "title", "minutes", "section", "corrected_at")
        .annotate(**_visit(progress, "learning_editionlesson.lesson_id"))
    )
    if text_of:  # looked up for the one lesson alone
        this = When(lesson=text_of, then=_frozen("html", TextField()))
        tests = When(lesson=text_of, then=_frozen("checks", JSONField()))
        rows = rows.annotate(words=Case(this, default=None), tests=Case(tests, default=None))
    return rows


def _frozen(column: str, field: Field[Any, Any]) -> Combinable:
    said = "SELECT said.{} FROM learning_lessontext said WHERE said.id = learning_editionlesson.words_id"
    return Func(template=f"({said.format(column)})", output_field=field)


@prepared
def _ready(course: int, progress: int | None, text_of: int | None) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = (
        Lesson.objects.filter(course=course, live=True)
        .order_by("position")
        .annotate(
            section=F("module__title"),
            corrected_at=Value(None, output_field=DateTimeField()),
            **_visit(progress, "learning_lesson.id"),
        )
        .values("id", "title", "minutes", "section", "corrected_at", "finished_at", "opened")
    )
    if text_of:
        this = When(pk=text_of, then=F("html"))
        tests = When(pk=text_of, then=F("checks"))
        rows = rows.annotate(words=Case(this, default=None), tests=Case(tests, default=None))
    return rows


def _visit(progress_id: int | None, lesson: str) -> dict[str, Any]:
    """What is known of each lesson's reading; nobody's without a progress row (and no look at the table)."""
    if progress_id is None:
        never = Value(None, output_field=DateTimeField())
        return {"finished_at": never, "opened": Value(value=False)}
    visit = (
        f"FROM learning_lessonvisit visit WHERE visit.lesson_id = {lesson}"
        " AND visit.progress_id = %(expressions)s"
    )
    one = Value(progress_id)
    return {
        "finished_at": Func(
            one, template=f"(SELECT visit.finished_at {visit})", output_field=DateTimeField()
        ),
        "opened": Func(one, template=f"EXISTS (SELECT {visit})", output_field=BooleanField()),
    }


def first_lesson(course_id: int, edition: int | None) -> Lesson | None:
    """The lesson an edition begins with, titled as there; of a course without one, the first that is ready."""
    if edition is None:
        found: Lesson | None = _first_ready.first(course=course_id)
        return found
    held = _first_held.first(edition=edition)
    return held and Lesson(
        pk=held.lesson_id, course_id=course_id, title=held.title, minutes=held.minutes, position=held.position
    )


@prepared
def _first_ready(course: int) -> QuerySet[Lesson]:
    rows = Lesson.objects.filter(course=course, live=True).only("title", "minutes", "position")
    return rows.order_by("position")[:1]


@prepared
def _first_held(edition: int) -> QuerySet[EditionLesson]:
    return EditionLesson.objects.filter(edition=edition).order_by("position")[:1]

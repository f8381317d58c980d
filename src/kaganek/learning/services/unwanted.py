"""Drafts that nobody wants go for good, as long as nobody has ever used them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.db.models import TextField
from django.db.models.functions import Cast
from wagtail.models import ReferenceIndex, Revision

from kaganek.core import audit
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.learning.models import Course, CourseModule, EditionLesson, Lesson, Quiz, QuizDraft, Rubric, Task
from kaganek.learning.queries.editing import OWNER, editable

Unwanted = Course | Lesson | QuizDraft | Rubric


class Kept(Exception):
    """It stays; `reason` says why: published, reviewed, full or used."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def why_kept(thing: Unwanted) -> str:
    """Why a course, lesson, quiz or rubric stays: a reason of `Kept`, or "" when it may be deleted."""
    reason: str = _REASONS[type(thing)](thing)
    return reason


def _lesson(lesson: Any) -> str:
    if lesson.first_published_at or lesson.live or EditionLesson.objects.filter(lesson=lesson.pk).exists():
        return "published"
    return "reviewed" if lesson.reviews.exists() or lesson.remarks.exists() else ""


def _quiz(draft: Any) -> str:
    ready = draft.first_published_at or draft.live or Quiz.objects.filter(course=draft.course_id).exists()
    return "published" if ready else ""


def _course(course: Any) -> str:
    if course.published_at or course.current_id or course.editions.exists():
        return "published"
    drafts = QuizDraft.objects.filter(course=course.pk)
    return "full" if course.lessons.exists() or drafts.exists() else ""


def _rubric(rubric: Any) -> str:
    """Tasks and sheets of every office count, which the author does not read, drafts of sheets too."""
    named = rf'"rubric\\*": {int(rubric.pk)}[,}}]'  # in a version the sheet is text within text
    with seated(SYSTEM):
        sheets = QuizDraft.objects.annotate(said=Cast("questions", TextField())).filter(said__regex=named)
        versions = Revision.objects.filter(content_type=ContentType.objects.get_for_model(QuizDraft))
        drafts = versions.annotate(said=Cast("content", TextField()))
        holders = (Task.objects.filter(rubric=rubric.pk), sheets, drafts.filter(said__regex=named))
        return "used" if any(rows.exists() for rows in holders) else ""


_REASONS: Mapping[type[Any], Callable[[Any], str]] = {
    Lesson: _lesson,
    QuizDraft: _quiz,
    Course: _course,
    Rubric: _rubric,
}


def delete_unwanted(thing: Unwanted, *, by: Seat) -> None:
    """Delete it with the versions kept of it, and nothing else: whatever still points at it keeps it.

    Raises Kept, and DoesNotExist when the seat does not write it.

    Source: rule L-171.
    """
    model: Any = type(thing)
    rows = editable(model, by) if model in OWNER else model.objects.all()
    try:
        with transaction.atomic():
            found = rows.select_for_update(of=("self",)).get(pk=thing.pk)
            if reason := why_kept(found):
                raise Kept(reason)
            audit.record(by, "draft deleted", found, title=str(found))
            _delete(found)
    except IntegrityError:
        raise Kept("used") from None


def _delete(thing: Any) -> None:
    """The row and what is a part of it, never what merely points at it: the database refuses while there is such."""
    row = type(thing).objects.filter(pk=thing.pk)
    if isinstance(thing, Lesson | QuizDraft):
        row.update(latest_revision=None, live_revision=None)
        _delete_rows(Revision.objects.for_instance(thing))
    if isinstance(thing, Course):
        _delete_rows(CourseModule.objects.filter(course=thing.pk))
    ReferenceIndex.remove_for_object(thing)
    _delete_rows(row)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _delete_rows(rows: Any) -> None:
    rows._raw_delete(rows.db)  # noqa: SLF001  Django's own deletion takes along whatever points at a row

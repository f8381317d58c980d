"""Reads of one's own notes and bookmarks. Nobody else's are ever within reach."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest

from kaganek.core.prepared import prepared
from kaganek.learning.models import CourseProgress, LessonMargin
from kaganek.lib.names import fold, sort_key


def own_margin(lesson_id: int) -> LessonMargin:
    """What the seat's person keeps by a lesson; an unsaved row when nothing yet."""
    found: LessonMargin | None = _margins.first(lesson=lesson_id)
    return found or LessonMargin(lesson_id=lesson_id)


@prepared
def _margins(lesson: int) -> QuerySet[LessonMargin]:
    return LessonMargin.objects.filter(lesson=lesson)


def own_seconds(course_id: int) -> int:
    """How long the seat's person has read the lessons of a course."""
    return int(_of_course.over("COALESCE(SUM(seconds), 0)", course=course_id)[0][0])


@prepared
def _of_course(course: int) -> QuerySet[Any, Any]:
    return LessonMargin.objects.filter(lesson__course=course).values("seconds")


def own_notes() -> QuerySet[Any]:  # Any: rows carry columns that the model does not declare
    """Lessons with a note or a bookmark, each with `kept_at` and whether the course is still one's own."""
    taking = CourseProgress.taking.filter(course=OuterRef("lesson__course"))
    return (
        LessonMargin.objects.exclude(text="", marked_at=None)
        .select_related("lesson__course")
        .only("text", "marked_at", "lesson__title", "lesson__live", "lesson__course__title")
        .annotate(kept_at=Greatest("saved_at", "marked_at"), taken=Exists(taking))
    )


def noted_courses() -> list[tuple[str, str]]:
    """Courses with a note or a bookmark, to choose of, in Polish order."""
    rows = own_notes().values_list("lesson__course", "lesson__course__title").order_by().distinct()
    return [(str(pk), title) for pk, title in sorted(rows, key=lambda row: sort_key(row[1]))]


def with_words(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Those whose note or lesson title holds every word; accents and case do not matter in notes."""
    for word in text.split()[:5]:
        rows = rows.filter(Q(folded__contains=fold(word)) | Q(lesson__title__icontains=word))
    return rows

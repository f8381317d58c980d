"""What authors and those who answer for their work look at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.db.models import Count, Q, QuerySet

from kaganek.core.dbroles import DbRole
from kaganek.core.seats import Seat
from kaganek.learning.models import (
    Course,
    CourseEdition,
    EditionLesson,
    EditionPlan,
    EditionQuestion,
    GateOverride,
    Lesson,
    LessonRemark,
    LessonReview,
    QuizDraft,
)

OWNER = {
    Course: "office__in",
    Lesson: "course__office__in",
    QuizDraft: "course__office__in",
    CourseEdition: "course__office__in",
    EditionLesson: "edition__course__office__in",
    EditionQuestion: "quiz__edition__course__office__in",
    EditionPlan: "course__office__in",
    LessonReview: "lesson__course__office__in",
    LessonRemark: "lesson__course__office__in",
}


def editable(model: type[Any], seat: Seat) -> QuerySet[Any]:
    """Courses, and what hangs on them, that the seat may write: an office's administrator those of the own office.

    This is the wall of the program; row-level security is the other.
    """
    rows: Any = model.objects.all()
    if seat.db_role is DbRole.OFFICE:
        rows = rows.filter(**{OWNER[model]: seat.offices or ()})
    elif seat.db_role is DbRole.EDITOR:
        rows = rows.filter(**{OWNER[model].replace("__in", "__isnull"): True})
    return cast(QuerySet[Any], rows)


def course_rows(seat: Seat) -> QuerySet[Any]:
    """Courses that the seat writes, each with the number of its lessons, those ready, and its newest edition."""
    rows: QuerySet[Any, Any] = (
        editable(Course, seat)
        .select_related("current")
        .annotate(written=Count("lessons"), ready=Count("lessons", filter=Q(lessons__live=True)))
        .order_by("title__alphabetical")
    )
    return rows


def lesson_rows(course_id: int) -> list[Lesson]:
    """Lessons of a course as its authors see them, without their words."""
    rows = (
        Lesson.objects.filter(course=course_id)
        .select_related("module")
        .order_by("module__position", "position")
    )
    return list(rows.defer("body", "html", "text", "checks"))


def every_override() -> QuerySet[GateOverride]:
    """What was let through the publishing gate, with its course."""
    return GateOverride.objects.select_related("course").only(
        "title", "findings", "reason", "at", "by_label", "course__title"
    )


def overridden_courses() -> Sequence[tuple[str, str]]:
    """Courses with something let through, for the filter of that list."""
    rows = Course.objects.filter(pk__in=GateOverride.objects.values("course")).order_by("title__alphabetical")
    return [(str(pk), title) for pk, title in rows.values_list("pk", "title")]

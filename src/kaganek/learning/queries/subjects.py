"""Courses as things that people ask the consultant about."""

from __future__ import annotations

from collections.abc import Sequence

from kaganek.communication.queries.questions.subjects import Subject
from kaganek.core.seats import Seat
from kaganek.learning.models import Course, CourseProgress

MOST = 200


def courses_to_ask_about(seat: Seat) -> Sequence[Subject]:
    """Courses that somebody within the seat's reach takes, by title; of a participant the own ones."""
    taken = CourseProgress.objects.order_by().values("course").distinct()
    rows = Course.objects.filter(pk__in=taken).order_by("title__alphabetical", "pk")[:MOST]
    return [Subject(f"learning.course:{pk}", title) for pk, title in rows.values_list("pk", "title")]

"""Where a person stopped reading and how long they read; for them alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kaganek.core.seats import Seat
from kaganek.learning.models import CourseProgress
from kaganek.learning.rules import counted_time
from kaganek.learning.services.notes import locked_margin


@dataclass(frozen=True, slots=True)
class OpenPage:
    """One opening of a lesson: its name, when the server made it, and for how long it was read in all."""

    name: str
    opened_at: datetime
    seconds: int


def note_reading(lesson_id: int, *, place: str, page: OpenPage | None, by: Seat, at: datetime) -> None:
    """Keep the place in a lesson and add the time that is new; sent again, it changes nothing.

    lesson_id  a published lesson of a course that the seat takes; else CourseProgress.DoesNotExist.
    place      the id of a part of the lesson, "" when the person has not moved.

    Raises CourseLocked while the path keeps the course closed. A lesson not yet finished becomes the
    one to come back to. Source: rule L-32 (czas nauki).
    """
    margin, progress = locked_margin(lesson_id, by=by)
    if place:
        margin.place, margin.left_at = place, at
    if page:
        margin.pages, more = counted_time(
            margin.pages, page.name, opened_at=page.opened_at, seconds=page.seconds, at=at
        )
        margin.seconds += more
    margin.save(update_fields=["place", "left_at", "pages", "seconds"])
    if progress.current_lesson_id != lesson_id:
        here = CourseProgress.taking.filter(
            pk=progress.pk, visits__lesson=lesson_id, visits__finished_at=None
        )
        here.update(current_lesson=lesson_id, last_activity_at=at)

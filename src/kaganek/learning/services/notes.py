"""Notes and bookmarks by lessons, for the one person who makes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kaganek.core.seats import Seat
from kaganek.learning.models import CourseProgress, LessonMargin
from kaganek.learning.queries.margins import own_margin
from kaganek.learning.queries.own import lesson_row
from kaganek.learning.rules import Written, kept_text
from kaganek.learning.services.completion import CourseLocked
from kaganek.lib.names import fold


@dataclass(frozen=True, slots=True)
class Kept:
    """The note as it stands after a save; `sequence` is what the next save is written over."""

    text: str
    sequence: int


def write_note(lesson_id: int, said: Written, *, over: int, by: Seat, at: datetime) -> Kept:
    """Keep a note by a lesson; sent again, it changes nothing.

    lesson_id  a published lesson of a course that the seat takes; else CourseProgress.DoesNotExist.
    said       the whole note as the page has it.
    over       `sequence` of the note that the page showed when the person began to write.

    Raises CourseLocked while the path keeps the course closed. The row is locked until commit. What
    another device wrote meanwhile stays in front of what is said here (rule L-31).
    """
    margin = locked_margin(lesson_id, by=by)[0]
    held = Written(margin.text, margin.sequence, margin.writer)
    text = kept_text(held, said, over=over)
    if text is None:
        return Kept(margin.text, margin.sequence)
    # Two texts put together are nobody's page any more: each page meets them as something new.
    margin.writer = said.writer if text == said.text else ""
    margin.text, margin.folded, margin.saved_at = text, fold(text), at
    margin.sequence = max(said.sequence, margin.sequence + 1)
    margin.save(update_fields=["text", "folded", "sequence", "writer", "saved_at"])
    return Kept(margin.text, margin.sequence)


def mark_lesson(lesson_id: int, *, marked: bool, by: Seat, at: datetime) -> None:
    """Put a bookmark by a lesson or take it away; done again, it changes nothing.

    lesson_id  as in `write_note`, with the same exceptions.
    """
    margin = locked_margin(lesson_id, by=by)[0]
    if marked != (margin.marked_at is not None):
        margin.marked_at = at if marked else None
        margin.save(update_fields=["marked_at"])


def locked_margin(lesson_id: int, *, by: Seat) -> tuple[LessonMargin, Any]:  # Any: a row of lesson_row
    """The person's margin of a lesson they may read, made if need be, locked; and their progress."""
    progress: Any = lesson_row(lesson_id)
    if progress is None:
        raise CourseProgress.DoesNotExist
    if progress.blocked_by and not progress.completed_at:
        raise CourseLocked(progress.course_id, progress.blocked_by)
    if own_margin(lesson_id).pk is None:
        made = LessonMargin(author_id=by.person_id or 0, lesson_id=lesson_id)
        LessonMargin.objects.bulk_create([made], ignore_conflicts=True)
    return LessonMargin.objects.select_for_update(of=("self",)).get(lesson=lesson_id), progress

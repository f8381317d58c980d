"""Reading lessons: what opening and finishing one changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from kaganek.core.seats import Seat
from kaganek.documents.models import Certificate
from kaganek.learning.embeds import Facts, holding, states_of
from kaganek.learning.models import CourseProgress, LessonVisit
from kaganek.learning.queries.locks import settle
from kaganek.learning.queries.own import outline, own_progress, that_hold, to_open
from kaganek.learning.queries.quiz import quiz_passed
from kaganek.learning.queries.reads import has_quiz
from kaganek.learning.queries.validity import held, validity_column
from kaganek.learning.services.completion import COMPLETED, CourseLocked, Standing, complete_if_due


class LessonHeld(Exception):
    """Parts of the lesson must be done before it can be finished; `parts` are their facts."""

    def __init__(self, parts: list[Facts]) -> None:
        super().__init__(parts)
        self.parts = parts


@dataclass(frozen=True, slots=True)
class LessonFinished:
    """Where to go after a lesson: the next one that is not finished, else the quiz, else the course."""

    course_id: int
    next_lesson_id: int | None
    has_quiz: bool
    course_completed: bool  # by this very lesson
    completed: bool  # now or before
    certificate: Certificate | None


def open_lesson(progress: Any, lesson_id: int, *, at: datetime) -> bool:  # Any: a row of lesson_row
    """Note that a lesson was opened for the first time; the course counts as started from then on.

    progress  a row of the seat with `reads`, the edition whose words are shown; its course is open.

    The first opening ties the person to that edition (rule L-80). False, and nothing written, when another
    request has tied them to another one meanwhile: what was read must be read anew. A second opening,
    also one at the same instant, changes nothing.
    """
    mine = Q(edition=None) | Q(edition=progress.reads)
    changed = CourseProgress.taking.filter(mine, pk=progress.pk).update(
        started_at=progress.started_at or at,
        last_activity_at=at,
        current_lesson=lesson_id,
        edition=progress.reads,
    )
    if not changed:
        return False
    visit = LessonVisit(progress=progress, lesson_id=lesson_id, opened_at=at, **progress.quad)
    LessonVisit.objects.bulk_create([visit], ignore_conflicts=True)
    return True


def finish_lesson(lesson_id: int, *, by: Seat, at: datetime) -> LessonFinished:
    """Mark a lesson as finished; the last one may complete the course.

    lesson_id   a lesson of the edition that the seat reads; else CourseProgress.DoesNotExist.

    Raises CourseLocked while the path keeps the course closed, LessonHeld while a live part of the lesson holds it
    back; in both cases nothing is written. A lesson finished before keeps its time, so the button pressed twice
    has one effect. Progress is locked until commit, so two lessons finished at once are both counted.

    Source: rule L-75 (żywe części lekcji).
    """
    progress = _locked(lesson_id)
    lessons = outline(progress.course_id, progress.pk, edition=progress.reads, with_text_of=lesson_id)
    _check_parts(progress, next(lesson for lesson in lessons if lesson["id"] == lesson_id))
    changed = LessonVisit.objects.filter(progress=progress, lesson=lesson_id, finished_at=None)
    if not changed.update(finished_at=at):
        visit = LessonVisit(
            progress=progress, lesson_id=lesson_id, opened_at=at, finished_at=at, **progress.quad
        )
        LessonVisit.objects.bulk_create([visit], ignore_conflicts=True)
    waiting = [lesson["id"] for lesson in lessons if not lesson["finished_at"] and lesson["id"] != lesson_id]
    was_completed = progress.completed_at is not None
    progress.lessons_done = len(lessons) - len(waiting)
    standing = Standing(len(lessons), progress.has_quiz, progress.quiz_passed, held(progress.validity))
    progress.edition_id = progress.reads
    certificate = complete_if_due(progress, standing, by=by, at=at)
    following = _following(lesson_id, [lesson["id"] for lesson in lessons], waiting)
    progress.started_at = progress.started_at or at
    progress.last_activity_at = at
    progress.current_lesson_id = following
    progress.save(
        update_fields=[
            "lessons_done",
            "current_lesson",
            "started_at",
            "last_activity_at",
            "edition",
            *COMPLETED,
        ]
    )
    return LessonFinished(
        course_id=progress.course_id,
        next_lesson_id=following,
        has_quiz=standing.has_quiz,
        course_completed=not was_completed and progress.completed_at is not None,
        completed=progress.completed_at is not None,
        certificate=certificate,
    )


def _check_parts(progress: CourseProgress, lesson: Mapping[str, Any]) -> None:
    """Raise LessonHeld while a live part is not done; a lesson finished once stays so."""
    parts = lesson["tests"] or {}
    if not parts or lesson["finished_at"]:
        return
    if held := holding(parts, states_of(progress, parts)):
        raise LessonHeld(held)


def _locked(lesson_id: int) -> Any:  # a CourseProgress with the columns of the query below
    rows = (
        to_open(that_hold(own_progress(), lesson_id))
        .select_related("course", "enrolment")
        .annotate(
            has_quiz=has_quiz(),
            quiz_passed=quiz_passed("pk"),
            validity=validity_column("pk"),
        )
        .select_for_update(of=("self",), no_key=True)
    )
    progress = rows.first()
    if progress is None:
        raise CourseProgress.DoesNotExist
    settle([progress])
    if progress.blocked_by:
        raise CourseLocked(progress.course_id, progress.blocked_by)
    return progress


def _following(lesson_id: int, order: list[int], waiting: list[int]) -> int | None:
    """The next unfinished lesson after this one, else the first unfinished one."""
    later = [one for one in waiting if order.index(one) > order.index(lesson_id)]
    return next(iter(later or waiting), None)

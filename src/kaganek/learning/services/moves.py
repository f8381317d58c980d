"""People under way in an older edition, taken to the newest one as its author chose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from kaganek.core import audit, jobs
from kaganek.core.models import JobRun
from kaganek.core.notices import News, notify
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.learning.models import CourseEdition, CourseProgress, EditionMove, EditionQuiz, LessonVisit
from kaganek.learning.queries.editions import held, under_way
from kaganek.learning.queries.quiz import quiz_passed
from kaganek.learning.queries.validity import held as how_long
from kaganek.learning.queries.validity import validity_column
from kaganek.learning.rules.editions import carried
from kaganek.learning.services.completion import COMPLETED, Standing, complete_if_due
from kaganek.learning.terms import Carry

MOVING, MOVED = "learning.move_readers", "learning.edition_moved"
AT_ONCE = 500  # people in one transaction


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the author chose for those under way; `keep_result` speaks of the quiz."""

    carry: str
    keep_result: bool


def ask_to_move(edition: CourseEdition, wanted: Wanted, *, by: Seat, at: datetime) -> JobRun | None:
    """Let the worker take everyone under way in older editions to the newest one; None when there is nobody."""
    with seated(SYSTEM):
        people = under_way(edition).count()
    if not people:
        return None
    audit.record(
        by, "readers moved", edition, people=str(people), **{k: str(v) for k, v in asdict(wanted).items()}
    )
    label = f"Przenoszenie do wydania {edition.number}: {edition.title}"
    return jobs.start(
        MOVING, by=by, label=label, at=at, total=people, edition_id=edition.pk, **asdict(wanted)
    )


def move_some(edition_id: int, wanted: Wanted, *, at: datetime) -> int:
    """Take at most AT_ONCE people to an edition, in the system's seat; returns how many are done.

    What stays finished is decided by rule L-84; the result of the quiz stays or has to be earned again.
    Notes, bookmarks and places hang on the lesson and are not touched. Who has completed the course meanwhile
    is left alone; who now has everything completes it. An attempt at the quiz that is under way goes on as it
    began, the next one is of the new edition (L-160). Each gets a letter. Begun anew after a kill, it goes
    on with those who are left.
    """
    after = CourseEdition.objects.get(pk=edition_id)
    rows: list[Any] = list(
        under_way(after)
        .select_related("course", "enrolment", "person", "edition")
        .annotate(
            quiz_passed=quiz_passed("pk"),
            validity=validity_column("pk"),
        )
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)[:AT_ONCE]
    )
    if not rows:
        return 0
    has_quiz = EditionQuiz.objects.filter(edition=after).exists()
    words = {pk: _words(pk) for pk in {after.pk, *(row.edition_id for row in rows)}}
    visits = _finished(rows)
    moves = [
        _moved(row, visits.get(row.pk, {}), words, after, wanted, has_quiz=has_quiz, at=at) for row in rows
    ]
    EditionMove.objects.bulk_create(moves)
    _unread(moves)
    notify([_news(row, after, move) for row, move in zip(rows, moves, strict=True)], at=at)
    return len(rows)


def _words(edition_id: int) -> dict[int, str]:
    return {one.lesson_id: one.words for one in held(edition_id)}


def _finished(rows: Sequence[CourseProgress]) -> dict[int, dict[int, datetime]]:
    """{progress: {lesson: when it was finished}}."""
    found: dict[int, dict[int, datetime]] = {}
    visits = LessonVisit.objects.filter(progress__in=rows, finished_at__isnull=False)
    for progress, lesson, finished_at in visits.values_list("progress", "lesson", "finished_at"):
        if finished_at:
            found.setdefault(progress, {})[lesson] = finished_at
    return found


def _moved(
    row: Any,  # a CourseProgress with the columns of `move_some`
    finished: Mapping[int, datetime],
    words: Mapping[int, Mapping[int, str]],
    after: CourseEdition,
    wanted: Wanted,
    *,
    has_quiz: bool,
    at: datetime,
) -> EditionMove:
    """Point one row of progress at the edition, and say what became of what was finished."""
    kept = carried(list(finished), words[row.edition_id], words[after.pk], Carry(wanted.carry))
    move = EditionMove(
        progress=row, before_id=row.edition_id, after=after, kept=kept, best_score=row.best_score, moved_at=at,
        dropped={str(pk): when.isoformat() for pk, when in finished.items() if pk not in kept}, **row.quad,
    )  # fmt: skip
    waiting = [pk for pk in words[after.pk] if pk not in kept]
    row.edition, row.lessons_done = after, len(words[after.pk]) - len(waiting)
    row.current_lesson_id = (
        row.current_lesson_id if row.current_lesson_id in waiting else next(iter(waiting), None)
    )
    passed = row.quiz_passed and wanted.keep_result
    if not wanted.keep_result:
        row.best_score, row.quiz_after = None, at
    standing = Standing(len(words[after.pk]), has_quiz, passed, how_long(row.validity))
    complete_if_due(row, standing, by=SYSTEM, at=at)
    row.save(
        update_fields=["edition", "lessons_done", "current_lesson", "best_score", "quiz_after", *COMPLETED]
    )
    return move


def _unread(moves: Sequence[EditionMove]) -> None:
    """Lessons to be read again are open once more; their readers have been there before."""
    again = Q(pk=None)
    for move in moves:
        if move.dropped:
            again |= Q(progress=move.progress_id, lesson__in=[int(pk) for pk in move.dropped])
    LessonVisit.objects.filter(again).update(finished_at=None)


def _news(row: CourseProgress, after: CourseEdition, move: EditionMove) -> News:
    return News(
        MOVED, f"edition:{after.pk}", row.person_id, office=row.office_id, project=row.project_id,
        title=f"Nowe wydanie szkolenia: {after.title}", url=reverse("learning:course", args=[row.course_id]),
        facts={
            "progress": row.pk, "note": after.note, "kept": len(move.kept), "again": len(move.dropped),
            "quiz": move.best_score is not None and row.best_score is None,
        },
    )  # fmt: skip

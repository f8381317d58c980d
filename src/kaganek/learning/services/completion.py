"""What follows from the last lesson and from a passed quiz: completion, ledger, certificate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.documents.models import Certificate
from kaganek.documents.queries import waiting_achievements
from kaganek.documents.services.certificates import issue_due
from kaganek.learning.models import CourseProgress
from kaganek.learning.queries.locks import Unmet
from kaganek.learning.queries.validity import Held
from kaganek.learning.rules import is_complete
from kaganek.learning.services.renewals import hold
from kaganek.programmes.services.ledger import raise_score, record_achievement

COMPLETED = ("completed_at", "counts", "valid_until", "renews_on")  # what completion sets on the row


class CourseLocked(Exception):
    """The course opens when other steps of the path are done."""

    def __init__(self, course_id: int, waits: Sequence[Unmet]) -> None:
        super().__init__(course_id, waits)
        self.course_id, self.waits = course_id, waits


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether a course is completed, counted in the same transaction."""

    lessons: int
    has_quiz: bool
    quiz_passed: bool
    validity: Held | None = None  # how long the completion will hold


def source_of(course_id: int, round_: int = 1) -> str:
    """The course's name in the ledger; each later round is something earned anew: "learning.course:17#2"."""
    return f"learning.course:{course_id}" + (f"#{round_}" if round_ > 1 else "")


def complete_if_due(
    progress: CourseProgress, standing: Standing, *, by: Seat, at: datetime
) -> Certificate | None:
    """Complete a course whose last condition has just been met; otherwise do nothing.

    progress  locked by the caller and saved by it afterwards (COMPLETED); `course` and `enrolment` are loaded.

    Sets `completed_at` and until when it holds, writes the achievement and lets the certificate be
    issued, all in the caller's transaction. A course completed before stays as it was; when its certificate
    still waits for a better result (D-05), this one may bring it.
    An office's own course is completed and earns nothing.

    Source: rules L-09 (ukończenie szkolenia) and L-100 (ważność szkolenia).
    """
    done = is_complete(
        lessons=standing.lessons,
        lessons_done=progress.lessons_done,
        has_quiz=standing.has_quiz,
        quiz_passed=standing.quiz_passed,
        quiz_only=progress.quiz_only,
    )
    if progress.completed_at:
        return _on_a_better_result(progress, at=at)
    if not done:
        return None
    progress.completed_at, progress.counts = at, not progress.past
    hold(progress, standing.validity)
    course = progress.course
    if course.office_id:  # hours and certificates speak for the programme (rule L-78)
        audit.record(by, "course completed", progress)
        return None
    said = progress.edition or course  # what was learnt is called as it was when it was learnt
    achievement, _ = record_achievement(
        progress.enrolment,
        source=source_of(course.pk, progress.round),
        title=said.title,
        hours=said.hours,
        score=progress.best_score,
        at=at,
    )
    audit.record(by, "course completed", progress)
    began_on = localdate(progress.started_at) if progress.started_at else None
    return issue_due(achievement, at=at, began_on=began_on, valid_until=progress.valid_until)


def _on_a_better_result(progress: CourseProgress, *, at: datetime) -> Certificate | None:
    """The certificate that waited for a result like this one; None when none waits."""
    waiting = waiting_achievements().filter(
        enrolment=progress.enrolment_id, source=source_of(progress.course_id, progress.round)
    )
    achievement = waiting.first()
    if achievement is None or progress.best_score is None:
        return None
    raise_score(achievement, progress.best_score)
    began_on = localdate(progress.started_at) if progress.started_at else None
    return issue_due(achievement, at=at, began_on=began_on, valid_until=progress.valid_until)

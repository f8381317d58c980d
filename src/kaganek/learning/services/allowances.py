"""More time or more attempts for one person at one quiz."""

from __future__ import annotations

from datetime import datetime

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.learning.models import Attempt, CourseProgress, QuizAllowance
from kaganek.learning.queries.reads import has_quiz
from kaganek.learning.rules.attempts import Allowance, end_of
from kaganek.learning.services.telling import tell_of_allowance
from kaganek.people.services.signatures import signature


def give_allowance(
    progress_id: int, allowed: Allowance, *, reason: str, over: int | None, by: Seat, at: datetime
) -> QuizAllowance:
    """Let a person have more time or attempts at the quiz of a course; holds at once, also for an open attempt.

    progress_id  someone's progress within the seat's reach, in a course with a quiz.
    allowed      all that the person has beyond the quiz's limits from now on: it replaces what was given
                 before, which stays as history.
    over         the allowance that the form was made over, None for the first: a form sent twice, or made
                 before somebody else's change, changes nothing.

    Returns the allowance in force. Raises CourseProgress.DoesNotExist outside the seat's reach.

    Source: rule L-68 (ułatwienia w teście).
    """
    progress = (
        CourseProgress.taking.select_for_update(of=("self",), no_key=True)
        .select_related("course")
        .annotate(has_quiz=has_quiz())
        .get(pk=progress_id, has_quiz=True)
    )
    held = QuizAllowance.objects.filter(progress=progress).order_by("-pk").first()
    if held is not None and held.pk != over:
        return held
    made = QuizAllowance.objects.create(
        progress=progress, extra_minutes=allowed.minutes, extra_attempts=allowed.attempts, open_until=allowed.until,
        reason=reason, signed=signature(by), made_at=at, **progress.quad,
    )  # fmt: skip
    under_way = Attempt.objects.select_for_update(of=("self",), no_key=True).select_related("quiz", "rules")
    for attempt in under_way.filter(progress=progress, handed_in_at=None):
        attempt.closes_at = end_of(attempt.started_at, attempt.terms.time_limit, allowed)
        attempt.save(update_fields=["closes_at"])
    audit.record(
        by, "quiz allowance given", made, minutes=str(allowed.minutes), attempts=str(allowed.attempts)
    )
    tell_of_allowance(made, at=at)
    return made

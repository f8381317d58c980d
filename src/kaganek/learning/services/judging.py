"""From the points of answers to the verdict on an attempt, and what follows from it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max

from kaganek.core import audit
from kaganek.core.prepared import prepared
from kaganek.core.seats import Seat
from kaganek.documents.models import Certificate
from kaganek.learning.models import Attempt, AttemptAnswer, Question
from kaganek.learning.queries.quiz import newest_allowance, own_answers, quiz_passed
from kaganek.learning.queries.reads import lesson_count
from kaganek.learning.queries.validity import held, validity_column
from kaganek.learning.rules import Verdict, judge
from kaganek.learning.services.completion import COMPLETED, Standing, complete_if_due
from kaganek.questionnaires.rules.answers import is_blank, score
from kaganek.questionnaires.terms import QuestionKind

Answered = Sequence[tuple[Question, AttemptAnswer | None]]

# `rows` are the answers of the attempt.
_POINTS = """
UPDATE learning_attemptanswer held SET points = line.points
FROM rows, jsonb_to_recordset(%s::jsonb) AS line(id bigint, points numeric)
WHERE held.id = rows.id AND rows.id = line.id
"""


class PassStands(Exception):
    """The course was completed by this attempt: its verdict can no longer turn into a failure."""


@dataclass(frozen=True, slots=True)
class Result:
    """What finishing brought: the attempt, the verdict and what followed; no verdict while it waits for a grade."""

    attempt: Attempt
    verdict: Verdict | None
    course_completed: bool
    certificate: Certificate | None
    sheet: Answered


@prepared
def locked_attempt(attempt: int) -> Any:  # an Attempt with the columns of the query below
    """An attempt with all that its verdict needs; it and its progress are locked until commit."""
    return (
        Attempt.objects.select_for_update(of=("self", "progress"), no_key=True)
        .select_related("quiz", "rules", "progress__course", "progress__enrolment")
        .annotate(
            lessons=lesson_count("progress__"),
            passed_before=quiz_passed("progress"),
            validity=validity_column("progress"),
            allowed=newest_allowance("progress_id"),
        )
        .filter(pk=attempt)
    )


def is_graded_by_hand(question: Question, answer: AttemptAnswer | None) -> bool:
    """Whether a person must judge this answer; an empty one earns nothing without being read."""
    return question.kind == QuestionKind.ESSAY and answer is not None and not is_blank(answer.response)


def give_points(attempt: Attempt, answered: Answered) -> None:
    """Give every answer its points but those graded by hand; the unanswered earn none."""
    given = []
    for question, answer in answered:
        if answer and not is_graded_by_hand(question, answer):
            answer.points = score(question.kind, question.payload, answer.response, question.points)
            given.append({"id": answer.pk, "points": str(answer.points)})
    own_answers.into(_POINTS, [json.dumps(given)], attempt=attempt.pk)


def waits_for_grade(answered: Answered) -> bool:
    return any(answer and answer.points is None for _, answer in answered)


def judge_attempt(attempt: Any, answered: Answered, *, by: Seat, at: datetime) -> Result:
    """Say the verdict of an attempt whose answers all have their points, and pass its consequences down.

    attempt  from `locked_attempt`, handed in.
    at       when it was finished; a verdict said again after a corrected grade keeps the first instant.

    Raises PassStands when a correction would take the pass away from a completed course.

    Source: rules L-07 (próg zaliczenia), L-09 (ukończenie szkolenia), L-69 (ocena ręczna).
    """
    verdict = _verdict(attempt, answered)
    progress = attempt.progress
    was_completed = progress.completed_at is not None
    if was_completed and attempt.passed and not verdict.passed:
        raise PassStands
    first = attempt.finished_at is None
    attempt.score, attempt.passed = verdict.score, verdict.passed
    attempt.finished_at = at if first else attempt.finished_at
    attempt.save(update_fields=["points", "maximum", "score", "passed", "handed_in_at", "finished_at"])
    deed = "attempt finished" if first else "attempt judged again"
    audit.record(by, deed, attempt, score=str(verdict.score), passed=str(verdict.passed))
    progress.best_score = max(progress.best_score or Decimal(0), verdict.score) if first else _best(attempt)
    progress.last_activity_at = max(at, progress.last_activity_at or at)
    passed = verdict.passed or attempt.passed_before
    standing = Standing(attempt.lessons, has_quiz=True, quiz_passed=passed, validity=held(attempt.validity))
    certificate = complete_if_due(progress, standing, by=by, at=at)
    progress.save(update_fields=["best_score", "last_activity_at", *COMPLETED])
    completed = not was_completed and progress.completed_at is not None
    return Result(attempt, verdict, completed, certificate, answered)


def _verdict(attempt: Attempt, answered: Answered) -> Verdict:
    """Points are counted over all questions; the unanswered count in the maximum."""
    attempt.points = sum((one.points or Decimal(0) for _, one in answered if one), Decimal(0))
    attempt.maximum = sum((question.points for question, _ in answered), Decimal(0))
    return judge(attempt.points, attempt.maximum, attempt.terms.pass_mark)


def _best(attempt: Attempt) -> Decimal:
    found = Attempt.objects.filter(progress=attempt.progress_id).aggregate(best=Max("score"))["best"]
    return Decimal(found or 0)

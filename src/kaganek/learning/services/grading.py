"""Written answers graded by hand, with a rubric."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from kaganek.core import audit
from kaganek.core.notices import News, notify, withdraw
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.learning.models import Attempt, AttemptAnswer, EssayGrade
from kaganek.learning.queries.quiz import sheet
from kaganek.learning.rules.rubrics import Marks, is_marked, marked_points, rubric_of
from kaganek.learning.services.judging import judge_attempt, locked_attempt, waits_for_grade
from kaganek.learning.services.tasks.telling import about_essay
from kaganek.people.services.signatures import signature
from kaganek.questionnaires.rules.answers import is_blank
from kaganek.questionnaires.terms import QuestionKind


class NotMarked(Exception):
    """A criterion has no level, or a level that is not its own."""


class GradedMeanwhile(Exception):
    """Somebody else's grade came after the form was made."""

    def __init__(self, grade: EssayGrade) -> None:
        super().__init__(grade.pk)
        self.grade = grade


@dataclass(frozen=True, slots=True)
class Graded:
    """A grade given; `judged` when the whole attempt now has its verdict."""

    grade: EssayGrade
    attempt: Attempt
    judged: bool


def grade_essay(answer_id: int, *, marks: Marks, remark: str, over: int, by: Seat, at: datetime) -> Graded:
    """Grade a written answer of an attempt that was handed in; with the last grade the attempt is judged.

    answer_id  an answer within the seat's reach to a question graded by hand.
    marks      a level for each criterion of the question's rubric.
    over       number of the grade that the form was made over, 0 for none: the same form sent twice gives
               one grade.

    A later grade corrects the earlier one, which stays; the attempt is judged again.

    Raises AttemptAnswer.DoesNotExist outside the reach or when there is nothing to grade, NotMarked,
    GradedMeanwhile, and PassStands (services.judging) when the correction would take the pass away from a
    completed course. In all cases nothing is written.

    Source: rules L-65 (kryteria), L-69 (ocena ręczna).
    """
    answer = AttemptAnswer.objects.select_related("question").get(
        pk=answer_id, question__kind=QuestionKind.ESSAY, attempt__handed_in_at__isnull=False
    )
    if is_blank(answer.response):
        raise AttemptAnswer.DoesNotExist
    if not is_marked(rubric_of(answer.question.payload), marks):
        raise NotMarked
    signed = signature(by)
    # The reach is proved by now; the verdict goes on to ledger and certificates, which an adviser only reads.
    with seated(SYSTEM):
        return _grade(answer, marks, remark, over=over, by=by, signed=signed, at=at)


def _grade(
    answer: AttemptAnswer, marks: Marks, remark: str, *, over: int, by: Seat, signed: str, at: datetime
) -> Graded:
    attempt = locked_attempt.first(attempt=answer.attempt_id)
    held = EssayGrade.objects.filter(answer=answer).order_by("-number").first()
    if held is not None and held.number != over:
        if (held.marks, held.remark, held.grader_id) == (dict(marks), remark, by.person_id):
            return Graded(held, attempt, judged=attempt.finished_at is not None)
        raise GradedMeanwhile(held)
    rubric = rubric_of(answer.question.payload)
    grade = EssayGrade.objects.create(
        attempt=attempt, answer=answer, number=over + 1, rubric=rubric, marks=dict(marks),
        points=marked_points(rubric, marks, of=answer.question.points), remark=remark,
        grader_id=by.person_id or 0, signed=signed, graded_at=at, **attempt.quad,
    )  # fmt: skip
    AttemptAnswer.objects.filter(pk=answer.pk).update(points=grade.points)
    audit.record(by, "essay graded", grade, points=str(grade.points), number=str(grade.number))
    return Graded(grade, attempt, judged=_judge(attempt, grade, by=by, at=at))


def _judge(attempt: Any, grade: EssayGrade, *, by: Seat, at: datetime) -> bool:
    answered = sheet(attempt)
    if waits_for_grade(answered):
        return False
    judge_attempt(attempt, answered, by=by, at=at)
    withdraw(about_essay(attempt.pk), at=at)
    notify([_news(attempt, grade)], at=at)
    return True


def _news(attempt: Attempt, grade: EssayGrade) -> News:
    return News(
        "learning.graded",
        f"learning.essaygrade:{grade.pk}",
        attempt.person_id,
        office=attempt.office_id,
        project=attempt.project_id,
        title="Twój test jest oceniony",
        url=reverse("learning:attempt", args=[attempt.pk]),
        facts={"attempt": attempt.pk},
    )

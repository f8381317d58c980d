"""Reads of attempts: the sheet of one, what was answered, what a quiz asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Exists, F, Func, JSONField, OuterRef, Q, QuerySet

from kaganek.core.prepared import prepared
from kaganek.learning.models import Attempt, AttemptAnswer, EssayGrade, Question, QuizAllowance
from kaganek.learning.rules.attempts import Allowance


def quiz_passed(progress: str) -> Exists:
    """Whether an attempt has passed, and since the person was last asked to pass anew (`quiz_after`)."""
    asked_anew = Q(progress__quiz_after__isnull=False) & Q(started_at__lt=F("progress__quiz_after"))
    return Exists(Attempt.objects.filter(progress=OuterRef(progress), passed=True).exclude(asked_anew))


def sheet(attempt: Attempt) -> list[tuple[Question, AttemptAnswer | None]]:
    """The questions of an attempt in its own order, each with its answer if there is one."""
    questions = {question.pk: question for question in _questions(pks=tuple(attempt.question_ids))}
    answers = {answer.question_id: answer for answer in own_answers(attempt=attempt.pk)}
    return [(questions[pk], answers.get(pk)) for pk in attempt.question_ids]


@prepared
def _questions(pks: tuple[int, ...]) -> QuerySet[Question]:
    """Retired ones included: an attempt keeps the questions it began with."""
    return Question.objects.filter(pk__in=pks)


@prepared
def own_answers(attempt: int) -> QuerySet[AttemptAnswer]:
    """The answers of an attempt."""
    return AttemptAnswer.objects.filter(attempt=attempt)


_ALLOWED = (
    "(SELECT jsonb_build_object('minutes', given.extra_minutes, 'attempts', given.extra_attempts,"
    " 'until', given.open_until) FROM learning_quizallowance given"
    " WHERE given.progress_id = %(expressions)s ORDER BY given.id DESC LIMIT 1)"
)


def newest_allowance(progress: str) -> Func:
    """The allowance in force as `allowance_of` reads it; NULL when none was ever given."""
    return Func(F(progress), template=_ALLOWED, output_field=JSONField())


def allowance_of(column: Any) -> Allowance:
    """What a row's column `newest_allowance` says."""
    if not column:
        return Allowance()
    until = datetime.fromisoformat(column["until"]) if column["until"] else None
    return Allowance(minutes=column["minutes"], attempts=column["attempts"], until=until)


def asked(question_id: int) -> tuple[str, Any]:
    """Kind and payload of a question; Question.DoesNotExist when there is none.

    Read once in a process: the words of a question never change (see its model).
    """
    return _asked(str(connection.settings_dict["NAME"]), question_id)


@lru_cache(maxsize=4096)
def _asked(database: str, question_id: int) -> tuple[str, Any]:
    kind, payload = Question.objects.values_list("kind", "payload").get(pk=question_id)
    return kind, payload


def counted_attempts(attempts: Sequence[Attempt], quiz_after: datetime | None) -> list[Attempt]:
    """Those that use up the allowed number: all, or those begun since the quiz has to be passed anew."""
    return [one for one in attempts if quiz_after is None or one.started_at >= quiz_after]


def grades_of(answers: Sequence[int]) -> dict[int, list[EssayGrade]]:
    """Grades given by hand, by answer, the newest first; no statement when there is nothing to grade."""
    found: dict[int, list[EssayGrade]] = {}
    for grade in EssayGrade.objects.filter(answer__in=answers).order_by("-number") if answers else ():
        found.setdefault(grade.answer_id, []).append(grade)
    return found


@prepared
def used_attempts(progress_id: int) -> QuerySet[Attempt]:
    """The attempts begun so far, in order."""
    return Attempt.objects.filter(progress=progress_id).order_by("number")


@prepared
def attempt_row(attempt_id: int) -> QuerySet[Attempt]:
    """An attempt with its quiz and course, and the allowance of its person."""
    rows = Attempt.objects.filter(pk=attempt_id).select_related("quiz", "rules", "progress__course")
    return rows.annotate(allowed=newest_allowance("progress_id"))


@prepared
def allowances(progress_id: int) -> QuerySet[QuizAllowance]:
    """Every allowance a person was given for one quiz, the one in force first."""
    return QuizAllowance.objects.filter(progress=progress_id).order_by("-pk")

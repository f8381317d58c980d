"""Reads of attempts: the sheet of one, what was answered, what a quiz asks."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from kaganek.core.prepared import prepared
from kaganek.learning.models import Attempt, AttemptAnswer, Question


def quiz_passed(progress: str) -> Exists:
    return Exists(Attempt.objects.filter(progress=OuterRef(progress), passed=True))


def sheet(attempt: Attempt) -> list[tuple[Question, AttemptAnswer | None]]:
    """The questions of an attempt in its own order, each with its answer if there is one."""
    questions = {question.pk: question for question in _questions(quiz=attempt.quiz_id)}
    answers = {answer.question_id: answer for answer in own_answers(attempt=attempt.pk)}
    return [(questions[pk], answers.get(pk)) for pk in attempt.question_ids]


@prepared
def _questions(quiz: int) -> QuerySet[Question]:
    """Retired ones included: an attempt keeps the questions it began with."""
    return Question.objects.filter(quiz=quiz)


@prepared
def own_answers(attempt: int) -> QuerySet[AttemptAnswer]:
    """The answers of an attempt."""
    return AttemptAnswer.objects.filter(attempt=attempt)


def question_ids_of(course: str) -> ArraySubquery:
    """Ids of the questions in use, in their order."""
    asked = Question.objects.filter(quiz__course=OuterRef(course), retired_at=None).order_by("position")
    return ArraySubquery(asked.values("pk"))


def asked(question_id: int) -> tuple[str, Any]:
    """Kind and payload of a question; Question.DoesNotExist when there is none.

    Read once in a process: the words of a question never change (see its model).
    """
    return _asked(str(connection.settings_dict["NAME"]), question_id)


@lru_cache(maxsize=4096)
def _asked(database: str, question_id: int) -> tuple[str, Any]:
    kind, payload = Question.objects.values_list("kind", "payload").get(pk=question_id)
    return kind, payload


@prepared
def used_attempts(progress_id: int) -> QuerySet[Attempt]:
    """The attempts begun so far, in order."""
    return Attempt.objects.filter(progress=progress_id).order_by("number")


@prepared
def attempt_row(attempt_id: int) -> QuerySet[Attempt]:
    """An attempt with its quiz and course."""
    return Attempt.objects.filter(pk=attempt_id).select_related("quiz", "progress__course")

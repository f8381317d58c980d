"""Reads for those who grade by hand: what waits, and one answer with all that its reader needs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from kaganek.learning.models import AttemptAnswer
from kaganek.lib.names import sort_key
from kaganek.questionnaires.terms import QuestionKind

_WITH = ("question", "attempt__progress__course", "person", "office")


def _essays() -> QuerySet[Any]:
    rows: QuerySet[Any] = AttemptAnswer.objects.filter(
        question__kind=QuestionKind.ESSAY, attempt__handed_in_at__isnull=False
    ).select_related(*_WITH)
    return rows.exclude(response=None).exclude(response="")


def waiting_essays() -> QuerySet[Any]:
    """Written answers within the seat's reach that nobody has graded, the oldest first."""
    return _essays().filter(points=None, attempt__finished_at=None).order_by("attempt__handed_in_at", "pk")


def graded_essays() -> QuerySet[Any]:
    """Written answers within the seat's reach that have a grade, which may be mended; the oldest first."""
    return _essays().filter(points__isnull=False).order_by("attempt__handed_in_at", "pk")


def essay_courses() -> list[tuple[str, str]]:
    """Id and title of the courses with a written answer, waiting or graded, in Polish order."""
    rows = _essays().order_by()
    named = rows.values_list("attempt__progress__course", "attempt__progress__course__title").distinct()
    return [(str(pk), title) for pk, title in sorted(named, key=lambda row: sort_key(row[1]))]


def essay(answer_id: int) -> Any:
    """One written answer that was handed in; AttemptAnswer.DoesNotExist outside the reach."""
    return _essays().get(pk=answer_id)

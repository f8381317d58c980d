"""From the sheet an author edits to the quiz and the questions that participants meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.db import transaction
from django.db.models import F

from kaganek.learning.models import Question, Quiz, QuizDraft
from kaganek.learning.services.gate import check_gate
from kaganek.learning.services.sheets import QuestionWords, draws_of, sheet_words
from kaganek.questionnaires.terms import QuestionKind

ASIDE = 10_000  # positions for rows under way to their new ones, beyond any real position


@transaction.atomic
def publish_quiz(draft: QuizDraft, *, at: datetime) -> Quiz:
    """Make the course's ready quiz say what its sheet says; participants get it with the next edition.

    A question whose words changed becomes a new row and the old one is retired; editions and attempts keep
    the questions they have. What the sheet takes from the bank comes in its newest version.

    Raises CannotPublish when a draw asks for more than its category has, or what a question needs
    is gone, gate.Blocked while something else stands in the way.
    """
    check_gate(draft)
    wanted = sheet_words(draft.questions)
    quiz, _ = Quiz.objects.update_or_create(
        course_id=draft.course_id,
        defaults={
            **draft.given,
            "draws": {str(pool): number for pool, number in draws_of(draft.questions).items()},
        },
    )
    _set_questions(quiz, wanted, at=at)
    return quiz


def _set_questions(quiz: Quiz, wanted: Sequence[QuestionWords], *, at: datetime) -> None:
    standing = {row.key: row for row in quiz.questions.filter(retired_at=None).select_for_update()}
    kept = {
        one.key: standing[one.key] for one in wanted if one.key in standing and one.same_as(standing[one.key])
    }
    gone = [row.pk for key, row in standing.items() if key not in kept]
    quiz.questions.filter(pk__in=gone).update(retired_at=at)
    # The order is unique, so rows step aside before they take their new places.
    quiz.questions.filter(retired_at=None).update(position=F("position") + ASIDE)
    for position, one in enumerate(wanted, start=1):
        if one.key in kept:
            kept[one.key].position = position
    Question.objects.bulk_update(kept.values(), ["position"])
    Question.objects.bulk_create(
        Question(
            key=one.key, quiz=quiz, position=position, kind=one.kind, text=one.text, payload=one.payload,
            explanation=one.explanation, points=one.points, pool=one.pool, bank_version_id=one.bank_version,
        )
        for position, one in enumerate(wanted, start=1)
        if one.key not in kept
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SheetChanges:
    """What publishing the sheet now would change in its quiz: questions that come, go and read otherwise."""

    new: Sequence[QuestionWords]
    changed: Sequence[QuestionWords]
    gone: Sequence[Question]

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone)


def sheet_changes(draft: QuizDraft) -> SheetChanges:
    """Compare the sheet, with what the bank has now, to the published quiz. Raises CannotPublish."""
    wanted = sheet_words(draft.questions)
    rows = Question.objects.filter(quiz__course=draft.course_id, retired_at=None)
    standing = {row.key: row for row in rows}
    keys = {one.key for one in wanted}
    return SheetChanges(
        new=[one for one in wanted if one.key not in standing],
        changed=[one for one in wanted if one.key in standing and not one.same_as(standing[one.key])],
        gone=[row for key, row in standing.items() if key not in keys],
    )


def as_items(values: Sequence[Any]) -> list[dict[str, Any]]:
    """Values of a list block, each under an id that is the same next time."""
    return [
        {"type": "item", "id": str(uuid5(NAMESPACE_OID, str(i))), "value": value}
        for i, value in enumerate(values)
    ]


AS_IT_IS = (
    "text", "explanation", "points", "shuffle", "case", "diacritics", "ask_unit", "rubric", "fewest", "most",
)  # fmt: skip
IN_ROWS = ("options", "pairs", "accepted", "items", "columns", "rows", "units")


def as_block(question: Mapping[str, Any]) -> dict[str, Any]:
    """A question of a course file as the value of its block on the sheet."""
    value = {name: question[name] for name in AS_IT_IS if name in question}
    value |= {name: as_items(question[name]) for name in IN_ROWS if name in question}
    if question["kind"] == QuestionKind.GAPS:
        value["sentence"] = question["sentence"]
        value["gaps"] = as_items(
            [
                {name: as_items(gap.get(name, [])) for name in ("accepted", "wrong")}
                for gap in question["gaps"]
            ]
        )
    if question["kind"] == QuestionKind.TRUE_FALSE:
        value["answer"] = "true" if question["answer"] else "false"
    if question["kind"] == QuestionKind.NUMBER:
        value |= {name: str(question[name]) for name in ("answer", "tolerance", "unit")}
    return value

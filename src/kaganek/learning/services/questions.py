"""From the sheet an author edits to the quiz and the questions that participants meet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import transaction
from django.db.models import F

from kaganek.learning.blocks import GAP
from kaganek.learning.models import Question, Quiz, QuizDraft
from kaganek.learning.services.gate import check_gate
from kaganek.learning.terms import QuestionKind
from kaganek.lib.names import fold

LETTERS = "abcdefgh"
ASIDE = 10_000  # positions for rows under way to their new ones, beyond any real position


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """One question as published: everything a participant or a judge of answers needs."""

    key: UUID
    kind: str
    text: str
    payload: dict[str, Any]
    explanation: str
    points: Decimal

    def same_as(self, row: Question) -> bool:
        return (self.kind, self.text, self.payload, self.explanation, self.points) == (
            row.kind, row.text, row.payload, row.explanation, row.points,
        )  # fmt: skip


@transaction.atomic
def publish_quiz(draft: QuizDraft, *, at: datetime) -> Quiz:
    """Make the course's quiz say what its sheet says.

    Rules of the quiz (pass mark, attempts, time limit) hold from now on, also for people who
    have already begun. A question whose words changed becomes a new row and the old one is
    retired; attempts under way keep the questions they started with. Raises gate.Blocked while something
    stands in the way.
    """
    check_gate(draft)
    quiz, _ = Quiz.objects.update_or_create(
        course_id=draft.course_id,
        defaults={
            "title": draft.title,
            "pass_mark": draft.pass_mark,
            "attempts": draft.attempts,
            "time_limit": draft.time_limit,
        },
    )
    _set_questions(quiz, [_words(block) for block in draft.questions], at=at)
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
            explanation=one.explanation, points=one.points,
        )
        for position, one in enumerate(wanted, start=1)
        if one.key not in kept
    )  # fmt: skip


def _words(block: Any) -> QuestionWords:
    """Any: a block of Wagtail, which ships no types."""
    value = block.value
    return QuestionWords(
        key=UUID(block.id),
        kind=block.block_type,
        text=value["text"].strip(),
        payload=PAYLOADS[QuestionKind(block.block_type)](value),
        explanation=value["explanation"].strip(),
        points=Decimal(value["points"]),
    )


def _options(value: Any) -> dict[str, Any]:
    return {
        "options": [
            {"id": LETTERS[i], "text": option["text"], "correct": bool(option["correct"])}
            for i, option in enumerate(value["options"])
        ]
    }


def _true_false(value: Any) -> dict[str, Any]:
    return {"answer": value["answer"] == "true"}


def _short(value: Any) -> dict[str, Any]:
    return {"accepted": [text.strip() for text in value["accepted"]]}


def _number(value: Any) -> dict[str, Any]:
    return {
        "answer": _plain(value["answer"]),
        "tolerance": _plain(value["tolerance"]),
        "unit": value["unit"] or "",
    }


def _plain(number: str) -> str:
    return number.strip().replace(",", ".")


def _matching(value: Any) -> dict[str, Any]:
    return {
        "pairs": [
            {"id": str(i), "left": pair["left"], "right": pair["right"]}
            for i, pair in enumerate(value["pairs"], start=1)
        ]
    }


def _ordering(value: Any) -> dict[str, Any]:
    """Things in their right order; ids follow the alphabet, as the page does, and give nothing away."""
    texts = [text.strip() for text in value["items"]]
    ids = {text: str(i) for i, text in enumerate(sorted(texts, key=fold), start=1)}
    return {"items": [{"id": ids[text], "text": text} for text in texts]}


def _gaps(value: Any) -> dict[str, Any]:
    """Text and gaps in turns: text first and last, "" where there is none."""
    pieces = list(GAP.split(value["sentence"].strip()))
    gaps = [_gap(str(i), gap) for i, gap in enumerate(value["gaps"], start=1)]
    pieces[1::2] = [gaps[int(number) - 1] for number in pieces[1::2]]
    return {"pieces": pieces}


def _gap(key: str, gap: Any) -> dict[str, Any]:
    return {"id": key} | {name: [text.strip() for text in gap[name]] for name in ("accepted", "wrong")}


def _matrix(value: Any) -> dict[str, Any]:
    return {
        "columns": [{"id": LETTERS[i], "text": text} for i, text in enumerate(value["columns"])],
        "rows": [
            {"id": str(i), "text": row["text"], "right": LETTERS[row["right"] - 1]}
            for i, row in enumerate(value["rows"], start=1)
        ],
    }


PAYLOADS: Mapping[QuestionKind, Callable[[Any], dict[str, Any]]] = {
    QuestionKind.SINGLE: _options,
    QuestionKind.MULTIPLE: _options,
    QuestionKind.TRUE_FALSE: _true_false,
    QuestionKind.SHORT: _short,
    QuestionKind.NUMBER: _number,
    QuestionKind.MATCHING: _matching,
    QuestionKind.ORDERING: _ordering,
    QuestionKind.GAPS: _gaps,
    QuestionKind.MATRIX: _matrix,
}


def as_items(values: Sequence[Any]) -> list[dict[str, Any]]:
    """Values of a list block, each under an id that is the same next time."""
    return [
        {"type": "item", "id": str(uuid5(NAMESPACE_OID, str(i))), "value": value}
        for i, value in enumerate(values)
    ]


def as_block(question: Mapping[str, Any]) -> dict[str, Any]:
    """A question of a course file as the value of its block on the sheet."""
    value = {name: question[name] for name in ("text", "explanation", "points")}
    for name in ("options", "pairs", "accepted", "items", "columns", "rows"):
        if name in question:
            value[name] = as_items(question[name])
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

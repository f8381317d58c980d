"""Questions as the pages show them: to be answered, and explained afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from kaganek.learning.forms.answers import TRUTH
from kaganek.learning.models import AttemptAnswer, Question
from kaganek.learning.rules import is_blank, right_texts
from kaganek.learning.terms import QuestionKind
from kaganek.lib import polish

Row = dict[str, Any]
Sheet = Sequence[tuple[Question, AttemptAnswer | None]]

HINTS = {
    QuestionKind.SINGLE: "Wybierz jedną odpowiedź.",
    QuestionKind.MULTIPLE: "Zaznacz wszystkie właściwe odpowiedzi.",
    QuestionKind.TRUE_FALSE: "Wybierz, czy to zdanie jest prawdziwe.",
    QuestionKind.SHORT: "Wpisz krótką odpowiedź. Wielkość liter i polskie znaki nie mają znaczenia.",
    QuestionKind.NUMBER: "Wpisz liczbę, na przykład 12,5.",
    QuestionKind.MATCHING: "Do każdej pozycji wybierz pasujące dopełnienie.",
}
TRUTHS = {True: "Prawda", False: "Fałsz"}


def questions(sheet: Sheet) -> list[Row]:
    """Every question with its fields and what was answered so far."""
    return [_question(number, question, answer) for number, (question, answer) in enumerate(sheet, start=1)]


def _question(number: int, question: Question, answer: AttemptAnswer | None) -> Row:
    kind, payload = question.kind, question.payload
    response = answer.response if answer else None
    row: Row = {
        "id": question.pk,
        "number": number,
        "kind": kind,
        "text": question.text,
        "hint": HINTS[QuestionKind(kind)],
        "points": "" if question.points == 1 else _points(question.points),
        "sequence": answer.sequence if answer else 0,
        "flagged": bool(answer and answer.flagged),
        "answered": not is_blank(response),
    }
    if kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE):
        chosen = response if isinstance(response, list) else [response]
        row["input"] = "radio" if kind == QuestionKind.SINGLE else "checkbox"
        row["options"] = [(one["id"], one["text"], one["id"] in chosen) for one in payload["options"]]
    elif kind == QuestionKind.TRUE_FALSE:
        row["input"] = "radio"
        row["options"] = [(value, TRUTHS[truth], response is truth) for value, truth in TRUTH.items()]
    elif kind == QuestionKind.MATCHING:
        row["pairs"] = _pairs(payload, response or {})
    else:
        row["value"] = response or ""
        row["unit"] = payload.get("unit", "")
    return row


def _pairs(payload: Any, response: dict[str, str]) -> list[Row]:
    rights = right_texts(payload)
    texts = {pair["id"]: pair["right"] for pair in payload["pairs"]}
    return [
        {
            "id": pair["id"],
            "left": pair["left"],
            "rights": [
                (place, text, text == texts.get(response.get(pair["id"], "")))
                for place, (_, text) in enumerate(rights)
            ],
        }
        for pair in payload["pairs"]
    ]


def explained(sheet: Sheet) -> list[Row]:
    """Every question with the answer given, its points, the right answer and why."""
    return [_explained(number, question, answer) for number, (question, answer) in enumerate(sheet, start=1)]


def _explained(number: int, question: Question, answer: AttemptAnswer | None) -> Row:
    points = answer.points if answer and answer.points is not None else Decimal(0)
    response = answer.response if answer else None
    verdict = "passed" if points == question.points else "part" if points else "failed"
    given = [] if is_blank(response) else _words(question, response)
    return {
        "number": number,
        "text": question.text,
        "explanation": question.explanation,
        "points": _points(points),
        "maximum": _points(question.points),
        "state": verdict,
        "word": {"passed": "Dobrze", "part": "Częściowo dobrze"}.get(
            verdict, "Źle" if given else "Bez odpowiedzi"
        ),
        "given": given,
        "right": [] if verdict == "passed" else _right(question),
    }


def _points(points: Decimal) -> str:
    return polish.number(points, 2 if points % 1 else 0)


def _words(question: Question, response: Any) -> list[str]:
    """A response as a person reads it."""
    kind, payload = question.kind, question.payload
    if kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE):
        chosen = response if isinstance(response, list) else [response]
        return [option["text"] for option in payload["options"] if option["id"] in chosen]
    if kind == QuestionKind.TRUE_FALSE:
        return [TRUTHS[response]]
    if kind == QuestionKind.MATCHING:
        texts = {pair["id"]: pair["right"] for pair in payload["pairs"]}
        return [
            f"{pair['left']} – {texts[response[pair['id']]]}"
            for pair in payload["pairs"]
            if pair["id"] in response
        ]
    unit = payload.get("unit", "")
    return [f"{response} {unit}".strip()]


def _right(question: Question) -> list[str]:
    kind, payload = question.kind, question.payload
    if kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE):
        return [option["text"] for option in payload["options"] if option["correct"]]
    if kind == QuestionKind.TRUE_FALSE:
        return [TRUTHS[payload["answer"]]]
    if kind == QuestionKind.MATCHING:
        return [f"{pair['left']} – {pair['right']}" for pair in payload["pairs"]]
    if kind == QuestionKind.SHORT:
        return [str(payload["accepted"][0])]
    return [f"{payload['answer']} {payload.get('unit', '')}".strip().replace(".", ",")]

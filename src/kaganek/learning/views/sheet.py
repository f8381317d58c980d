"""Questions as the pages show them: to be answered, and explained afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from kaganek.learning.forms.answers import TRUTH
from kaganek.learning.models import AttemptAnswer, EssayGrade, Question
from kaganek.learning.rules.attempts import in_own_order
from kaganek.learning.rules.rubrics import rubric_of
from kaganek.lib import polish
from kaganek.questionnaires.rules.answers import (
    gap_choices,
    gaps_of,
    is_blank,
    right_columns,
    right_places,
    right_texts,
    score,
)
from kaganek.questionnaires.rules.said import TRUTHS, said
from kaganek.questionnaires.terms import QuestionKind

Row = dict[str, Any]
Sheet = Sequence[tuple[Question, AttemptAnswer | None]]

HINTS = {
    QuestionKind.SINGLE: "Wybierz jedną odpowiedź.",
    QuestionKind.MULTIPLE: "Zaznacz wszystkie właściwe odpowiedzi.",
    QuestionKind.TRUE_FALSE: "Wybierz, czy to zdanie jest prawdziwe.",
    QuestionKind.SHORT: "Wpisz krótką odpowiedź. Wielkość liter i polskie znaki nie mają znaczenia.",
    QuestionKind.NUMBER: "Wpisz liczbę, na przykład 12,5.",
    QuestionKind.MATCHING: "Do każdej pozycji wybierz pasujące dopełnienie.",
    QuestionKind.ORDERING: "Ułóż pozycje w dobrej kolejności.",
    QuestionKind.GAPS: "Uzupełnij luki w tekście.",
    QuestionKind.MATRIX: "W każdym wierszu wybierz jedną odpowiedź.",
    QuestionKind.ESSAY: "Napisz odpowiedź własnymi słowami. Oceni ją konsultant.",
}


def questions(sheet: Sheet, *, attempt: int | str) -> list[Row]:
    """Every question with its fields and what was answered so far; one that was checked also explained.

    attempt  what the order of shuffled options belongs to.
    """
    return [
        _question(number, question, answer, attempt)
        for number, (question, answer) in enumerate(sheet, start=1)
    ]


def _question(number: int, question: Question, answer: AttemptAnswer | None, attempt: int | str) -> Row:
    kind = QuestionKind(question.kind)
    response = answer.response if answer else None
    payload = question.payload
    if payload.get("shuffle"):
        options = in_own_order(payload["options"], attempt=attempt, question=question.pk)
        payload = payload | {"options": options}
    checked = answer is not None and answer.checked_at is not None
    hint = _hint(kind, payload)
    return {
        "id": question.pk,
        "number": number,
        "kind": kind.value,
        "text": question.text,
        "hint": "" if hint == question.text else hint,  # many gaps ask just that
        "told": _explained(number, question, answer) if checked else None,
        "points": "" if question.points == 1 else _points(question.points),
        "sequence": answer.sequence if answer else 0,
        "flagged": bool(answer and answer.flagged),
        "answered": not is_blank(response),
    } | _FIELDS[kind](payload, response)


def _hint(kind: QuestionKind, payload: Any) -> str:
    """What to do with the question, in a sentence or two."""
    if kind is QuestionKind.ESSAY:
        return f"{HINTS[kind]} {_length(payload)}".strip()
    if kind is QuestionKind.NUMBER and payload.get("ask_unit"):
        return "Wpisz liczbę i jednostkę, na przykład 12,5 i dni."
    if kind is not QuestionKind.SHORT or not (payload.get("case") or payload.get("diacritics")):
        return HINTS[kind]
    counts = [
        word
        for name, word in (("case", "wielkość liter"), ("diacritics", "polskie znaki"))
        if payload.get(name)
    ]
    verb = "ma" if counts == ["wielkość liter"] else "mają"
    return f"Wpisz krótką odpowiedź. Uwaga: {' i '.join(counts)} {verb} znaczenie."


def _length(payload: Any) -> str:
    fewest, most = payload.get("fewest") or 0, payload.get("most") or 0
    if fewest and most:
        return f"Długość: od {fewest} do {most} słów."
    if most:
        return f"Długość: najwyżej {polish.counted(most, 'słowo', 'słowa', 'słów')}."
    return f"Długość: co najmniej {polish.counted(fewest, 'słowo', 'słowa', 'słów')}." if fewest else ""


def _options(payload: Any, response: Any) -> Row:
    chosen = response if isinstance(response, list) else [response]
    return {"options": [(one["id"], one["text"], one["id"] in chosen) for one in payload["options"]]}


def _single(payload: Any, response: Any) -> Row:
    return {"input": "radio"} | _options(payload, response)


def _multiple(payload: Any, response: Any) -> Row:
    return {"input": "checkbox"} | _options(payload, response)


def _true_false(payload: Any, response: Any) -> Row:
    options = [(value, TRUTHS[truth], response is truth) for value, truth in TRUTH.items()]
    return {"input": "radio", "options": options}


def _text(payload: Any, response: Any) -> Row:
    return {"value": response or "", "unit": payload.get("unit", "")}


def _number(payload: Any, response: Any) -> Row:
    if not payload.get("ask_unit"):
        return _text(payload, response)
    held = response or {}
    return {"measured": True, "value": held.get("number", ""), "unit_given": held.get("unit", "")}


def _essay(payload: Any, response: Any) -> Row:
    return {
        "essay": True,
        "value": response or "",
        "most": payload.get("most") or 0,
        "criteria": rubric_of(payload)["criteria"],
    }


def _pairs(payload: Any, response: Any) -> Row:
    rights = right_texts(payload)
    texts = {pair["id"]: pair["right"] for pair in payload["pairs"]}
    held = response or {}
    return {
        "pairs": [
            {
                "id": pair["id"],
                "left": pair["left"],
                "rights": [
                    (place, text, text == texts.get(held.get(pair["id"], "")))
                    for place, (_, text) in enumerate(rights)
                ],
            }
            for pair in payload["pairs"]
        ]
    }


def _items(payload: Any, response: Any) -> Row:
    """Things to put in order, as they were left; untouched ones by id, which says nothing of the order."""
    held = response or {}
    places = range(1, len(payload["items"]) + 1)
    items = sorted(payload["items"], key=lambda item: (int(held.get(item["id"], 0)), int(item["id"])))
    return {
        "things": [item | {"places": [(n, held.get(item["id"]) == str(n)) for n in places]} for item in items]
    }


def _gaps(payload: Any, response: Any) -> Row:
    held = response or {}
    return {
        "pieces": [
            one if isinstance(one, str) else _gap(one, held.get(one["id"], "")) for one in payload["pieces"]
        ]
    }


def _gap(gap: Any, given: str) -> Row:
    return {"gap": gap["id"], "value": given, "choices": [(text, text == given) for text in gap_choices(gap)]}


def _matrix(payload: Any, response: Any) -> Row:
    held = response or {}
    return {
        "lines": [
            {
                "id": row["id"],
                "text": row["text"],
                "columns": [
                    (one["id"], one["text"], held.get(row["id"]) == one["id"]) for one in payload["columns"]
                ],
            }
            for row in payload["rows"]
        ]
    }


_FIELDS: Mapping[QuestionKind, Callable[[Any, Any], Row]] = {
    QuestionKind.SINGLE: _single,
    QuestionKind.MULTIPLE: _multiple,
    QuestionKind.TRUE_FALSE: _true_false,
    QuestionKind.SHORT: _text,
    QuestionKind.NUMBER: _number,
    QuestionKind.MATCHING: _pairs,
    QuestionKind.ORDERING: _items,
    QuestionKind.GAPS: _gaps,
    QuestionKind.MATRIX: _matrix,
    QuestionKind.ESSAY: _essay,
}


def explained(sheet: Sheet, grades: Mapping[int, Sequence[EssayGrade]]) -> list[Row]:
    """Every question with the answer given, its points, the right answer and why.

    grades  those given by hand, by the id of the answer, the newest first.
    """
    return [
        _explained(number, question, answer, grades.get(answer.pk if answer else 0, ()))
        for number, (question, answer) in enumerate(sheet, start=1)
    ]


def _explained(
    number: int, question: Question, answer: AttemptAnswer | None, grades: Sequence[EssayGrade] = ()
) -> Row:
    response = answer.response if answer else None
    points = answer.points if answer else Decimal(0)
    if answer and points is None and question.kind != QuestionKind.ESSAY:  # checked before the end
        points = score(question.kind, question.payload, response, question.points)
    given = [] if is_blank(response) else _words(question, response)
    row = {
        "id": question.pk,
        "number": number,
        "text": question.text,
        "explanation": question.explanation,
        "maximum": _points(question.points),
        "given": given,
        "comments": _comments(question, response),
        "grades": [_graded(one) for one in grades],
    }
    if points is None and given:
        return row | {"state": "waiting", "word": "Czeka na ocenę", "points": "–", "right": []}
    return row | _judged(question, points or Decimal(0), answered=bool(given))


def _judged(question: Question, points: Decimal, *, answered: bool) -> Row:
    verdict = "passed" if points == question.points else "part" if points else "failed"
    words = {"passed": "Dobrze", "part": "Częściowo dobrze"}
    if question.kind == QuestionKind.ESSAY:
        words = {"passed": "Ocenione", "part": "Ocenione", "failed": "Ocenione"}
        verdict = "passed" if points * 2 >= question.points else "part" if points else "failed"
    hides = verdict == "passed" or question.kind == QuestionKind.ESSAY
    return {
        "points": _points(points),
        "state": verdict,
        "word": words.get(verdict, "Źle") if answered else "Bez odpowiedzi",
        "right": [] if hides else _right(question),
    }


def _comments(question: Question, response: Any) -> list[Row]:
    """What the author says to those who chose an option."""
    chosen = response if isinstance(response, list) else [response]
    return [
        {"option": one["text"], "text": one["feedback"]}
        for one in question.payload.get("options", ())
        if one["id"] in chosen and one.get("feedback")
    ]


def _graded(grade: EssayGrade) -> Row:
    levels = [
        (one["title"], next(level for level in one["levels"] if level["id"] == grade.marks[one["id"]]))
        for one in grade.rubric["criteria"]
    ]
    return {
        "number": grade.number,
        "points": _points(grade.points),
        "levels": [
            {"criterion": title, "title": level["title"], "points": level["points"]}
            for title, level in levels
        ],
        "remark": grade.remark,
        "signed": grade.signed,
        "graded_at": grade.graded_at,
    }


def _points(points: Decimal) -> str:
    return polish.number(points, 2 if points % 1 else 0)


def _words(question: Question, response: Any) -> list[str]:
    """A response as a person reads it, a line for each of its parts."""
    return said(question.kind, question.payload, response)


def _right(question: Question) -> list[str]:
    """The right response as a person reads it."""
    kind = QuestionKind(question.kind)
    return said(kind, question.payload, _RIGHT[kind](question.payload))


def _right_options(payload: Any) -> list[str]:
    return [option["id"] for option in payload["options"] if option["correct"]]


_RIGHT: Mapping[QuestionKind, Callable[[Any], Any]] = {
    QuestionKind.SINGLE: _right_options,
    QuestionKind.MULTIPLE: _right_options,
    QuestionKind.TRUE_FALSE: lambda payload: payload["answer"],
    QuestionKind.SHORT: lambda payload: payload["accepted"][0],
    QuestionKind.NUMBER: lambda payload: payload["answer"].replace(".", ","),
    QuestionKind.MATCHING: lambda payload: {pair["id"]: pair["id"] for pair in payload["pairs"]},
    QuestionKind.ORDERING: right_places,
    QuestionKind.GAPS: lambda payload: {gap["id"]: gap["accepted"][0] for gap in gaps_of(payload)},
    QuestionKind.MATRIX: right_columns,
}

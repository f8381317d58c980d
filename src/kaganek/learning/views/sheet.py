"""Questions as the pages show them: to be answered, and explained afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from kaganek.learning.forms.answers import TRUTH
from kaganek.learning.models import AttemptAnswer, Question
from kaganek.learning.rules import gap_choices, gaps_of, is_blank, right_columns, right_places, right_texts
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
    QuestionKind.ORDERING: "Ułóż pozycje w dobrej kolejności.",
    QuestionKind.GAPS: "Uzupełnij luki w tekście.",
    QuestionKind.MATRIX: "W każdym wierszu wybierz jedną odpowiedź.",
}
TRUTHS = {True: "Prawda", False: "Fałsz"}


def questions(sheet: Sheet) -> list[Row]:
    """Every question with its fields and what was answered so far."""
    return [_question(number, question, answer) for number, (question, answer) in enumerate(sheet, start=1)]


def _question(number: int, question: Question, answer: AttemptAnswer | None) -> Row:
    kind = QuestionKind(question.kind)
    response = answer.response if answer else None
    return {
        "id": question.pk,
        "number": number,
        "kind": kind.value,
        "text": question.text,
        "hint": HINTS[kind],
        "points": "" if question.points == 1 else _points(question.points),
        "sequence": answer.sequence if answer else 0,
        "flagged": bool(answer and answer.flagged),
        "answered": not is_blank(response),
    } | _FIELDS[kind](question.payload, response)


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
    QuestionKind.NUMBER: _text,
    QuestionKind.MATCHING: _pairs,
    QuestionKind.ORDERING: _items,
    QuestionKind.GAPS: _gaps,
    QuestionKind.MATRIX: _matrix,
}


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
    """A response as a person reads it, a line for each of its parts."""
    return _SAID[QuestionKind(question.kind)](question.payload, response)


def _right(question: Question) -> list[str]:
    """The right response as a person reads it."""
    kind = QuestionKind(question.kind)
    return _SAID[kind](question.payload, _RIGHT[kind](question.payload))


def _said_options(payload: Any, response: Any) -> list[str]:
    chosen = response if isinstance(response, list) else [response]
    return [option["text"] for option in payload["options"] if option["id"] in chosen]


def _said_truth(payload: Any, response: Any) -> list[str]:
    return [TRUTHS[response]]


def _said_text(payload: Any, response: Any) -> list[str]:
    return [f"{response} {payload.get('unit', '')}".strip()]


def _said_pairs(payload: Any, response: Any) -> list[str]:
    texts = {pair["id"]: pair["right"] for pair in payload["pairs"]}
    held = [pair for pair in payload["pairs"] if pair["id"] in response]
    return [f"{pair['left']} – {texts[response[pair['id']]]}" for pair in held]


def _said_order(payload: Any, response: Any) -> list[str]:
    held = [item for item in payload["items"] if item["id"] in response]
    return [
        f"{response[item['id']]}. {item['text']}"
        for item in sorted(held, key=lambda one: int(response[one["id"]]))
    ]


def _said_gaps(payload: Any, response: Any) -> list[str]:
    """The text with what stands in its gaps."""
    words = (
        one if isinstance(one, str) else f"[{response.get(one['id'], '…')}]" for one in payload["pieces"]
    )
    return ["".join(words)]


def _said_matrix(payload: Any, response: Any) -> list[str]:
    columns = {one["id"]: one["text"] for one in payload["columns"]}
    return [
        f"{row['text']} – {columns[response[row['id']]]}" for row in payload["rows"] if row["id"] in response
    ]


_SAID: Mapping[QuestionKind, Callable[[Any, Any], list[str]]] = {
    QuestionKind.SINGLE: _said_options,
    QuestionKind.MULTIPLE: _said_options,
    QuestionKind.TRUE_FALSE: _said_truth,
    QuestionKind.SHORT: _said_text,
    QuestionKind.NUMBER: _said_text,
    QuestionKind.MATCHING: _said_pairs,
    QuestionKind.ORDERING: _said_order,
    QuestionKind.GAPS: _said_gaps,
    QuestionKind.MATRIX: _said_matrix,
}


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

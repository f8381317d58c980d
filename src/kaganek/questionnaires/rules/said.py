"""A response as a person reads it, a line for each of its parts. Pure; shared by quizzes and forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kaganek.questionnaires.terms import QuestionKind

TRUTHS = {True: "Prawda", False: "Fałsz"}


def said(kind: str, payload: Any, response: Any) -> list[str]:
    """The response to a question of a kind that quizzes know, in words."""
    return _SAID[QuestionKind(kind)](payload, response)


def _said_options(payload: Any, response: Any) -> list[str]:
    chosen = response if isinstance(response, list) else [response]
    return [option["text"] for option in payload["options"] if option["id"] in chosen]


def _said_truth(payload: Any, response: Any) -> list[str]:
    return [TRUTHS[response]]


def _said_number(payload: Any, response: Any) -> list[str]:
    if isinstance(response, dict):
        return [f"{response.get('number', '')} {response.get('unit', '')}".strip()]
    return _said_text(payload, response)


def _said_essay(payload: Any, response: Any) -> list[str]:
    lines: list[str] = response.splitlines()
    return lines


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
    QuestionKind.NUMBER: _said_number,
    QuestionKind.ESSAY: _said_essay,
    QuestionKind.MATCHING: _said_pairs,
    QuestionKind.ORDERING: _said_order,
    QuestionKind.GAPS: _said_gaps,
    QuestionKind.MATRIX: _said_matrix,
}

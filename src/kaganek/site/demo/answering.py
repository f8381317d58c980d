"""What people of the demonstration answer in quizzes: rightly, or wrongly as people do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kaganek.learning.models import Question
from kaganek.questionnaires.rules.answers import Payload, gap_choices, gaps_of, right_columns, right_places
from kaganek.questionnaires.terms import QuestionKind


def answer_to(question: Question, *, lucky: bool) -> Any:
    """A right answer, or a likely wrong one; of something written there is none."""
    return ANSWERS[QuestionKind(question.kind)](question.payload, lucky)


def _single(facts: Payload, lucky: bool) -> str:
    return next(iter(_multiple(facts, lucky)))


def _multiple(facts: Payload, lucky: bool) -> list[str]:
    return [one["id"] for one in facts["options"] if one["correct"] is lucky]


def _truth(facts: Payload, lucky: bool) -> bool:
    return facts["answer"] is lucky


def _short(facts: Payload, lucky: bool) -> str:
    return facts["accepted"][0] if lucky else "nie wiem"


def _number(facts: Payload, lucky: bool) -> Any:
    number = facts["answer"] if lucky else f"1{facts['answer'].lstrip('-')}"
    return {"number": number, "unit": facts["unit"]} if facts.get("ask_unit") else number


def _matching(facts: Payload, lucky: bool) -> dict[str, str]:
    return _parts({one["id"]: one["id"] for one in facts["pairs"]}, lucky)


def _ordering(facts: Payload, lucky: bool) -> dict[str, str]:
    return _parts(right_places(facts), lucky)


def _matrix(facts: Payload, lucky: bool) -> dict[str, str]:
    return _parts(right_columns(facts), lucky)


def _gaps(facts: Payload, lucky: bool) -> dict[str, str]:
    return {one["id"]: one["accepted"][0] if lucky else _misfit(one) for one in gaps_of(facts)}


def _parts(right: Mapping[str, str], lucky: bool) -> dict[str, str]:
    """The parts in their places; of an unlucky answer, in those of the next."""
    places = list(right.values())
    return dict(zip(right, places if lucky else places[1:] + places[:1], strict=True))


def _misfit(gap: Payload) -> str:
    return next((one for one in gap_choices(gap) if one not in gap["accepted"]), "nie wiem")


ANSWERS: Mapping[QuestionKind, Callable[[Payload, bool], Any]] = {
    QuestionKind.SINGLE: _single,
    QuestionKind.MULTIPLE: _multiple,
    QuestionKind.TRUE_FALSE: _truth,
    QuestionKind.SHORT: _short,
    QuestionKind.NUMBER: _number,
    QuestionKind.MATCHING: _matching,
    QuestionKind.ORDERING: _ordering,
    QuestionKind.GAPS: _gaps,
    QuestionKind.MATRIX: _matrix,
}

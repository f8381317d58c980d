"""What people of the demonstration answer in quizzes: rightly, or wrongly as people do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kaganek.learning.models import Question
from kaganek.questionnaires.rules.answers import gap_choices, gaps_of, right_columns, right_places
from kaganek.questionnaires.terms import QuestionKind


def answer_to(question: Question, *, lucky: bool) -> Any:
    """A right answer, or a likely wrong one; of something written there is none."""
    facts = question.payload
    match question.kind:
        case QuestionKind.SINGLE:
            return next(one["id"] for one in facts["options"] if one["correct"] is lucky)
        case QuestionKind.MULTIPLE:
            return [one["id"] for one in facts["options"] if one["correct"] is lucky]
        case QuestionKind.TRUE_FALSE:
            return facts["answer"] is lucky
        case QuestionKind.ORDERING:
            return _parts(right_places(facts), lucky=lucky)
        case QuestionKind.MATRIX:
            return _parts(right_columns(facts), lucky=lucky)
        case QuestionKind.MATCHING:
            return _parts({one["id"]: one["id"] for one in facts["pairs"]}, lucky=lucky)
        case QuestionKind.GAPS:
            return {one["id"]: one["accepted"][0] if lucky else _misfit(one) for one in gaps_of(facts)}
        case QuestionKind.NUMBER:
            number = facts["answer"] if lucky else f"1{facts['answer'].lstrip('-')}"
            return {"number": number, "unit": facts["unit"]} if facts.get("ask_unit") else number
        case _:
            return facts["accepted"][0] if lucky else "nie wiem"


def _parts(right: Mapping[str, str], *, lucky: bool) -> dict[str, str]:
    """The parts in their places; of an unlucky answer, in those of the next."""
    places = list(right.values())
    return dict(zip(right, places if lucky else places[1:] + places[:1], strict=True))


def _misfit(gap: Mapping[str, Any]) -> str:
    return next((one for one in gap_choices(gap) if one not in gap["accepted"]), "nie wiem")

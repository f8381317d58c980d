"""What a rubric gives: the points of the levels chosen. Pure; rule L-65 of docs/reference/rules.md.

The words of a rubric, as the graded thing keeps them:
{"title", "criteria": [{"id", "title", "note", "levels": [{"id", "points", "title", "description"}]}]};
marks are {criterion id: level id}.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Words = Mapping[str, Any]
Marks = Mapping[str, str]


SIMPLE: Words = {  # for what was written without a rubric
    "title": "Ocena ogólna",
    "criteria": [
        {
            "id": "1",
            "title": "Ocena ogólna",
            "note": "",
            "levels": [
                {"id": "1", "points": 0, "title": "niewystarczająco", "description": ""},
                {"id": "2", "points": 1, "title": "częściowo", "description": ""},
                {"id": "3", "points": 2, "title": "w pełni", "description": ""},
            ],
        }
    ],
}


def rubric_of(payload: Mapping[str, Any]) -> Words:
    """The rubric that a question to be answered at length is graded by."""
    found: Words = payload.get("rubric") or SIMPLE
    return found


def most_points(words: Words) -> Decimal:
    """What the best level of every criterion gives together."""
    return sum((max(_points(one).values()) for one in words["criteria"]), Decimal(0))


def is_marked(words: Words, marks: Marks) -> bool:
    """Whether every criterion, and nothing else, has one of its own levels (L-65)."""
    wanted = {one["id"]: _points(one) for one in words["criteria"]}
    return marks.keys() == wanted.keys() and all(marks[key] in levels for key, levels in wanted.items())


def marked_points(words: Words, marks: Marks, *, of: Decimal | None = None) -> Decimal:
    """Points of the chosen levels; with `of`, their share of the most, as points of a thing worth `of` (L-65).

    Two decimals, half up. `marks` must be complete (`is_marked`).
    """
    given = sum((_points(one)[marks[one["id"]]] for one in words["criteria"]), Decimal(0))
    if of is not None:
        given = given * of / most_points(words)
    return given.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def chosen_levels(words: Words, marks: Marks) -> list[tuple[str, Mapping[str, Any], int]]:
    """For each criterion its title, the level chosen, and the most points it can give; marks must be complete."""
    return [
        (
            one["title"],
            next(level for level in one["levels"] if level["id"] == marks[one["id"]]),
            max(level["points"] for level in one["levels"]),
        )
        for one in words["criteria"]
    ]


def _points(criterion: Mapping[str, Any]) -> dict[str, Decimal]:
    return {level["id"]: Decimal(level["points"]) for level in criterion["levels"]}

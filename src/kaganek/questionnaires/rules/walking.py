"""Which pages and questions a person meets, and whether what they answered can be taken.

A condition asks only of what stands before it. What a person answered and then hid by another answer is off the path:
it neither counts nor is judged nor is kept, and conditions further on do not see it. Rules Q-03 and Q-04.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kaganek.lib.expr import Expr, Meaning, judge, parse
from kaganek.questionnaires.rules.definition import Asked, Definition, Section
from kaganek.questionnaires.rules.kinds import Held, kinds

Answers = Mapping[str, Any]  # responses by the code of their question


@dataclass(frozen=True, slots=True)
class Path:
    """Codes of what a person meets: `sections` that have something to show, and `questions`."""

    sections: tuple[str, ...]
    questions: frozenset[str]


@lru_cache(maxsize=4096)
def condition(text: str) -> Expr:
    """A condition that was checked when it was written, parsed once."""
    return parse(text)


def path(definition: Definition, answers: Answers) -> Path:
    """What a person who answered this meets (Q-03)."""
    values: dict[str, Held] = {}
    sections: list[str] = []
    questions: set[str] = set()
    for section in definition.sections:
        if not _holds(section.shown_if, values):
            continue
        met = [one.code for one in section.questions if _met(one, answers, values)]
        if met or section.intro:
            sections.append(section.code)
        questions |= set(met)
    return Path(tuple(sections), frozenset(questions))


def _met(asked: Asked, answers: Answers, values: dict[str, Held]) -> bool:
    """Whether a question is met; then its answer counts for the conditions after it."""
    if asked.kind not in kinds or not _holds(asked.shown_if, values):
        return False
    values[asked.code] = kinds.get(asked.kind).held(asked.payload, answers.get(asked.code))
    return True


def _holds(text: str, values: Mapping[str, Held]) -> bool:
    """A part without a condition is shown; one whose condition is not known yet is not."""
    return not text or judge(condition(text), values) is True


def faults(section: Section, answers: Answers, met: frozenset[str]) -> dict[str, str]:
    """What is wrong with the answers of one page, by code, in the order of its questions (Q-04)."""
    found = {}
    for asked in section.questions:
        if asked.code in met and (said := fault(asked, answers.get(asked.code))):
            found[asked.code] = said
    return found


def fault(asked: Asked, response: Any) -> str:
    """Why one answer cannot be taken, or ""."""
    kind = kinds.get(asked.kind)
    if not kind.asks:
        return ""
    if response is None:
        return kind.missing.format(brief(asked.text)) if asked.required else ""
    said = kind.fault(asked.payload, response)
    return f"„{brief(asked.text)}”: {said}" if said else ""


def brief(text: str) -> str:
    """The beginning of a question, for a sentence about it."""
    line = " ".join(text.split()).rstrip(":")
    return line if len(line) <= 90 else f"{line[:87]}…"


def headed(asked: Asked) -> str:
    """The question as it heads its answers, with the unit of a number: "Ile osób przyjdzie? (osób)"."""
    unit = asked.payload.get("unit") or ""
    return f"{asked.text} ({unit})" if unit else asked.text


def kept(definition: Definition, answers: Answers) -> dict[str, Any]:
    """The answers that are sent: those on the path, without blanks."""
    met = path(definition, answers).questions
    return {code: value for code, value in answers.items() if code in met and value is not None}


def meanings(definition: Definition, *, before: str = "") -> dict[str, Meaning]:
    """What conditions may ask of; `before` the question or section of that code, all of it without one."""
    found: dict[str, Meaning] = {}
    for section in definition.sections:
        if section.code == before:
            return found
        for asked in section.questions:
            if asked.code == before:
                return found
            kind = kinds.get(asked.kind) if asked.kind in kinds else None
            if kind and (meant := kind.meaning(asked.payload, brief(asked.text))):
                found[asked.code] = meant
    return found

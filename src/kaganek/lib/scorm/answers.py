"""Questions and answers that a package recorded, for people to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kaganek.lib.scorm.errors import Version
from kaganek.lib.scorm.kinds import LANG_MARK
from kaganek.lib.scorm.model import place_of
from kaganek.lib.scorm.responses import BOOLEAN_MARK, COLON, COMMA, DOT
from kaganek.lib.scorm.times import seconds_12, seconds_2004

COLLECTION = "cmi.interactions"
RESULTS = {"wrong": "incorrect"}  # 1.2 in the words of 2004
FREE_TEXT = frozenset({"long-fill-in", "other", ""})


@dataclass(frozen=True, slots=True)
class Answer:
    """One question as the package recorded it; "" and None for what it did not tell."""

    number: int
    identifier: str
    kind: str
    description: str  # 2004 only
    answer: tuple[str, ...]  # members, without the standard's marks and separators
    patterns: tuple[tuple[str, ...], ...]
    result: str  # correct, incorrect, unanticipated, neutral, or a number
    weighting: Decimal | None
    seconds: Decimal | None  # how long it took
    told_at: str  # a time of day in 1.2, a point of time in 2004
    objectives: tuple[str, ...]


def answers(version: Version, state: Mapping[str, str]) -> list[Answer]:
    """Every question that has a record, in the package's order."""
    records: dict[int, dict[str, str]] = {}
    for name, value in state.items():
        place = place_of(name)
        if place.records and place.records[0][0] == COLLECTION:
            records.setdefault(place.records[0][1], {})[name.removeprefix(f"{place.record}.")] = value
    return [_answer(version, number, records[number]) for number in sorted(records)]


def _answer(version: Version, number: int, told: Mapping[str, str]) -> Answer:
    old = version is Version.SCORM_12
    kind, result = told.get("type", ""), told.get("result", "")
    weighting, latency = told.get("weighting", ""), told.get("latency", "")
    patterns = [_members(old, kind, value) for value in _listed(told, "correct_responses", "pattern")]
    return Answer(
        number,
        told.get("id", ""),
        kind,
        LANG_MARK.sub("", told.get("description", ""), count=1),
        _members(old, kind, told.get("student_response" if old else "learner_response", "")),
        tuple(patterns),
        RESULTS.get(result, result),
        Decimal(weighting) if weighting else None,
        (seconds_12 if old else seconds_2004)(latency),
        told.get("time" if old else "timestamp", ""),
        tuple(_listed(told, "objectives", "id")),
    )


def _listed(told: Mapping[str, str], collection: str, last: str) -> Iterator[str]:
    number = 0
    while (name := f"{collection}.{number}.{last}") in told:
        yield told[name]
        number += 1


def _members(old: bool, kind: str, text: str) -> tuple[str, ...]:
    """The parts of an answer as a person reads them: “a – 1” for a pair, “2 … 5” for a range."""
    if not text:
        return ()
    if old:
        bare = text[1:-1] if text[:1] == "{" and text[-1:] == "}" else text
        return tuple(bare.split(",")) if kind in ("choice", "sequencing", "matching") else (text,)
    if kind not in FREE_TEXT:
        while found := BOOLEAN_MARK.match(text):
            text = text[found.end() :]
    parts = [text] if kind in FREE_TEXT else text.split(COMMA)
    return tuple(
        LANG_MARK.sub("", part, count=1).replace(DOT, " – ").replace(COLON, " … ").strip() for part in parts
    )

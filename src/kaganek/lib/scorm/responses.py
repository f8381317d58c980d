"""Answers and patterns of right answers: their form depends on the kind of question.

Separators of 2004: [,] between members, [.] inside a pair, [:] inside a range, and before all of it
marks in braces, each at most once: {case_matters=…} {order_matters=…} {lang=…}.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from kaganek.lib.scorm.errors import Trouble
from kaganek.lib.scorm.kinds import FEEDBACK_12, LONG_TEXT, REAL_2004, SHORT_ID, SHORT_TEXT, Kind, characters

COMMA, DOT, COLON = "[,]", "[.]", "[:]"
BOOLEAN_MARK = re.compile(r"\{(case_matters|order_matters)=([^{}]*)\}")
TRUE_FALSE_12 = frozenset({"0", "1", "t", "f", "true", "false"})
DECIMAL_12 = re.compile(r"-?(\d+(\.\d*)?|\.\d+)", re.ASCII)
HARD = 64_000  # characters of one answer; the sum of all the standard's least lengths is smaller
STEP_TEXT = SHORT_TEXT

Test = Callable[[str], bool]


def _is(kind: Kind) -> Test:
    return lambda text: kind.trouble(text) is None


def _members(test: Test, *, empty: bool) -> Test:
    def check(text: str) -> bool:
        return empty if not text else all(map(test, text.split(COMMA)))

    return check


def _set(*, empty: bool) -> Test:
    """Identifiers in any order, none of them twice."""
    members = _members(_is(SHORT_ID), empty=empty)

    def check(text: str) -> bool:
        parts = text.split(COMMA)
        return members(text) and len(set(parts)) == len(parts)

    return check


def _pair(text: str) -> bool:
    parts = text.split(DOT)
    return len(parts) == 2 and all(map(_is(SHORT_ID), parts))


def _range(text: str) -> bool:
    """min[:]max, either end may be left open; the ends in order."""
    ends = text.split(COLON)
    if len(ends) != 2 or any(end and REAL_2004.trouble(end) for end in ends):
        return False
    return not all(ends) or Decimal(ends[0]) <= Decimal(ends[1])


def _step(*, ranges: bool) -> Test:
    """step_name[.]step_answer, one of them at least."""

    def check(text: str) -> bool:
        parts = text.split(DOT)
        if len(parts) != 2 or not any(parts) or (parts[0] and SHORT_ID.trouble(parts[0])):
            return False
        return _range(parts[1]) if ranges and COLON in parts[1] else STEP_TEXT.trouble(parts[1]) is None

    return check


def _marked(allowed: frozenset[str], test: Test) -> Test:
    """The marks that this kind of question knows, then the pattern itself."""

    def check(text: str) -> bool:
        seen: set[str] = set()
        while (found := BOOLEAN_MARK.match(text)) and found[1] in allowed:
            if found[1] in seen or found[2] not in ("true", "false"):
                return False
            seen.add(found[1])
            text = text[found.end() :]
        return test(text)

    return check


CASE, ORDER = frozenset({"case_matters"}), frozenset({"order_matters"})
ANY_TEXT = _is(characters(4000))
BOOLEAN = frozenset({"true", "false"})


@dataclass(frozen=True, slots=True)
class Question:
    """A kind of question: what an answer and a pattern look like, how many patterns the standard wants kept."""

    answer: Test
    pattern: Test
    patterns: int
    exactly: bool = False  # not the least but the most
    distinct: bool = False  # no two patterns may be the same


QUESTIONS_2004: Mapping[str, Question] = MappingProxyType(
    {
        "true-false": Question(BOOLEAN.__contains__, BOOLEAN.__contains__, 1, exactly=True),
        "choice": Question(_set(empty=True), _set(empty=True), 10, distinct=True),
        "fill-in": Question(
            _members(_is(SHORT_TEXT), empty=True),
            _marked(CASE | ORDER, _members(_is(SHORT_TEXT), empty=True)),
            5,
        ),
        "long-fill-in": Question(_is(LONG_TEXT), _marked(CASE, _is(LONG_TEXT)), 5),
        "likert": Question(_is(SHORT_ID), _is(SHORT_ID), 1, exactly=True),
        "matching": Question(_members(_pair, empty=True), _members(_pair, empty=False), 5),
        "performance": Question(
            _members(_step(ranges=False), empty=True),
            _marked(ORDER, _members(_step(ranges=True), empty=False)),
            5,
        ),
        "sequencing": Question(
            _members(_is(SHORT_ID), empty=True), _members(_is(SHORT_ID), empty=False), 5, distinct=True
        ),
        "numeric": Question(_is(REAL_2004), _range, 1, exactly=True),
        "other": Question(ANY_TEXT, ANY_TEXT, 1, exactly=True),
    }
)


def _letters_12(text: str) -> bool:
    """a,b or {a,b}: members between commas. The standard's single signs are long names in packages of today."""
    bare = text[1:-1] if text[:1] == "{" and text[-1:] == "}" else text
    return not bare or all(part.strip() for part in bare.split(","))


def _pairs_12(text: str) -> bool:
    """1.a,2.b: members that have a full stop inside."""
    bare = text[1:-1] if text[:1] == "{" and text[-1:] == "}" else text
    return not bare or all(re.fullmatch(r"\s*[^.\s][^.]*\.[^.]*\S\s*", part) for part in bare.split(","))


def _anything(_text: str) -> bool:
    return True


QUESTIONS_12: Mapping[str, Test] = MappingProxyType(
    {
        "true-false": lambda text: text.lower() in TRUE_FALSE_12 or not text,
        "choice": _letters_12,
        "fill-in": _anything,
        "matching": _pairs_12,
        "performance": _anything,
        "sequencing": _letters_12,
        "likert": _anything,
        "numeric": lambda text: not text or DECIMAL_12.fullmatch(text) is not None,
    }
)


def trouble_2004(question: str, text: str, *, pattern: bool) -> Trouble | None:
    """What is wrong with an answer, or with a pattern, to that kind of question."""
    if len(text) > HARD or FREE.trouble(text):
        return Trouble.TYPE
    known = QUESTIONS_2004[question]
    return None if (known.pattern if pattern else known.answer)(text) else Trouble.TYPE


def trouble_12(question: str, text: str) -> Trouble | None:
    """The same for 1.2, where answer and pattern have one form; a question of no kind takes any text."""
    found = FEEDBACK_12.trouble(text)
    if found is None and question and not QUESTIONS_12[question](text):
        return Trouble.TYPE
    return found


def pattern_key(question: str, text: str) -> str:
    """Two patterns with the same key are the same; a choice is a set, whatever the order it is written in."""
    return COMMA.join(sorted(text.split(COMMA))) if question == "choice" else text


FREE = Kind("characterstring", lambda _text: None, None, HARD)

"""Questions and answers that H5P contents told, for people to read."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

from kaganek.lib.h5p.statements import statements
from kaganek.lib.scorm.answers import Answer
from kaganek.lib.scorm.responses import COLON, COMMA, DOT
from kaganek.lib.scorm.times import seconds_2004

# A mark before a pattern of fill-in: {case_matters=true}.
MARK = re.compile(r"^\{[a-z_]+=(?:true|false)\}")
TAGS = re.compile(r"<[^>]{0,2000}>")
RESULT = {True: "correct", False: "incorrect", None: ""}
BOOLEANS = {"true": "prawda", "false": "fałsz"}


def h5p_answers(state: Mapping[str, str]) -> list[Answer]:
    """Every question that told an answer, in the order of the newest ones."""
    told = [(sub, one) for (sub, verb), one in statements(state).items() if verb == "answered"]
    told.sort(key=lambda pair: pair[1]["at"])
    return [_answer(number, sub, one) for number, (sub, one) in enumerate(told)]


def _answer(number: int, sub: str, told: Mapping[str, Any]) -> Answer:
    kind = told.get("type", "")
    patterns = [_members(told, MARK.sub("", one)) for one in told.get("correct", ())]
    return Answer(
        number,
        sub,
        kind,
        plain(told.get("question", "")) or plain(told.get("name", "")),
        _members(told, told.get("response", "")),
        tuple(one for one in patterns if one),
        RESULT[told.get("success")],
        None,
        seconds_2004(told.get("duration", "")),
        "",
        (),
    )


def _members(told: Mapping[str, Any], text: str) -> tuple[str, ...]:
    """The parts of an answer with the words of the choices that it names: “pismo – odpowiedź” for a pair."""
    if not text:
        return ()
    choices, targets = told.get("choices", {}), told.get("targets", {}) or told.get("choices", {})
    parts = [text] if told.get("type") in ("long-fill-in", "other") else text.split(COMMA)
    return tuple(filter(None, (_member(part, choices, targets) for part in parts)))


def _member(part: str, choices: Mapping[str, str], targets: Mapping[str, str]) -> str:
    left, dot, right = part.partition(DOT)
    first = plain(choices.get(left, BOOLEANS.get(left, left)))
    return f"{first} – {plain(targets.get(right, right))}" if dot else first.replace(COLON, " … ")


def plain(text: str) -> str:
    """A text without the marks of HTML that H5P writes into questions."""
    return " ".join(html.unescape(TAGS.sub(" ", text)).split())

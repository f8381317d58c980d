"""What an H5P content says of the person, judged anew: which values may be kept, and what follows from them.

A message is a flat mapping of texts. Two kinds of names, each with a content below the main one or "" for it:

- `xapi:SUB:VERB`   the newest statement of that verb, in JSON, cut down by our script to what is judged here;
- `state:SUB:NAME`  what the content keeps for itself, in JSON that only it can read; "" takes it away.

Source: h5p.org, "xAPI coverage" and `H5P.EventDispatcher`; xAPI 1.0.3, 2.4.5 (result).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from kaganek.lib.scorm.errors import Fault, Trouble
from kaganek.lib.scorm.judge import Accepted, Refused
from kaganek.lib.scorm.outcome import UNKNOWN, By, Outcome
from kaganek.lib.scorm.times import seconds_2004

LONGEST = 2_000_000  # characters of a whole state
MOST_VALUES = 2_000
MOST_CHOICES = 500  # of one question, and members of its right answer
LONGEST_TEXT = 20_000  # of a statement: an answer, a question
LARGEST = Decimal(10**9)  # points
CODES = {Trouble.TYPE: 406, Trouble.RANGE: 407, Trouble.UNKNOWN: 401, Trouble.COMMIT: 391}
NAME = re.compile(r"(?:xapi:([\w-]{0,80}):([a-z-]{1,40})|state:([\w-]{0,80}):([\w.-]{1,80}))", re.ASCII)
# Verbs with which a content says that the person has come to its end; H5P's own listener knows the first two.
ENDING = ("completed", "answered", "passed", "failed", "mastered", "consumed")
# Content types that only show something and send no statement of their own: opened is all they can be.
SILENT = frozenset(
    {"H5P.Accordion", "H5P.AdvancedText", "H5P.Agamotto", "H5P.Chart", "H5P.Collage", "H5P.IFrameEmbed", "H5P.Image",
     "H5P.ImageHotspots", "H5P.ImageJuxtaposition", "H5P.ImageSlider", "H5P.KewArCode", "H5P.Table", "H5P.Text", "H5P.Timeline"}
)  # fmt: skip

Told = dict[str, Any]  # a statement: whatever JSON holds, each value looked at before it is used


class BadStatement(Exception):
    """A statement that is not believed, and why."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class Score(NamedTuple):
    """Points as they were told; `scaled` is None where there was nothing to get."""

    raw: Decimal | None
    low: Decimal | None
    high: Decimal | None
    scaled: Decimal | None


def judge_said(before: Mapping[str, str], values: Mapping[str, object]) -> Accepted | Refused:
    """Judge a message against the state before it: every value set in the session so far, or not yet known.

    A statement that is malformed or out of its range is put aside with its trouble, and what stood there stays; the
    rest counts. A name that our script never sends, and more than the limits, refuse the whole message. Never raises.

    Source: rules L-152 (co znaczy zdarzenie H5P).
    """
    state, aside = dict(before), []
    for name, value in values.items():
        if not isinstance(value, str) or not NAME.fullmatch(name):
            return Refused(_fault(name, Trouble.UNKNOWN))
        try:
            _text(value, LONGEST)
            _check(name, value)
        except BadStatement as bad:
            aside.append(_fault(name, bad.trouble))
            continue
        if value:
            state[name] = value
        else:
            state.pop(name, None)
    if len(state) > MOST_VALUES or sum(len(name) + len(value) for name, value in state.items()) > LONGEST:
        return Refused(_fault("", Trouble.COMMIT))
    return Accepted(state, outcome_of(state), tuple(aside))


def resumed(state: Mapping[str, str]) -> dict[str, str]:
    """What the browser is given when the content is opened again: its own state, and how late its statements are."""
    found = {name: value for name, value in state.items() if name.startswith("state:")}
    last = max((_at(one) for one in statements(state).values()), default=0)
    return found | {"at": str(last)}


def statements(state: Mapping[str, str]) -> dict[tuple[str, str], Told]:
    """The statements of a judged state by content below ("" for the main one) and verb."""
    found = {}
    for name, value in state.items():
        place = NAME.fullmatch(name)
        if place and place[2]:
            found[place[1], place[2]] = dict(json.loads(value))
    return found


def outcome_of(state: Mapping[str, str]) -> Outcome:
    """What the main content has said: complete once it came to its end, passed or failed only in its own words."""
    own = sorted(
        ((verb, told) for (sub, verb), told in statements(state).items() if not sub),
        key=lambda pair: _at(pair[1]),
    )
    ended = [told for verb, told in own if verb in ENDING and told.get("completion") is not False]
    success = next((told["success"] for _, told in reversed(own) if "success" in told), None)
    scores = [score_of(told) for _, told in own if "score" in told]
    score = scores[-1] if scores else Score(None, None, None, None)
    spans = [seconds_2004(told["duration"]) for _, told in own if "duration" in told]
    return Outcome(
        completion="completed" if ended else "incomplete" if own else "not attempted",
        success={True: "passed", False: "failed", None: UNKNOWN}[success],
        completion_by=By.PACKAGE if own else By.NOBODY,
        success_by=By.NOBODY if success is None else By.PACKAGE,
        score_scaled=score.scaled,
        score_raw=score.raw,
        score_min=score.low,
        score_max=score.high,
        progress=None,
        total_seconds=max((span for span in spans if span is not None), default=Decimal(0)),
        suspended=False,
    )


def score_of(told: Mapping[str, Any]) -> Score:
    """The points of a judged statement. Points beat a scaled score that came with them: they can be counted again."""
    parts = {name: _number(value) for name, value in told["score"].items()}
    raw, low, high = parts.get("raw"), parts.get("min", Decimal(0)), parts.get("max")
    if raw is not None and high is not None:
        scaled = (raw - low) / (high - low) if high > low else None
        return Score(raw, low, high, scaled)
    return Score(raw, parts.get("min"), high, parts.get("scaled"))


def _check(name: str, value: str) -> None:
    """A statement has its moment and, of the other fields, only those that our script sends."""
    if name.startswith("state:") or not value:
        return
    told = _object(value)
    if "at" not in told or set(told) - set(_FIELDS):
        raise BadStatement(Trouble.TYPE)
    for field, one in told.items():
        _FIELDS[field](one)


def _object(value: str) -> Told:
    try:
        told = json.loads(value, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise BadStatement(Trouble.TYPE) from None
    if not isinstance(told, dict):
        raise BadStatement(Trouble.TYPE)
    return told


def _no_number(_text: str) -> object:
    raise ValueError


def _text(value: object, most: int = LONGEST_TEXT) -> None:
    """A text that can be kept and shown: no NUL, no half of a pair of signs."""
    if not isinstance(value, str) or len(value) > most or "\0" in value:
        raise BadStatement(Trouble.TYPE)
    try:
        value.encode()
    except UnicodeEncodeError:
        raise BadStatement(Trouble.TYPE) from None


def _choices(value: object) -> None:
    if not isinstance(value, dict) or len(value) > MOST_CHOICES:
        raise BadStatement(Trouble.TYPE)
    for key, text in value.items():
        _text(key)
        _text(text)


def _flag(value: object) -> None:
    if not isinstance(value, bool):
        raise BadStatement(Trouble.TYPE)


def _moment(value: object) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**53:
        raise BadStatement(Trouble.TYPE)


def _patterns(value: object) -> None:
    if not isinstance(value, list) or len(value) > MOST_CHOICES:
        raise BadStatement(Trouble.TYPE)
    for one in value:
        _text(one)


def _span(value: object) -> None:
    if not isinstance(value, str) or seconds_2004(value) is None:
        raise BadStatement(Trouble.TYPE)


def _score(told: object) -> None:
    """Points within their range, a scaled score from -1 to 1."""
    if not isinstance(told, dict) or set(told) - {"raw", "min", "max", "scaled"}:
        raise BadStatement(Trouble.TYPE)
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in told.values()):
        raise BadStatement(Trouble.TYPE)
    parts = {name: _number(value) for name, value in told.items()}
    raw, low, high = parts.get("raw"), parts.get("min", Decimal(0)), parts.get("max")
    if any(abs(value) > LARGEST for value in parts.values()) or abs(parts.get("scaled", Decimal(0))) > 1:
        raise BadStatement(Trouble.RANGE)
    if high is not None and (high < low or (raw is not None and not low <= raw <= high)):
        raise BadStatement(Trouble.RANGE)


def _number(value: float) -> Decimal:
    return Decimal(str(value))


def _at(told: Mapping[str, Any]) -> int:
    return int(told["at"])


def _fault(name: object, trouble: Trouble) -> Fault:
    return Fault(str(name)[:200], trouble, CODES[trouble])


_FIELDS: Mapping[str, Callable[[object], None]] = {
    "at": _moment, "success": _flag, "completion": _flag, "choices": _choices, "targets": _choices,
    "correct": _patterns, "duration": _span, "score": _score,
    **dict.fromkeys(("name", "question", "type", "response", "point"), _text),
}  # fmt: skip

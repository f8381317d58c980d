"""What an answer to a question must look like, what it is worth and how it is read.

Shared by quizzes, which score, and forms, which ask. Pure: values in, verdict out. A payload holds what a question
needs besides its words: options, rows, the right answer where there is one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from kaganek.lib.names import fold
from kaganek.questionnaires.terms import QuestionKind

Payload = Mapping[str, Any]
HUNDREDTH = Decimal("0.01")
LONGEST_TEXT = 500  # characters of a short answer
LONGEST_ESSAY = 20_000
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:[.,]\d{1,10})?")
_THOUSANDS = re.compile(r"[\s\u00a0\u202f]+")
_END = " .,;:!?„”\"'"


def half_up(value: Decimal) -> Decimal:
    """Two decimals, a half goes up (L-01)."""
    return value.quantize(HUNDREDTH, rounding=ROUND_HALF_UP)


def score(kind: str, payload: Payload, response: Any, points: Decimal) -> Decimal:
    """Points for one answer, from 0 to `points`, half up, two decimals (L-02 … L-06, L-12).

    single, truefalse   all points for the right choice, else none.
    multiple            partial credit: points x (right choices - wrong choices) / all right options,
                        never below 0; so choosing everything earns nothing extra.
    short               any accepted text; spaces and signs at the ends do not count, and neither do case
                        and diacritics unless the payload says so ("case", "diacritics").
    number              within the tolerance, its ends included; "12,5", "12.5" and "1 200" are read. Where
                        the unit is asked for ("ask_unit"), it must be the right one too.
    matching            partial credit: points x right pairs / all pairs. Rights that read the same
                        count the same.
    ordering            partial credit: points x things at their right place / all things.
    gaps                partial credit: points x gaps filled rightly / all gaps; a typed gap is read as a
                        short text is.
    matrix              partial credit: points x rows judged rightly / all rows.
    essay               0: a person grades it (learning.rules.rubrics).

    No answer, and an answer of a wrong shape, earn 0.
    """
    if response is None or not is_shaped(kind, payload, response):
        return Decimal("0.00")
    return half_up(points * _SHARE[QuestionKind(kind)](payload, response))


def is_shaped(kind: str, payload: Payload, response: Any) -> bool:
    """Whether a response could have come from the question's own form; None takes an answer back."""
    return response is None or _SHAPE[QuestionKind(kind)](payload, response)


def is_blank(response: Any) -> bool:
    """Nothing answered yet: no value, an empty text, an empty choice."""
    return response is None or response == "" or response == [] or response == {}


def read_number(text: str) -> Decimal | None:
    """A number as Poles write it: "12,5", "1 200", "-3". None if it is not one."""
    found = _NUMBER.fullmatch(_THOUSANDS.sub("", text).replace("−", "-"))
    return Decimal(found[0].replace(",", ".")) if found else None


def right_texts(payload: Payload) -> list[tuple[str, str]]:
    """The right-hand sides of a matching question as (id, text), each text once, in the order of the
    alphabet: neither order nor value on the page says what belongs to what."""
    first: dict[str, str] = {}
    for pair in payload["pairs"]:
        first.setdefault(pair["right"], pair["id"])
    return [(first[text], text) for text in sorted(first, key=fold)]


def right_places(payload: Payload) -> dict[str, str]:
    """The right response to a question of order: each thing's id → its place, from "1"."""
    return {item["id"]: str(place) for place, item in enumerate(payload["items"], start=1)}


def right_columns(payload: Payload) -> dict[str, str]:
    """The right response to a question of rows: each row's id → the id of its column."""
    return {row["id"]: row["right"] for row in payload["rows"]}


def gaps_of(payload: Payload) -> list[Any]:
    """The gaps of a text, in reading order: {"id", "accepted": [text], "wrong": [text]}."""
    return [piece for piece in payload["pieces"] if not isinstance(piece, str)]


def gap_choices(gap: Payload) -> list[str]:
    """What a gap offers to choose from, in the order of the alphabet; empty for a gap to type in."""
    return sorted({gap["accepted"][0], *gap["wrong"]}, key=fold) if gap["wrong"] else []


def both_right_and_wrong(accepted: Sequence[str], wrong: Sequence[str]) -> str:
    """A wrong answer of a gap that would be taken as a right one; "" when there is none."""
    right = {_bare(one) for one in accepted}
    return next((one for one in wrong if _bare(one) in right), "")


def _right_options(payload: Payload) -> set[str]:
    return {option["id"] for option in payload["options"] if option["correct"]}


def _share_single(payload: Payload, response: Any) -> Decimal:
    return Decimal(response in _right_options(payload))


def _share_multiple(payload: Payload, response: Any) -> Decimal:
    chosen, right = set(response), _right_options(payload)
    earned = len(chosen & right) - len(chosen - right)
    return max(Decimal(earned) / len(right), Decimal(0)) if right else Decimal(not chosen)


def _share_true_false(payload: Payload, response: Any) -> Decimal:
    return Decimal(response is payload["answer"])


def _share_short(payload: Payload, response: Any) -> Decimal:
    exact = {name: bool(payload.get(name)) for name in ("case", "diacritics")}
    return Decimal(_bare(response, **exact) in {_bare(text, **exact) for text in payload["accepted"]})


def _bare(text: str, *, case: bool = False, diacritics: bool = False) -> str:
    """A text as it is compared; `case` and `diacritics` say what counts (L-66)."""
    if not (case or diacritics):
        return fold(text).strip(_END)
    plain = " ".join(unicodedata.normalize("NFC", text).split()).strip(_END)
    if not diacritics:
        plain = "".join(_unmarked(char) for char in plain)
    return plain if case else plain.casefold()


def _unmarked(char: str) -> str:
    """A letter without its mark, as large as it was."""
    bare = fold(char) or char
    return bare.upper() if char.isupper() else bare


def _share_number(payload: Payload, response: Any) -> Decimal:
    number, unit = (
        (response.get("number", ""), response.get("unit", ""))
        if payload.get("ask_unit")
        else (response, None)
    )
    given = read_number(number)
    if given is None or (unit is not None and _bare(unit) not in _units(payload)):
        return Decimal(0)
    return Decimal(abs(given - Decimal(payload["answer"])) <= Decimal(payload.get("tolerance") or 0))


def _units(payload: Payload) -> set[str]:
    return {_bare(one) for one in (payload["unit"], *payload.get("units", ()))}


def _share_essay(payload: Payload, response: Any) -> Decimal:
    return Decimal(0)


def _share_matching(payload: Payload, response: Any) -> Decimal:
    texts = {pair["id"]: pair["right"] for pair in payload["pairs"]}
    right = sum(texts[response[left]] == text for left, text in texts.items() if left in response)
    return Decimal(right) / len(texts)


def _share_ordering(payload: Payload, response: Any) -> Decimal:
    return _part(right_places(payload), response)


def _share_gaps(payload: Payload, response: Any) -> Decimal:
    gaps = gaps_of(payload)
    right = sum(_share_short(gap, response[gap["id"]]) for gap in gaps if gap["id"] in response)
    return Decimal(right) / len(gaps)


def _share_matrix(payload: Payload, response: Any) -> Decimal:
    return _part(right_columns(payload), response)


def _part(right: Mapping[str, str], response: Mapping[str, str]) -> Decimal:
    return Decimal(sum(response.get(key) == value for key, value in right.items())) / len(right)


def _ids(items: list[dict[str, Any]]) -> set[str]:
    return {item["id"] for item in items}


def _is_option(payload: Payload, response: Any) -> bool:
    return isinstance(response, str) and response in _ids(payload["options"])


def _is_options(payload: Payload, response: Any) -> bool:
    if not isinstance(response, list) or not all(isinstance(item, str) for item in response):
        return False
    return len(set(response)) == len(response) and set(response) <= _ids(payload["options"])


def _is_truth(payload: Payload, response: Any) -> bool:
    return isinstance(response, bool)


def _is_text(payload: Payload, response: Any) -> bool:
    return isinstance(response, str) and len(response) <= LONGEST_TEXT


def _is_number(payload: Payload, response: Any) -> bool:
    if not payload.get("ask_unit"):
        return _is_text(payload, response)
    known = isinstance(response, dict) and response.keys() <= {"number", "unit"}
    return known and all(_is_text(payload, one) for one in response.values())


def _is_essay(payload: Payload, response: Any) -> bool:
    return isinstance(response, str) and len(response) <= LONGEST_ESSAY


def _is_pairs(payload: Payload, response: Any) -> bool:
    known = _ids(payload["pairs"])
    return _is_choice(response, known, known)


def _is_places(payload: Payload, response: Any) -> bool:
    items = _ids(payload["items"])
    return _is_choice(response, items, {str(place) for place in range(1, len(items) + 1)})


def _is_filled(payload: Payload, response: Any) -> bool:
    gaps = {gap["id"]: gap for gap in gaps_of(payload)}
    if not isinstance(response, dict) or not set(response) <= set(gaps):
        return False
    return all(_is_filling(gap_choices(gaps[key]), given) for key, given in response.items())


def _is_filling(choices: list[str], given: Any) -> bool:
    return given in choices if choices else _is_text({}, given)


def _is_judged(payload: Payload, response: Any) -> bool:
    return _is_choice(response, _ids(payload["rows"]), _ids(payload["columns"]))


def _is_choice(response: Any, known: set[str], offered: set[str]) -> bool:
    if not isinstance(response, dict) or not set(response) <= known:
        return False
    return all(isinstance(to, str) and to in offered for to in response.values())


_SHARE: Mapping[QuestionKind, Callable[[Payload, Any], Decimal]] = {
    QuestionKind.SINGLE: _share_single,
    QuestionKind.MULTIPLE: _share_multiple,
    QuestionKind.TRUE_FALSE: _share_true_false,
    QuestionKind.SHORT: _share_short,
    QuestionKind.NUMBER: _share_number,
    QuestionKind.MATCHING: _share_matching,
    QuestionKind.ORDERING: _share_ordering,
    QuestionKind.GAPS: _share_gaps,
    QuestionKind.MATRIX: _share_matrix,
    QuestionKind.ESSAY: _share_essay,
}
_SHAPE: Mapping[QuestionKind, Callable[[Payload, Any], bool]] = {
    QuestionKind.SINGLE: _is_option,
    QuestionKind.MULTIPLE: _is_options,
    QuestionKind.TRUE_FALSE: _is_truth,
    QuestionKind.SHORT: _is_text,
    QuestionKind.NUMBER: _is_number,
    QuestionKind.MATCHING: _is_pairs,
    QuestionKind.ORDERING: _is_places,
    QuestionKind.GAPS: _is_filled,
    QuestionKind.MATRIX: _is_judged,
    QuestionKind.ESSAY: _is_essay,
}

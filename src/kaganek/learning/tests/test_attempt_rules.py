"""What an answer earns where its author lets it, the end of time, what a finished attempt shows: pure rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from kaganek.learning.rules.attempts import Allowance, end_of, in_own_order, shows_answers
from kaganek.questionnaires.rules import answers

AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
BEST, GOOD, WORST = {"1": "3", "2": "2"}, {"1": "2", "2": "2"}, {"1": "1", "2": "1"}


def minutes(n: float) -> datetime:
    return AT + timedelta(minutes=n)


# Kinds


@pytest.mark.rule("L-66")
@pytest.mark.parametrize(
    ("strict", "response", "right"),
    [
        ({}, "wojt", True),
        ({}, "WÓJT.", True),
        ({"case": True}, "wójt", False),
        ({"case": True}, "Wojt", True),
        ({"case": True}, "Łojt", False),
        ({"diacritics": True}, "wójt", True),
        ({"diacritics": True}, "wojt", False),
        ({"case": True, "diacritics": True}, " Wójt ", True),
        ({"case": True, "diacritics": True}, "WÓJT", False),
    ],
)
def test_a_short_text_forgives_what_its_author_lets(
    strict: dict[str, bool], response: str, right: bool
) -> None:
    payload = {"accepted": ["Wójt"]} | strict

    assert answers.score("short", payload, response, Decimal(1)) == (1 if right else 0)


@pytest.mark.rule("L-66")
@pytest.mark.parametrize(
    ("response", "points"),
    [
        ({"number": "12,5", "unit": "dni"}, 2),
        ({"number": "13", "unit": "Doby"}, 2),
        ({"number": "12,5", "unit": "godziny"}, 0),
        ({"number": "12,5"}, 0),
        ({"number": "dwa", "unit": "dni"}, 0),
    ],
)
def test_a_unit_that_is_asked_for_must_be_right_too(response: dict[str, str], points: int) -> None:
    payload = {"answer": "12.5", "tolerance": "0.5", "unit": "dni", "ask_unit": True, "units": ["doby"]}

    assert answers.is_shaped("number", payload, response)
    assert answers.score("number", payload, response, Decimal(2)) == points


@pytest.mark.parametrize("response", ["12,5", {"number": 3}, {"colour": "x"}, ["12"]])
def test_a_number_with_a_unit_has_two_fields(response: Any) -> None:
    payload = {"answer": "12.5", "tolerance": "0", "unit": "dni", "ask_unit": True}

    assert not answers.is_shaped("number", payload, response)


def test_an_essay_earns_nothing_by_itself_and_has_an_end() -> None:
    assert answers.score("essay", {}, "słowa", Decimal(5)) == 0
    assert answers.is_shaped("essay", {}, "a" * answers.LONGEST_ESSAY)
    assert not answers.is_shaped("essay", {}, "a" * (answers.LONGEST_ESSAY + 1))


@pytest.mark.rule("L-67")
def test_shuffled_options_keep_their_order_within_an_attempt_and_change_between_attempts() -> None:
    options = [{"id": letter} for letter in "abcdefgh"]
    orders = {
        attempt: [one["id"] for one in in_own_order(options, attempt=attempt, question=7)]
        for attempt in range(20)
    }

    assert orders[3] == [one["id"] for one in in_own_order(list(reversed(options)), attempt=3, question=7)]
    assert all(sorted(order) == list("abcdefgh") for order in orders.values())
    assert len({tuple(order) for order in orders.values()}) > 15


@pytest.mark.rule("L-68")
def test_the_end_of_time() -> None:
    assert end_of(AT, None, Allowance(minutes=10)) is None
    assert end_of(AT, 20, Allowance()) == minutes(20)
    assert end_of(AT, 20, Allowance(minutes=10)) == minutes(30)
    assert end_of(AT, 20, Allowance(minutes=10, until=minutes(25))) == minutes(30)
    assert end_of(AT, 20, Allowance(until=minutes(90))) == minutes(90)


@pytest.mark.rule("L-70")
@pytest.mark.parametrize(
    ("review", "passed", "last", "shown"),
    [
        ("answers", False, False, True),
        ("last", False, False, False),
        ("last", True, False, True),
        ("last", False, True, True),
        ("verdict", True, True, False),
    ],
)
def test_what_a_finished_attempt_shows(review: str, passed: bool, last: bool, shown: bool) -> None:
    assert shows_answers(review, passed=passed, last=last) is shown

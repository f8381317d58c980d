from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from kaganek.learning import rules
from kaganek.learning.terms import ProgressState
from kaganek.questionnaires.rules import answers

OPTIONS = {
    "options": [
        {"id": "a", "text": "A", "correct": True},
        {"id": "b", "text": "B", "correct": False},
        {"id": "c", "text": "C", "correct": True},
        {"id": "d", "text": "D", "correct": False},
    ]
}
ONE = {
    "options": [{"id": "a", "text": "A", "correct": False}, {"id": "b", "text": "B", "correct": True}],
}
NONE_RIGHT = {"options": [{"id": "a", "text": "A", "correct": False}]}
PAIRS = {
    "pairs": [
        {"id": "1", "left": "Kraków", "right": "małopolskie"},
        {"id": "2", "left": "Radom", "right": "mazowieckie"},
        {"id": "3", "left": "Płock", "right": "mazowieckie"},
    ]
}
STEPS = {"items": [{"id": "2", "text": "b"}, {"id": "3", "text": "c"}, {"id": "1", "text": "a"}]}
GAPS = {
    "pieces": [
        "Do ",
        {"id": "1", "accepted": ["wójta"], "wrong": ["starosty"]},
        " w ",
        {"id": "2", "accepted": ["7 dni", "tydzień"], "wrong": []},
        "",
    ]
}
TABLE = {
    "columns": [{"id": "a", "text": "tak"}, {"id": "b", "text": "nie"}],
    "rows": [{"id": "1", "text": "W1", "right": "b"}, {"id": "2", "text": "W2", "right": "a"}],
}
MEDIAN = {"accepted": ["mediana", "Medianą"]}
DAYS = {"answer": "12.5", "tolerance": "0.5", "unit": "dni"}


@pytest.mark.rule("L-12")
@pytest.mark.rule("L-06")
@pytest.mark.rule("L-05")
@pytest.mark.rule("L-04")
@pytest.mark.rule("L-03")
@pytest.mark.rule("L-02")
@pytest.mark.parametrize(
    ("kind", "payload", "response", "worth"),
    [
        ("single", ONE, "b", "2.00"),
        ("single", ONE, "a", "0.00"),
        ("single", ONE, None, "0.00"),
        ("single", ONE, "zz", "0.00"),
        ("single", ONE, ["b"], "0.00"),
        ("multiple", OPTIONS, ["a", "c"], "2.00"),
        ("multiple", OPTIONS, ["c"], "1.00"),
        ("multiple", OPTIONS, ["a", "c", "b"], "1.00"),
        ("multiple", OPTIONS, ["a", "b"], "0.00"),
        ("multiple", OPTIONS, ["b", "d"], "0.00"),
        ("multiple", OPTIONS, ["a", "b", "c", "d"], "0.00"),
        ("multiple", OPTIONS, [], "0.00"),
        ("multiple", OPTIONS, ["a", "a"], "0.00"),
        ("multiple", OPTIONS, [["a"]], "0.00"),
        ("multiple", OPTIONS, ["x"], "0.00"),
        ("multiple", OPTIONS, "a", "0.00"),
        ("multiple", NONE_RIGHT, [], "2.00"),
        ("multiple", NONE_RIGHT, ["a"], "0.00"),
        ("truefalse", {"answer": False}, False, "2.00"),
        ("truefalse", {"answer": False}, True, "0.00"),
        ("truefalse", {"answer": False}, 0, "0.00"),
        ("short", MEDIAN, "mediana", "2.00"),
        ("short", MEDIAN, "  MEDIANA. ", "2.00"),
        ("short", MEDIAN, "„mediana”", "2.00"),
        ("short", {"accepted": ["żółta łódź"]}, "Zolta  lodz", "2.00"),
        ("short", MEDIAN, "średnia", "0.00"),
        ("short", MEDIAN, "x" * 501, "0.00"),
        ("short", MEDIAN, 5, "0.00"),
        ("number", DAYS, "12,5", "2.00"),
        ("number", DAYS, "12.0", "2.00"),
        ("number", DAYS, "13", "2.00"),
        ("number", DAYS, "13,01", "0.00"),
        ("number", DAYS, "dwanaście", "0.00"),
        ("number", DAYS, "NaN", "0.00"),
        ("number", DAYS, "1e1", "0.00"),
        ("number", {"answer": "1200"}, "1 200", "2.00"),
        ("number", {"answer": "-3"}, "−3", "2.00"),
        ("matching", PAIRS, {"1": "1", "2": "2", "3": "3"}, "2.00"),
        ("matching", PAIRS, {"1": "1", "2": "2", "3": "2"}, "2.00"),
        ("matching", PAIRS, {"1": "1", "2": "1"}, "0.67"),
        ("matching", PAIRS, {}, "0.00"),
        ("matching", PAIRS, {"9": "1"}, "0.00"),
        ("matching", PAIRS, {"1": "9"}, "0.00"),
        ("matching", PAIRS, {"1": ["1"]}, "0.00"),
        ("matching", PAIRS, ["1"], "0.00"),
        ("ordering", STEPS, {"2": "1", "3": "2", "1": "3"}, "2.00"),
        ("ordering", STEPS, {"2": "1", "3": "3", "1": "2"}, "0.67"),
        ("ordering", STEPS, {"2": "1"}, "0.67"),
        ("ordering", STEPS, {"2": "1", "3": "1", "1": "1"}, "0.67"),
        ("ordering", STEPS, {"2": "4"}, "0.00"),
        ("ordering", STEPS, {"9": "1"}, "0.00"),
        ("ordering", STEPS, {"2": 1}, "0.00"),
        ("ordering", STEPS, ["2", "3", "1"], "0.00"),
        ("gaps", GAPS, {"1": "wójta", "2": "tydzien"}, "2.00"),
        ("gaps", GAPS, {"1": "starosty", "2": "7 dni."}, "1.00"),
        ("gaps", GAPS, {"2": "miesiąc"}, "0.00"),
        ("gaps", GAPS, {"1": "rady", "2": "tydzień"}, "0.00"),
        ("gaps", GAPS, {"3": "tydzień"}, "0.00"),
        ("gaps", GAPS, {"2": "x" * 501}, "0.00"),
        ("gaps", GAPS, {"1": ["wójta"]}, "0.00"),
        ("gaps", GAPS, "wójta", "0.00"),
        ("matrix", TABLE, {"1": "b", "2": "a"}, "2.00"),
        ("matrix", TABLE, {"1": "b", "2": "b"}, "1.00"),
        ("matrix", TABLE, {"1": "c"}, "0.00"),
        ("matrix", TABLE, {"3": "a"}, "0.00"),
        ("matrix", TABLE, ["b", "a"], "0.00"),
    ],
)
def test_what_an_answer_is_worth(kind: str, payload: Any, response: Any, worth: str) -> None:
    assert str(answers.score(kind, payload, response, Decimal(2))) == worth


def test_taking_an_answer_back_has_the_right_shape() -> None:
    assert answers.is_shaped("single", ONE, None)
    assert not answers.is_shaped("single", ONE, "x")


@pytest.mark.parametrize(
    ("response", "blank"),
    [(None, True), ("", True), ([], True), ({}, True), (False, False), ("0", False), (["a"], False)],
)
def test_false_is_an_answer_and_an_empty_choice_is_not(response: Any, blank: bool) -> None:
    assert answers.is_blank(response) is blank


@pytest.mark.rule("L-07")
@pytest.mark.rule("L-01")
@pytest.mark.parametrize(
    ("points", "maximum", "mark", "score", "passed"),
    [
        ("6", "10", 60, "60.00", True),
        ("5.99", "10", 60, "59.90", False),
        ("2", "3", 67, "66.67", False),
        ("1", "8", 0, "12.50", True),
        ("59.995", "100", 60, "60.00", True),
        ("0", "0", 0, "0.00", False),
    ],
)
def test_the_mark_itself_passes(points: str, maximum: str, mark: int, score: str, passed: bool) -> None:
    verdict = rules.judge(Decimal(points), Decimal(maximum), mark)

    assert (str(verdict.score), verdict.passed) == (score, passed)


TODAY = date(2026, 11, 20)


@pytest.mark.rule("L-08")
@pytest.mark.parametrize(
    ("done", "started", "due", "expected"),
    [
        (True, True, date(2026, 11, 1), ProgressState.DONE),
        (False, True, date(2026, 11, 19), ProgressState.LATE),
        (False, False, date(2026, 11, 20), ProgressState.SOON),
        (False, True, date(2026, 11, 27), ProgressState.SOON),
        (False, True, date(2026, 11, 28), ProgressState.DOING),
        (False, True, None, ProgressState.DOING),
        (False, False, None, ProgressState.TODO),
    ],
)
def test_state_of_a_course(done: bool, started: bool, due: date | None, expected: ProgressState) -> None:
    now = timezone.now()

    found = rules.state(
        completed_at=now if done else None, started_at=now if started else None, due_on=due, today=TODAY
    )

    assert found is expected


@pytest.mark.rule("L-09")
@pytest.mark.parametrize(
    ("lessons", "done", "quiz", "passed", "complete"),
    [
        (5, 5, True, True, True),
        (5, 5, True, False, False),
        (5, 4, True, True, False),
        (5, 5, False, False, True),
        (0, 0, True, True, True),
        (0, 0, False, False, False),
    ],
)
def test_when_a_course_is_complete(lessons: int, done: int, quiz: bool, passed: bool, complete: bool) -> None:
    assert (
        rules.is_complete(lessons=lessons, lessons_done=done, has_quiz=quiz, quiz_passed=passed) is complete
    )


def test_right_sides_stand_in_the_order_of_the_alphabet_each_once() -> None:
    assert answers.right_texts(PAIRS) == [("1", "małopolskie"), ("2", "mazowieckie")]

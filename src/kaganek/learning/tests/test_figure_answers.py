"""What was answered to each kind of question and how often, as those who count quizzes are told it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Course, Quiz
from kaganek.learning.queries.figures import Chosen, quiz_figures
from kaganek.learning.rules.figures import Item, Wrong
from kaganek.learning.services import quiz as deeds
from kaganek.learning.tests.factories import IN_PARTS, KINDS, make_course, make_progress, make_quiz
from kaganek.learning.tests.pages import words
from kaganek.learning.views.figure_answers import answer_lines

BY_KIND = dict([*KINDS, *IN_PARTS])
UNITS = ("number", BY_KIND["number"] | {"ask_unit": True, "units": []})
TWINS = ("matching", {"pairs": [{"id": "1", "left": "L1", "right": "P"}, {"id": "2", "left": "L2", "right": "Q"},
                                {"id": "3", "left": "L3", "right": "P"}]})  # fmt: skip


def taken(cast: Cast, questions: list[tuple[str, Any]], responses: list[Any]) -> Course:
    """A course whose quiz got these answers to its first question, one an attempt."""
    with seated(SYSTEM):
        course = make_course(lessons=1)
        make_quiz(course, questions, attempts=40)
        make_progress(cast.enrolments["anna"], course)
    seat, at = cast.seat("anna"), timezone.now()
    with seated(seat):
        for response in responses:
            attempt = deeds.start_attempt(course.pk, by=seat, at=at)
            saves = [deeds.Answer(attempt.question_ids[0], response, False, 1)]
            deeds.answer_questions(attempt.pk, saves, by=seat, at=at)
            deeds.finish_attempt(attempt.pk, by=seat, at=at + timedelta(minutes=6))
    return course


def lines(cast: Cast, course: Course) -> list[str]:
    with seated(cast.seat("dorota")):
        return answer_lines(quiz_figures(Chosen(Quiz.objects.get(course=course).pk)).items[0], seen=True)


@pytest.mark.rule("L-71")
@pytest.mark.parametrize(
    ("question", "responses", "said"),
    [
        (
            ("matching", BY_KIND["matching"]),
            [{"1": "1", "2": "2"}, {"1": "1", "2": "1"}, {"1": "2"}],
            ["L1 → P1 ✓: 2, P2: 1", "L2 → P1: 1, P2 ✓: 1"],
        ),
        (TWINS, [{"1": "3", "2": "1"}, {"1": "1", "3": "2"}], ["L1 → P ✓: 2", "L2 → P: 1, Q ✓: 0", "L3 → P ✓: 0, Q: 1"]),
        (
            ("ordering", BY_KIND["ordering"]),
            [{"2": "1", "1": "2"}, {"2": "1", "1": "2"}, {"2": "2", "1": "1"}],
            ["najpierw → miejsce 1 ✓: 2, miejsce 2: 1", "na końcu → miejsce 1: 1, miejsce 2 ✓: 2"],
        ),
        (
            ("gaps", BY_KIND["gaps"]),
            [{"1": "wójta", "2": "miesiąc"}, {"1": "starosty"}, {"2": "rok"}],
            ["luka 1 → starosty: 1, wójta ✓: 1"],
        ),
        (
            ("matrix", BY_KIND["matrix"]),
            [{"1": "b", "2": "b"}, {"1": "b", "2": "a"}, {"1": "a"}],
            ["W1 → tak: 1, nie ✓: 2", "W2 → tak ✓: 1, nie: 1"],
        ),
        (
            ("short", BY_KIND["short"]),
            ["średnia", "Średnia ", "dominanta", "mediana", "Mediana"],
            ["błędnie „Średnia”: 2"],
        ),
        (("number", BY_KIND["number"]), ["14", "14", "14", "12", "12", "13", "13"], ["błędnie „14”: 3", "błędnie „12”: 2"]),
        (
            UNITS,
            [{"number": "13", "unit": "lat"}, {"number": "13", "unit": "lat"}, {"number": "13", "unit": "dni"}],
            ["błędnie „13 lat”: 2"],
        ),
    ],
)  # fmt: skip
def test_answers_of_each_kind_are_counted(
    cast: Cast, question: tuple[str, Any], responses: list[Any], said: list[str]
) -> None:
    assert lines(cast, taken(cast, [question], responses)) == said


def test_five_wrong_answers_at_most_and_none_that_was_given_once(cast: Cast) -> None:
    twice = [text for text in "abcdefg" for _ in range(2)]
    course = taken(cast, [("short", BY_KIND["short"])], [*twice, "jedyna", "g"])
    assert lines(cast, course) == [f"błędnie „{text}”: {3 if text == 'g' else 2}" for text in "gabcd"]


def test_a_quiz_of_every_kind_is_counted_in_the_same_statements(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    course = taken(cast, [*KINDS, *IN_PARTS], [None])
    with seated(SYSTEM):
        quiz = Quiz.objects.get(course=course)
    with seated(cast.seat("dorota")), django_assert_num_queries(5):
        assert len(quiz_figures(Chosen(quiz.pk)).items) == len(BY_KIND)


@pytest.mark.rule("L-71")
def test_an_author_is_told_no_wrong_answer_of_few_people_and_no_small_place() -> None:
    wrong = (Wrong("czworo", 9, 4), Wrong("pięcioro", 5, 5))
    short = Item(1, "?", "short", {}, 20, None, None, None, 0, {}, {}, wrong)
    assert answer_lines(short, seen=False) == ["błędnie „pięcioro”: 5"]
    places = {"1": {"b": 12, "a": 3}, "2": {"a": 15}}
    matrix = Item(1, "?", "matrix", BY_KIND["matrix"], 15, None, None, None, 0, {}, places)
    assert answer_lines(matrix, seen=False) == [
        "W1 → tak: nie podajemy, nie ✓: nie podajemy",
        "W2 → tak ✓: 15",
    ]


def test_the_page_and_the_file_say_the_places(client: Client, cast: Cast) -> None:
    course = taken(cast, [("matrix", BY_KIND["matrix"])], [{"1": "b", "2": "b"}])
    client.force_login(cast.account("dorota"))

    page = client.get(reverse("learning:figures", args=[course.pk]))
    assert "<li>W1 → nie ✓: 1</li><li>W2 → tak ✓: 0, nie: 1</li>" in page.content.decode()
    assert "Znak ✓ stoi przy poprawnej odpowiedzi" in words(page)
    file = b"".join(client.get(reverse("learning:figures_export", args=[course.pk, "csv"])).streaming_content)
    assert "W1 → nie ✓: 1; W2 → tak ✓: 0, nie: 1" in file.decode("utf-8-sig")

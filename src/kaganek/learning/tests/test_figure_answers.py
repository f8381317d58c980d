"""What was answered to each kind of question and how often, as those who count quizzes are told it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import BankQuestion, Course, Quiz
from kaganek.learning.queries.figures import Chosen, quiz_figures
from kaganek.learning.rules.figures import Asked, Item, Wrong, difficulty, discrimination
from kaganek.learning.services import quiz as deeds
from kaganek.learning.services.bank.questions import add_questions
from kaganek.learning.services.bank.wording import Placed, Wording
from kaganek.learning.tests.factories import IN_PARTS, KINDS, make_course, make_progress, make_quiz
from kaganek.learning.tests.pages import words
from kaganek.learning.views.bank.numbers import numbers_of
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
    take(cast, course, [[response] for response in responses])
    return course


def take(cast: Cast, course: Course, attempts: list[list[Any]]) -> None:
    """Attempts of Anna with their answers, from the first question on."""
    seat, at = cast.seat("anna"), timezone.now()
    with seated(seat):
        for responses in attempts:
            attempt = deeds.start_attempt(course.pk, by=seat, at=at)
            saves = [
                deeds.Answer(pk, said, False, 1)
                for pk, said in zip(attempt.question_ids, responses, strict=False)
            ]
            deeds.answer_questions(attempt.pk, saves, by=seat, at=at)
            deeds.finish_attempt(attempt.pk, by=seat, at=at + timedelta(minutes=6))


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
    assert (
        '<div class="kg-table is-cards"' in page.content.decode()
    )  # cards on a phone, each number with its head
    assert 'data-label="Łatwość"' in page.content.decode()
    assert "Znak ✓ stoi przy poprawnej odpowiedzi" in words(page)
    file = b"".join(client.get(reverse("learning:figures_export", args=[course.pk, "csv"])).streaming_content)
    assert "W1 → nie ✓: 1; W2 → tak ✓: 0, nie: 1" in file.decode("utf-8-sig")


# A question of the bank, across courses


@pytest.fixture
def banked(cast: Cast) -> BankQuestion:
    """A question that two courses ask: in one ten attempts of Anna, half right; in the other two, both wrong."""
    with seated(SYSTEM):
        placed = Placed(Wording("truefalse", "Ile dni?", {"answer": True}, "Tak."))
        (question,) = add_questions([placed], office_id=None, by=SYSTEM, at=timezone.now())
        question.refresh_from_db()
    right, wrong = [True, True], [False, False]
    for title, responses in (("Dziesięć", [right, wrong] * 5), ("Dwa", [wrong, wrong])):
        with seated(SYSTEM):
            course = make_course(lessons=1, title=title)
            quiz = make_quiz(course, [("truefalse", {"answer": True})] * 2, attempts=40)
            quiz.questions.filter(position=1).update(bank_version=question.current)
            make_progress(cast.enrolments["anna"], course)
        take(cast, course, responses)
    return question


def numbers(cast: Cast, question: BankQuestion, who: str) -> list[tuple[str, ...]] | None:
    with seated(cast.seat(who)):
        found = numbers_of(question.pk, cast.seat(who))
    return found and [(one.title, one.times, one.share, one.power) for one in found]


@pytest.mark.rule("L-71")
def test_a_bank_question_is_counted_across_courses(banked: BankQuestion, cast: Cast) -> None:
    assert numbers(cast, banked, "dorota") == [
        ("Dwa", "2", "0,00", "za mało podejść"),
        ("Dziesięć", "10", "0,50", "1,00"),
        ("Razem", "12", "0,42", "1,00"),
    ]
    with seated(SYSTEM):
        quiz = Quiz.objects.get(course__title="Dziesięć")
    with seated(cast.seat("dorota")):
        item = quiz_figures(Chosen(quiz.pk)).items[0]
    assert (item.share, item.discrimination) == (Decimal("0.5"), Decimal("1.00"))
    assert numbers(cast, banked, "daniel") == []  # of another project


@pytest.mark.rule("L-71")
def test_an_author_is_told_no_small_group_and_those_who_may_not_count_nothing(
    banked: BankQuestion, client: Client, cast: Cast
) -> None:
    few = ("za mało podejść",) * 3
    assert numbers(cast, banked, "ewa") == [("Dwa", *few), ("Dziesięć", *few)]
    assert numbers(cast, banked, "filip") is None
    for who, shown in (("ewa", True), ("dorota", True), ("filip", False)):
        client.force_login(cast.account(who))
        page = words(client.get(reverse("learning:bank_question", args=[banked.pk])))
        assert ("Moc różnicująca" in page) == shown, who


def test_numbers_of_several_quizzes_are_pooled_within_each() -> None:
    rows = [Asked(1, 6, 6, Decimal(1), (0.0, 0.0, 4.0)), Asked(2, 6, 6, Decimal("0.5"), (1.0, 2.0, 2.0))]
    assert (difficulty(rows), difficulty([])) == (Decimal("0.75"), None)
    assert discrimination(rows) == Decimal("0.29")  # 1 / √(2 · 6)
    assert discrimination(rows[:1]) is None

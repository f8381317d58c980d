"""What a quiz can do beyond asking everything: draws, order, explanations, time given, words graded by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from tests.cast import Cast

from kaganek.core.models import AuditEntry
from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import (
    Attempt,
    AttemptAnswer,
    Course,
    CourseProgress,
    Question,
    Quiz,
    QuizAllowance,
)
from kaganek.learning.rules.attempts import Allowance
from kaganek.learning.services import quiz as deeds
from kaganek.learning.services.allowances import give_allowance
from kaganek.learning.tests.factories import SINGLE, make_course, make_progress, make_quiz

AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
BEST, GOOD, WORST = {"1": "3", "2": "2"}, {"1": "2", "2": "2"}, {"1": "1", "2": "1"}


def minutes(n: float) -> datetime:
    return AT + timedelta(minutes=n)


# Drawing


@pytest.fixture
def anna(cast: Cast):
    with seated(cast.seat("anna")):
        yield cast.seat("anna")


@pytest.fixture
def course(cast: Cast) -> Course:
    """Two questions for everyone and a pool of six, of which an attempt gets three; twenty minutes."""
    with seated(SYSTEM):
        course = make_course(lessons=1)
        quiz = make_quiz(course, [SINGLE] * 8, pass_mark=60, attempts=2, time_limit=20)
        pool = "5f3b54b6-54b5-4df5-9a9c-3c1bdc1a0d10"
        quiz.questions.filter(position__gt=2).update(pool=pool)
        Quiz.objects.filter(pk=quiz.pk).update(draws={pool: 3})
        make_progress(cast.enrolments["anna"], course)
    return course


@pytest.mark.rule("L-67")
def test_an_attempt_gets_what_is_fixed_and_some_of_the_pool(course: Course, anna) -> None:
    fixed = list(Question.objects.filter(pool=None).order_by("position").values_list("pk", flat=True))
    pool = set(Question.objects.exclude(pool=None).values_list("pk", flat=True))
    drawn = set()
    for _ in range(2):
        attempt = deeds.start_attempt(course.pk, by=anna, at=AT)
        assert attempt.question_ids[:2] == fixed
        assert len(attempt.question_ids) == len(set(attempt.question_ids)) == 5
        assert set(attempt.question_ids[2:]) <= pool
        drawn |= set(attempt.question_ids[2:])
        assert Attempt.objects.get(pk=attempt.pk).question_ids == attempt.question_ids
        deeds.finish_attempt(attempt.pk, by=anna, at=AT)
    assert Attempt.objects.first().maximum == 5
    assert len(drawn) >= 3


@pytest.mark.rule("L-67")
def test_questions_in_random_order_are_all_there(course: Course, anna) -> None:
    with seated(SYSTEM):
        Quiz.objects.update(shuffle=True, attempts=9)
    orders = []
    for _ in range(9):
        attempt = deeds.start_attempt(course.pk, by=anna, at=AT)
        orders.append(tuple(attempt.question_ids))
        deeds.finish_attempt(attempt.pk, by=anna, at=AT)

    fixed = set(Question.objects.filter(pool=None).values_list("pk", flat=True))
    assert all(fixed < set(order) and len(order) == 5 for order in orders)
    assert len({order[0] in fixed for order in orders}) == 2 or len(set(orders)) > 5


# Time


@pytest.fixture
def attempt(course: Course, anna) -> Attempt:
    return deeds.start_attempt(course.pk, by=anna, at=AT)


def answer(attempt: Attempt, seat, *, at: datetime = AT, right: int = 5) -> None:
    saves = [deeds.Answer(pk, "a", False, 1) for pk in attempt.question_ids[:right]]
    deeds.answer_questions(attempt.pk, saves, by=seat, at=at)


@pytest.mark.rule("L-68")
def test_what_nobody_finished_is_judged_by_the_clock_with_the_instant_of_its_end(
    attempt: Attempt, anna
) -> None:
    answer(attempt, anna, right=4)

    assert deeds.close_expired(at=minutes(20)) == 0  # an answer may be on its way
    assert deeds.close_expired(at=minutes(21)) == 1
    assert deeds.close_expired(at=minutes(22)) == 0

    held = Attempt.objects.get()
    assert (held.handed_in_at, held.finished_at, held.score, held.passed) == (
        minutes(20), minutes(20), Decimal("80.00"), True,
    )  # fmt: skip
    with pytest.raises(deeds.AttemptClosed):
        deeds.finish_attempt(attempt.pk, by=anna, at=minutes(22))
    with seated(SYSTEM):
        assert AuditEntry.objects.filter(deed="attempt finished").count() == 1


@pytest.mark.rule("L-68")
def test_a_late_press_of_finish_ends_at_the_end_of_time(attempt: Attempt, anna) -> None:
    assert deeds.finish_attempt(attempt.pk, by=anna, at=minutes(50)).attempt.finished_at == minutes(20)


@pytest.mark.rule("L-68")
def test_more_time_holds_at_once_and_more_attempts_too(
    attempt: Attempt, course: Course, cast: Cast, anna
) -> None:
    progress = CourseProgress.objects.get()
    with seated(cast.seat("bogdan")):
        given = give_allowance(
            progress.pk,
            Allowance(minutes=30, attempts=1),
            reason="na wniosek",
            over=None,
            by=cast.seat("bogdan"),
            at=AT,
        )
        again = give_allowance(
            progress.pk, Allowance(minutes=99), reason="na wniosek", over=None, by=cast.seat("bogdan"), at=AT
        )
        assert again == given  # made over nothing, but there is one by now
    assert given.signed == "Bogdan Maj"
    assert Attempt.objects.get().closes_at == minutes(50)
    assert deeds.close_expired(at=minutes(30)) == 0
    answer(attempt, anna, at=minutes(45), right=1)
    for _ in range(3):
        deeds.finish_attempt(deeds.start_attempt(course.pk, by=anna, at=AT).pk, by=anna, at=AT)
    with pytest.raises(deeds.NoAttemptsLeft):
        deeds.start_attempt(course.pk, by=anna, at=AT)
    assert Attempt.objects.last().closes_at == minutes(50)


@pytest.mark.rule("L-68")
@pytest.mark.parametrize("who", ["celina", "cezary", "daniel"])
def test_nobody_from_elsewhere_gives_time(attempt: Attempt, cast: Cast, who: str) -> None:
    pk = CourseProgress.objects.get().pk
    with seated(cast.seat(who)), pytest.raises(CourseProgress.DoesNotExist):
        give_allowance(pk, Allowance(minutes=5), reason="x", over=None, by=cast.seat(who), at=AT)
    assert not QuizAllowance.objects.exists()


# Explained at once


@pytest.mark.rule("L-70")
def test_an_answer_that_was_explained_is_fixed(course: Course, attempt: Attempt, anna) -> None:
    first, second = attempt.question_ids[:2]
    answer(attempt, anna, right=1)
    deeds.check_question(attempt.pk, first, by=anna, at=AT)
    assert AttemptAnswer.objects.get().checked_at is None  # this quiz explains at the end

    with seated(SYSTEM):
        Quiz.objects.update(feedback="now")
    deeds.check_question(attempt.pk, first, by=anna, at=AT)
    deeds.check_question(attempt.pk, second, by=anna, at=AT)  # nothing answered there
    held = deeds.answer_questions(attempt.pk, [deeds.Answer(first, "b", False, 9)], by=anna, at=AT)

    assert held == {first: 1}
    assert list(AttemptAnswer.objects.values_list("response", "checked_at")) == [("a", AT)]

"""What a quiz can do beyond asking everything: draws, order, explanations, time given, words graded by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.cast import Cast

from kaganek.core.models import AuditEntry, Letter
from kaganek.core.seats import SYSTEM, seated
from kaganek.documents.models import Certificate
from kaganek.learning import rules
from kaganek.learning.models import (
    Attempt,
    AttemptAnswer,
    Course,
    CourseProgress,
    EssayGrade,
    Question,
    Quiz,
    QuizAllowance,
)
from kaganek.learning.queries.grading import waiting_essays
from kaganek.learning.queries.rubrics import words_of
from kaganek.learning.rules.attempts import Allowance, end_of, in_own_order, shows_answers
from kaganek.learning.services import quiz as deeds
from kaganek.learning.services.allowances import give_allowance
from kaganek.learning.services.grading import GradedMeanwhile, NotMarked, grade_essay
from kaganek.learning.services.judging import PassStands
from kaganek.learning.services.lessons import finish_lesson
from kaganek.learning.tests.factories import SINGLE, make_course, make_progress, make_quiz, make_rubric

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

    assert rules.score("short", payload, response, Decimal(1)) == (1 if right else 0)


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

    assert rules.is_shaped("number", payload, response)
    assert rules.score("number", payload, response, Decimal(2)) == points


@pytest.mark.parametrize("response", ["12,5", {"number": 3}, {"colour": "x"}, ["12"]])
def test_a_number_with_a_unit_has_two_fields(response: Any) -> None:
    payload = {"answer": "12.5", "tolerance": "0", "unit": "dni", "ask_unit": True}

    assert not rules.is_shaped("number", payload, response)


def test_an_essay_earns_nothing_by_itself_and_has_an_end() -> None:
    assert rules.score("essay", {}, "słowa", Decimal(5)) == 0
    assert rules.is_shaped("essay", {}, "a" * rules.LONGEST_ESSAY)
    assert not rules.is_shaped("essay", {}, "a" * (rules.LONGEST_ESSAY + 1))


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


# Graded by hand


@pytest.fixture
def essays(cast: Cast) -> Course:
    """One question with options for one point and two to be written about, for three points each."""
    with seated(SYSTEM):
        course = make_course(lessons=1)
        written = ("essay", {"rubric": words_of(make_rubric()), "fewest": 0, "most": 0})
        quiz = make_quiz(course, [SINGLE, written, written], pass_mark=60, attempts=2)
        quiz.questions.filter(kind="essay").update(points=3)
        make_progress(cast.enrolments["anna"], course)
    return course


@pytest.fixture
def written(essays: Course, anna) -> Attempt:
    """Anna has read the lesson, chosen rightly and written one of the two; handed in."""
    finish_lesson(essays.lessons.get().pk, by=anna, at=AT)
    attempt = deeds.start_attempt(essays.pk, by=anna, at=AT)
    one, two, three = attempt.question_ids
    saves = [
        deeds.Answer(one, "a", False, 1),
        deeds.Answer(two, "Pismo.", False, 1),
        deeds.Answer(three, "Drugie.", False, 1),
    ]
    deeds.answer_questions(attempt.pk, saves, by=anna, at=AT)
    result = deeds.finish_attempt(attempt.pk, by=anna, at=minutes(5))
    assert (result.verdict, result.course_completed) == (None, False)
    return Attempt.objects.get()


def grade(
    attempt: Attempt, place: int, marks: dict[str, str], cast: Cast, *, over: int = 0, who: str = "filip"
):
    seat = cast.seat(who)
    with seated(seat):
        answer = AttemptAnswer.objects.get(attempt=attempt, question=attempt.question_ids[place])
        return grade_essay(answer.pk, marks=marks, remark="Dobrze.", over=over, by=seat, at=minutes(60))


@pytest.mark.rule("L-69")
def test_an_attempt_with_words_waits_and_cannot_be_begun_anew(written: Attempt, essays: Course, anna) -> None:
    assert (written.waits, written.handed_in_at, written.score) == (True, minutes(5), None)
    assert deeds.start_attempt(essays.pk, by=anna, at=minutes(9)) == written
    with pytest.raises(deeds.AttemptClosed):
        deeds.answer_questions(
            written.pk, [deeds.Answer(written.question_ids[1], "Inne.", False, 9)], by=anna, at=AT
        )
    with pytest.raises(deeds.AttemptClosed):
        deeds.finish_attempt(written.pk, by=anna, at=minutes(9))


@pytest.mark.rule("L-69")
def test_the_last_grade_brings_the_verdict_and_all_that_follows(written: Attempt, cast: Cast, anna) -> None:
    assert not grade(written, 1, BEST, cast).judged
    assert Attempt.objects.get().waits

    assert grade(written, 2, GOOD, cast).judged

    held = Attempt.objects.get()
    assert (held.points, held.maximum, held.score, held.passed) == (
        Decimal(6),
        Decimal(7),
        Decimal("85.71"),
        True,
    )
    assert (held.handed_in_at, held.finished_at) == (minutes(5), minutes(60))
    progress = CourseProgress.objects.get()
    assert (progress.completed_at, progress.best_score) == (minutes(60), Decimal("85.71"))
    assert Certificate.objects.count() == 1
    with seated(SYSTEM):
        assert Letter.objects.filter(kind="learning.graded").count() == 1
        assert AuditEntry.objects.filter(deed="essay graded").count() == 2
    signed = EssayGrade.objects.values_list("signed", "points", "number").order_by("pk")
    assert list(signed) == [("Filip Górski", Decimal(3), 1), ("Filip Górski", Decimal(2), 1)]


@pytest.mark.rule("L-69")
def test_nothing_written_is_judged_at_once(essays: Course, anna) -> None:
    attempt = deeds.start_attempt(essays.pk, by=anna, at=AT)
    saves = [
        deeds.Answer(attempt.question_ids[0], "a", False, 1),
        deeds.Answer(attempt.question_ids[1], "", False, 1),
    ]
    deeds.answer_questions(attempt.pk, saves, by=anna, at=AT)

    result = deeds.finish_attempt(attempt.pk, by=anna, at=AT)

    assert result.verdict is not None
    assert (result.verdict.score, result.verdict.passed) == (Decimal("14.29"), False)


@pytest.mark.rule("L-69")
def test_a_correction_judges_again_and_stays_beside_the_first(written: Attempt, cast: Cast) -> None:
    grade(written, 1, WORST, cast)
    grade(written, 2, WORST, cast)
    assert Attempt.objects.get().passed is False

    again = grade(written, 1, BEST, cast, over=1)
    assert again.judged
    grade(written, 2, BEST, cast, over=1)

    held = Attempt.objects.get()
    assert (held.passed, held.score, held.finished_at) == (True, Decimal("100.00"), minutes(60))
    assert sorted(EssayGrade.objects.values_list("number", flat=True)) == [1, 1, 2, 2]
    assert CourseProgress.objects.get().completed_at == minutes(60)
    assert Certificate.objects.count() == 1
    with seated(SYSTEM):
        assert AuditEntry.objects.filter(deed="attempt judged again").count() == 2


@pytest.mark.rule("L-69")
def test_a_correction_takes_no_pass_from_a_completed_course(written: Attempt, cast: Cast) -> None:
    grade(written, 1, BEST, cast)
    grade(written, 2, BEST, cast)

    with pytest.raises(PassStands):
        grade(written, 1, WORST, cast, over=1)

    assert Attempt.objects.get().score == Decimal("100.00")
    assert EssayGrade.objects.count() == 2


def test_the_same_grade_sent_twice_is_one_and_a_rivals_is_told(written: Attempt, cast: Cast) -> None:
    first = grade(written, 1, BEST, cast)

    assert grade(written, 1, BEST, cast).grade == first.grade
    with pytest.raises(GradedMeanwhile):
        grade(written, 1, WORST, cast, who="dorota")
    with pytest.raises(NotMarked):
        grade(written, 2, {"1": "3"}, cast)
    assert EssayGrade.objects.count() == 1


@pytest.mark.parametrize("who", ["celina", "cezary", "daniel"])
def test_nobody_from_elsewhere_grades(written: Attempt, cast: Cast, who: str) -> None:
    with pytest.raises(AttemptAnswer.DoesNotExist):
        grade(written, 1, BEST, cast, who=who)
    assert not EssayGrade.objects.exists()


def test_the_queue_is_oldest_first_within_reach(written: Attempt, cast: Cast) -> None:
    for who, seen in (("filip", 2), ("dorota", 2), ("daniel", 0), ("celina", 0)):
        with seated(cast.seat(who)):
            assert len(waiting_essays()) == seen, who

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.cast import Cast

from kaganek.core.models import AuditEntry
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.documents.models import Certificate
from kaganek.learning.models import Attempt, AttemptAnswer, Course, CourseProgress, Lesson, Quiz
from kaganek.learning.services import quiz as deeds
from kaganek.learning.services.completion import CourseLocked
from kaganek.learning.services.lessons import finish_lesson
from kaganek.learning.tests.factories import RIGHT, make_course, make_path, make_progress, make_quiz
from kaganek.programmes.models import Achievement

AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def minutes(n: float) -> datetime:
    return AT + timedelta(minutes=n)


@pytest.fixture
def course(cast: Cast) -> Course:
    """A course of two lessons with a quiz of six questions, one of each kind; Anna takes it."""
    with seated(SYSTEM):
        course = make_course(lessons=2)
        make_quiz(course, pass_mark=60, attempts=2)
        make_progress(cast.enrolments["anna"], course)
    return course


@pytest.fixture
def anna(cast: Cast):
    with seated(cast.seat("anna")):
        yield cast.seat("anna")


@pytest.fixture
def attempt(course: Course, anna) -> Attempt:
    return deeds.start_attempt(course.pk, by=anna, at=AT)


def asked(attempt: Attempt) -> list[tuple[int, str]]:
    from kaganek.learning.models import Question

    kinds = dict(Question.objects.filter(pk__in=attempt.question_ids).values_list("pk", "kind"))
    return [(pk, kinds[pk]) for pk in attempt.question_ids]


def answer_question(
    attempt_id: int, question_id: int, response: Any, *, flagged: bool, sequence: int, by: Seat, at: datetime
) -> bool:
    """Save one answer; False when a newer one is already held."""
    one = deeds.Answer(question_id, response, flagged, sequence)
    return deeds.answer_questions(attempt_id, [one], by=by, at=at)[question_id] == sequence


def answer(attempt: Attempt, seat, *, right: int, at: datetime = AT) -> None:
    """Answer the first `right` questions rightly; leave the rest."""
    for pk, kind in asked(attempt)[:right]:
        answer_question(attempt.pk, pk, RIGHT[kind], flagged=False, sequence=1, by=seat, at=at)


def finish_lessons(course: Course, seat, at: datetime = AT) -> None:
    for lesson in Lesson.objects.filter(course=course):
        finish_lesson(lesson.pk, by=seat, at=at)


def progress() -> CourseProgress:
    return CourseProgress.objects.get()


# Starting


def test_an_attempt_fixes_the_questions_and_starts_the_course(attempt: Attempt, course: Course) -> None:
    assert (attempt.number, len(attempt.question_ids), attempt.started_at) == (1, 6, AT)
    assert progress().started_at == AT


@pytest.mark.rule("L-10")
def test_starting_again_returns_the_open_attempt(attempt: Attempt, course: Course, anna) -> None:
    again = deeds.start_attempt(course.pk, by=anna, at=minutes(1))

    assert again == attempt
    assert Attempt.objects.count() == 1


def test_the_database_refuses_a_second_open_attempt(attempt: Attempt) -> None:
    twin = Attempt.objects.get()
    twin.pk, twin.number = None, 2
    with pytest.raises(IntegrityError, match="attempt_one_open"), transaction.atomic():
        twin.save(force_insert=True)


@pytest.mark.rule("L-10")
def test_after_the_last_allowed_attempt_there_is_none(attempt: Attempt, course: Course, anna) -> None:
    deeds.finish_attempt(attempt.pk, by=anna, at=AT)
    second = deeds.start_attempt(course.pk, by=anna, at=AT)
    deeds.finish_attempt(second.pk, by=anna, at=AT)

    assert second.number == 2
    with pytest.raises(deeds.NoAttemptsLeft):
        deeds.start_attempt(course.pk, by=anna, at=AT)


def test_a_course_without_questions_has_no_quiz(cast: Cast) -> None:
    with seated(SYSTEM):
        bare, empty = make_course(), make_course()
        make_quiz(empty, questions=[])
        for one in (bare, empty):
            make_progress(cast.enrolments["anna"], one)
    with seated(cast.seat("anna")):
        for one in (bare, empty):
            with pytest.raises(Quiz.DoesNotExist):
                deeds.start_attempt(one.pk, by=cast.seat("anna"), at=AT)


def test_a_course_nobody_gave_you_cannot_be_started(course: Course, cast: Cast) -> None:
    with seated(cast.seat("cezary")), pytest.raises(CourseProgress.DoesNotExist):
        deeds.start_attempt(course.pk, by=cast.seat("cezary"), at=AT)


@pytest.mark.rule("L-11")
def test_a_course_after_another_opens_when_that_one_is_done(cast: Cast) -> None:
    with seated(SYSTEM):
        first, second = make_course(lessons=1), make_course(lessons=1)
        make_quiz(second)
        for one in (first, second):
            make_progress(cast.enrolments["anna"], one)
        make_path(cast.enrolments["anna"], [first, second], in_order=True)
    anna = cast.seat("anna")
    with seated(anna):
        with pytest.raises(CourseLocked) as locked:
            deeds.start_attempt(second.pk, by=anna, at=AT)
        assert [one[1] for place in locked.value.waits for one in place.of] == [first.pk]
        with pytest.raises(CourseLocked):
            finish_lesson(second.lessons.get().pk, by=anna, at=AT)

        finish_lesson(first.lessons.get().pk, by=anna, at=AT)

        assert deeds.start_attempt(second.pk, by=anna, at=AT).number == 1


def test_a_course_once_begun_is_never_closed_again(course: Course, anna, cast: Cast) -> None:
    finish_lesson(course.lessons.first().pk, by=anna, at=AT)
    with seated(SYSTEM):
        before = make_course()
        make_progress(cast.enrolments["anna"], before)
        make_path(cast.enrolments["anna"], [before, course], in_order=True)

    assert deeds.start_attempt(course.pk, by=anna, at=AT).number == 1


# Answering


def saved(attempt: Attempt) -> list[tuple[Any, bool, int, datetime]]:
    rows = AttemptAnswer.objects.filter(attempt=attempt).order_by("question")
    return list(rows.values_list("response", "flagged", "sequence", "saved_at"))


def test_an_answer_is_saved_and_the_newest_wins(attempt: Attempt, anna) -> None:
    question = attempt.question_ids[0]

    def save(response: Any, sequence: int, at: datetime, *, flagged: bool = False) -> bool:
        return answer_question(
            attempt.pk, question, response, flagged=flagged, sequence=sequence, by=anna, at=at
        )

    assert save("b", 10, AT)
    assert save("a", 12, minutes(1), flagged=True)
    assert not save("b", 11, minutes(2))  # overtaken on the way
    assert save("a", 12, minutes(3))  # the same change sent again
    assert saved(attempt) == [("a", True, 12, minutes(1))]
    assert save(None, 13, minutes(4))
    assert saved(attempt) == [(None, False, 13, minutes(4))]


def test_many_answers_go_in_one_call(attempt: Attempt, anna) -> None:
    first, second = attempt.question_ids[:2]
    changes = [
        deeds.Answer(first, "b", False, 5),
        deeds.Answer(first, "a", False, 6),
        deeds.Answer(second, ["a"], True, 7),
    ]

    assert deeds.answer_questions(attempt.pk, changes, by=anna, at=AT) == {first: 6, second: 7}
    assert saved(attempt) == [("a", False, 6, AT), (["a"], True, 7, AT)]


def test_an_overtaken_answer_learns_the_counter_that_is_held(attempt: Attempt, anna) -> None:
    question = attempt.question_ids[0]
    answer_question(attempt.pk, question, "a", flagged=False, sequence=9, by=anna, at=AT)

    old = [deeds.Answer(question, "b", False, 3)]

    assert deeds.answer_questions(attempt.pk, old, by=anna, at=AT) == {question: 9}


@pytest.mark.parametrize("response", ["zz", ["a"], True, {"1": "1"}, 5])
def test_a_response_of_a_wrong_shape_is_refused(attempt: Attempt, anna, response: Any) -> None:
    with pytest.raises(deeds.WrongShape):
        answer_question(
            attempt.pk, attempt.question_ids[0], response, flagged=False, sequence=1, by=anna, at=AT
        )
    assert saved(attempt) == []


def test_a_question_of_another_quiz_is_refused(attempt: Attempt, anna) -> None:
    with seated(SYSTEM):
        foreign = make_quiz(make_course()).questions.first()
    with pytest.raises(Attempt.DoesNotExist):
        answer_question(attempt.pk, foreign.pk, "a", flagged=False, sequence=1, by=anna, at=AT)


def test_a_stranger_cannot_answer_or_finish(attempt: Attempt, cast: Cast) -> None:
    for who in ("cezary", "celina", "bogdan"):
        seat = cast.seat(who)
        with seated(seat):
            if who == "bogdan":  # the same office: he may see that it exists, the page does not let him in
                continue
            with pytest.raises(Attempt.DoesNotExist):
                answer_question(
                    attempt.pk, attempt.question_ids[0], "a", flagged=False, sequence=1, by=seat, at=AT
                )
            with pytest.raises(Attempt.DoesNotExist):
                deeds.finish_attempt(attempt.pk, by=seat, at=AT)
    assert saved(attempt) == []


def test_nothing_is_saved_after_the_end(attempt: Attempt, anna) -> None:
    deeds.finish_attempt(attempt.pk, by=anna, at=AT)

    with pytest.raises(deeds.AttemptClosed):
        answer(attempt, anna, right=1)
    assert saved(attempt) == []


@pytest.mark.rule("L-10")
def test_the_end_of_time_leaves_five_seconds_of_grace(course: Course, anna) -> None:
    with seated(SYSTEM):
        Quiz.objects.filter(course=course).update(time_limit=20)
    attempt = deeds.start_attempt(course.pk, by=anna, at=AT)

    answer(attempt, anna, right=1, at=minutes(20) + timedelta(seconds=5))
    with pytest.raises(deeds.AttemptClosed):
        answer(attempt, anna, right=1, at=minutes(20) + timedelta(seconds=6))

    assert len(saved(attempt)) == 1
    assert deeds.finish_attempt(attempt.pk, by=anna, at=minutes(30)).attempt.points == Decimal(1)


def test_saving_an_answer_takes_one_statement(attempt: Attempt, anna, django_assert_num_queries) -> None:
    first, second = (deeds.Answer(attempt.question_ids[0], "a", False, counter) for counter in (1, 2))
    deeds.answer_questions(attempt.pk, [first], by=anna, at=AT)  # the question's words are read once

    with django_assert_num_queries(1):
        deeds.answer_questions(attempt.pk, [second], by=anna, at=AT)

    assert len(saved(attempt)) == 1


def test_an_answer_beside_one_of_another_quiz_is_not_saved_either(attempt: Attempt, anna) -> None:
    with seated(SYSTEM):
        elsewhere = make_course()
        make_quiz(elsewhere)
        other = elsewhere.quiz.questions.first()
    both = [deeds.Answer(pk, "a", False, 1) for pk in (attempt.question_ids[0], other.pk)]

    with pytest.raises(Attempt.DoesNotExist):
        deeds.answer_questions(attempt.pk, both, by=anna, at=AT)

    assert saved(attempt) == []


# Finishing


@pytest.mark.rule("L-09")
def test_a_pass_after_all_lessons_completes_the_course_and_issues_the_certificate(
    attempt: Attempt, course: Course, anna, cast: Cast
) -> None:
    finish_lessons(course, anna)
    answer(attempt, anna, right=4)

    result = deeds.finish_attempt(attempt.pk, by=anna, at=minutes(9))

    assert (result.verdict.score, result.verdict.passed) == (Decimal("66.67"), True)
    assert (result.course_completed, result.certificate) == (True, Certificate.objects.get())
    assert (progress().completed_at, progress().best_score) == (minutes(9), Decimal("66.67"))
    earned = Achievement.objects.values_list("source", "title", "hours", "score", "at")
    assert list(earned) == [
        (f"learning.course:{course.pk}", course.title, Decimal(4), Decimal("66.67"), minutes(9))
    ]
    held = Attempt.objects.values_list("points", "maximum", "score", "passed", "finished_at")
    assert list(held) == [(Decimal(4), Decimal(6), Decimal("66.67"), True, minutes(9))]
    points = AttemptAnswer.objects.order_by("question").values_list("points", flat=True)
    assert list(points) == [Decimal(1)] * 4
    with seated(SYSTEM):
        said = AuditEntry.objects.filter(person=cast.person("anna").pk).values_list("deed", flat=True)
        assert {"attempt started", "attempt finished", "course completed"} <= set(said)


def test_a_pass_before_the_lessons_waits_for_them(attempt: Attempt, course: Course, anna) -> None:
    answer(attempt, anna, right=6)

    result = deeds.finish_attempt(attempt.pk, by=anna, at=AT)

    assert (result.verdict.passed, result.course_completed, result.certificate) == (True, False, None)
    assert Achievement.objects.count() == 0

    first, last = Lesson.objects.filter(course=course).order_by("position")
    assert finish_lesson(first.pk, by=anna, at=minutes(1)).course_completed is False
    finished = finish_lesson(last.pk, by=anna, at=minutes(2))

    assert (finished.course_completed, finished.certificate) == (True, Certificate.objects.get())
    assert progress().completed_at == minutes(2)


def test_a_failure_is_closed_scored_and_earns_nothing(attempt: Attempt, course: Course, anna) -> None:
    finish_lessons(course, anna)
    answer(attempt, anna, right=3)

    result = deeds.finish_attempt(attempt.pk, by=anna, at=AT)

    assert (result.verdict.score, result.verdict.passed) == (Decimal("50.00"), False)
    assert (Achievement.objects.count(), Certificate.objects.count()) == (0, 0)
    assert (progress().completed_at, progress().best_score) == (None, Decimal("50.00"))


def test_a_worse_second_attempt_takes_nothing_away(attempt: Attempt, course: Course, anna) -> None:
    answer(attempt, anna, right=6)
    deeds.finish_attempt(attempt.pk, by=anna, at=AT)
    second = deeds.start_attempt(course.pk, by=anna, at=minutes(1))
    deeds.finish_attempt(second.pk, by=anna, at=minutes(2))

    finish_lessons(course, anna, at=minutes(3))

    assert (progress().best_score, progress().completed_at) == (Decimal("100.00"), minutes(3))


def test_finishing_twice_has_one_effect(attempt: Attempt, course: Course, anna) -> None:
    finish_lessons(course, anna)
    answer(attempt, anna, right=6)
    deeds.finish_attempt(attempt.pk, by=anna, at=AT)

    with pytest.raises(deeds.AttemptClosed):
        deeds.finish_attempt(attempt.pk, by=anna, at=minutes(5))

    assert Attempt.objects.get().finished_at == AT
    assert (Achievement.objects.count(), Certificate.objects.count()) == (1, 1)
    with seated(SYSTEM):
        assert AuditEntry.objects.filter(deed="attempt finished").count() == 1


def test_what_fails_half_way_leaves_nothing(attempt: Attempt, course: Course, anna, cast: Cast) -> None:
    """A fault in the last step takes back score, completion and ledger alike."""
    finish_lessons(course, anna)
    answer(attempt, anna, right=6)
    with pytest.raises(RuntimeError), seated(anna):
        deeds.finish_attempt(attempt.pk, by=anna, at=AT)
        raise RuntimeError

    assert Attempt.objects.get().is_open
    assert progress().completed_at is None
    assert (Achievement.objects.count(), Certificate.objects.count()) == (0, 0)

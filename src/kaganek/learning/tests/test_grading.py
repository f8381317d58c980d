"""Longer words graded by hand: an attempt that waits, its verdict, a grade said again, who may."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import Cast

from kaganek.core.models import AuditEntry
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.core.tests.files import check_file
from kaganek.core.tests.letters import letters as letters_now
from kaganek.documents.models import Certificate
from kaganek.learning.models import (
    Attempt,
    AttemptAnswer,
    Course,
    CourseProgress,
    EssayGrade,
)
from kaganek.learning.queries.grading import waiting_essays
from kaganek.learning.queries.rubrics import words_of
from kaganek.learning.services import quiz as deeds
from kaganek.learning.services.grading import GradedMeanwhile, NotMarked, grade_essay
from kaganek.learning.services.judging import PassStands
from kaganek.learning.services.lessons import finish_lesson
from kaganek.learning.tests.factories import SINGLE, make_course, make_progress, make_quiz, make_rubric

AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
BEST, GOOD, WORST = {"1": "3", "2": "2"}, {"1": "2", "2": "2"}, {"1": "1", "2": "1"}


def minutes(n: float) -> datetime:
    return AT + timedelta(minutes=n)


@pytest.fixture
def anna(cast: Cast):
    with seated(cast.seat("anna")):
        yield cast.seat("anna")


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
    return hand_in(essays, anna)


def hand_in(essays: Course, anna: Seat) -> Attempt:
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
        assert letters_now().filter(kind="learning.graded").count() == 1
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


def test_the_file_of_the_queue_has_the_rows_of_its_screen(essays: Course, client: Client, cast: Cast) -> None:
    anna = cast.seat("anna")
    with seated(anna):
        hand_in(essays, anna)
    client.force_login(cast.account("filip"))

    check_file(client, "/nauka/oceny/", "/nauka/oceny.csv")


def test_it_is_said_whose_answer_was_graded(essays: Course, client: Client, cast: Cast) -> None:
    with seated(cast.seat("anna")):
        hand_in(essays, cast.seat("anna"))
    with seated(cast.seat("filip")):
        waiting = waiting_essays()[0]
    client.force_login(cast.account("filip"))
    marks = {f"c{one}": level for one, level in BEST.items()}
    said = client.post(f"/nauka/oceny/{waiting.pk}/", marks | {"remark": "", "over": "0"}, follow=True)
    assert "Ocena zapisana: Anna Wrona, Urząd Gminy Zalesie." in said.content.decode()


def test_a_graded_answer_is_found_again(client: Client, cast: Cast, essays: Course) -> None:
    """Under "Ocenione", on the screen and in the file, at the same cost; by default the list holds what waits."""
    filip = cast.seat("filip")
    with seated(cast.seat("anna")):
        hand_in(essays, cast.seat("anna"))
    with seated(filip):
        first, second = waiting_essays()
        grade_essay(first.pk, marks=BEST, remark="", over=0, by=filip, at=AT)
    client.force_login(cast.account("filip"))

    def listed(query: str) -> list[int]:
        return [row.pk for row in client.get(f"/nauka/oceny/{query}").context["listing"].rows]

    assert listed("") == [second.pk]
    assert listed("?stan=ocenione") == [first.pk]
    assert listed("?stan=nic") == [second.pk]
    page = client.get("/nauka/oceny/").content.decode()
    assert 'href="?stan=ocenione"' in page
    check_file(client, "/nauka/oceny/?stan=ocenione", "/nauka/oceny.csv?stan=ocenione", searched=False)
    with CaptureQueriesContext(connection) as one:
        listed("?stan=ocenione")
    with seated(filip):
        grade_essay(second.pk, marks=BEST, remark="", over=0, by=filip, at=AT)
    assert listed("") == []
    assert 'href="?stan=ocenione"' in client.get("/nauka/oceny/").content.decode()  # also when nothing waits
    with CaptureQueriesContext(connection) as two:
        assert sorted(listed("?stan=ocenione")) == sorted([first.pk, second.pk])
    assert len(two) == len(one)

"""People taken to a newer edition: what stays finished, who is left alone, what is kept of what was."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from tests.cast import Cast

from kaganek.core.outbox import letter_kinds
from kaganek.core.seats import SYSTEM, seated
from kaganek.core.tests.letters import letters as letters_now
from kaganek.learning.models import (
    Course,
    CourseEdition,
    CourseProgress,
    EditionMove,
    LessonMargin,
    LessonVisit,
)
from kaganek.learning.services.lessons import finish_lesson
from kaganek.learning.services.moves import MOVED, Wanted, move_some
from kaganek.learning.services.notes import mark_lesson
from kaganek.learning.services.quiz import NoAttemptsLeft, finish_attempt, start_attempt
from kaganek.learning.terms import Carry
from kaganek.learning.tests.factories import make_course, make_progress, make_quiz
from kaganek.learning.tests.test_editions import AT, publish, rewrite
from kaganek.people.models import Person
from kaganek.programmes.models import Achievement

LATER = AT + timedelta(days=3)


@pytest.fixture
def course(cast: Cast) -> Course:
    """Three lessons and a quiz; Anna has finished the first two, Cezary has not begun."""
    with seated(SYSTEM):
        course = make_course(lessons=3, title="Prosty język")
        make_quiz(course, [("truefalse", {"answer": True})], attempts=1)
        publish(course)
        for name in ("anna", "cezary"):
            make_progress(cast.enrolments[name], course)
        Person.objects.filter(pk=cast.person("anna").pk).update(email="anna@zalesie.example")
    anna = cast.seat("anna")
    with seated(anna):
        for position in (1, 2):
            finish_lesson(course.lessons.get(position=position).pk, by=anna, at=AT)
        mark_lesson(course.lessons.get(position=1).pk, marked=True, by=anna, at=AT)
    return course


def next_edition(course: Course) -> CourseEdition:
    """Lesson 1 rewritten, 2 as it was, 3 taken out."""
    with seated(SYSTEM):
        rewrite(course.lessons.get(position=1), "Nowa treść.")
        course.lessons.filter(position=3).update(live=False)
        return publish(course, note="Krócej i jaśniej.")


def move(edition: CourseEdition, carry: Carry, *, keep_result: bool = True) -> int:
    with seated(SYSTEM):
        return move_some(edition.pk, Wanted(carry, keep_result), at=LATER)


@pytest.mark.rule("L-84")
@pytest.mark.parametrize(
    ("carry", "finished"), [(Carry.SAME_WORDS, [2]), (Carry.SAME_LESSON, [1, 2]), (Carry.NOTHING, [])]
)
def test_what_stays_finished(cast: Cast, course: Course, carry: Carry, finished: list[int]) -> None:
    edition = next_edition(course)

    assert move(edition, carry) == 1
    assert move(edition, carry) == 0

    with seated(cast.seat("anna")):
        row = CourseProgress.objects.get()
        assert (row.edition_id, row.lessons_done) == (edition.pk, len(finished))
        done = LessonVisit.objects.filter(finished_at__isnull=False).values_list(
            "lesson__position", flat=True
        )
        assert sorted(done) == finished
        moved = EditionMove.objects.get()
        dropped = [position for position in (1, 2) if position not in finished]
        assert sorted(moved.dropped) == sorted(str(course.lessons.get(position=p).pk) for p in dropped)
        assert LessonMargin.objects.get().marked_at == AT
    with seated(cast.seat("cezary")):
        assert CourseProgress.objects.get().edition_id is None


@pytest.mark.rule("L-84")
def test_who_has_completed_is_left_alone(cast: Cast, course: Course) -> None:
    with seated(SYSTEM):
        CourseProgress.objects.filter(person=cast.person("anna")).update(completed_at=AT, lessons_done=3)
    edition = next_edition(course)

    assert move(edition, Carry.NOTHING, keep_result=False) == 0
    with seated(SYSTEM):
        row = CourseProgress.objects.get(person=cast.person("anna"))
        assert (row.edition.number, row.lessons_done, row.completed_at) == (1, 3, AT)


def test_who_now_has_everything_completes_the_course(cast: Cast) -> None:
    with seated(SYSTEM):
        course = make_course(lessons=2)
        publish(course)
        make_progress(cast.enrolments["anna"], course)
    anna = cast.seat("anna")
    with seated(anna):
        finish_lesson(course.lessons.get(position=1).pk, by=anna, at=AT)
    with seated(SYSTEM):
        course.lessons.filter(position=2).update(live=False)
        edition = publish(course)
        move_some(edition.pk, Wanted(Carry.SAME_WORDS, keep_result=True), at=LATER)

        assert CourseProgress.objects.get().completed_at == LATER
        assert Achievement.objects.count() == 1


@pytest.mark.parametrize("keep", [True, False])
def test_the_result_stays_or_has_to_be_earned_again(cast: Cast, course: Course, keep: bool) -> None:
    anna = cast.seat("anna")
    with seated(anna):
        tried = start_attempt(course.pk, by=anna, at=AT)
        finish_attempt(tried.pk, by=anna, at=AT)
        with pytest.raises(NoAttemptsLeft):
            start_attempt(course.pk, by=anna, at=AT)
    move(next_edition(course), Carry.SAME_WORDS, keep_result=keep)

    with seated(anna):
        assert CourseProgress.objects.get().best_score == (Decimal(0) if keep else None)
        if keep:
            with pytest.raises(NoAttemptsLeft):
                start_attempt(course.pk, by=anna, at=LATER)
        else:
            assert start_attempt(course.pk, by=anna, at=LATER).number == 2


def test_the_letter_says_what_changes_for_the_reader(course: Course) -> None:
    move(next_edition(course), Carry.SAME_WORDS)

    with seated(SYSTEM):
        words = letter_kinds.get(MOVED)(letters_now().get(kind=MOVED))
    assert words.subject == "Nowe wydanie szkolenia: Prosty język"
    assert "Co się zmieniło: Krócej i jaśniej." in words.body
    assert "Bez zmian na Twoim koncie: 1\u00a0lekcja" in words.body
    assert "Do przeczytania od nowa: 1\u00a0lekcja" in words.body
    assert "Test trzeba zdać" not in words.body


def test_moves_of_others_are_not_seen(cast: Cast, course: Course) -> None:
    move(next_edition(course), Carry.SAME_WORDS)
    for name, seen in (("anna", 1), ("bogdan", 1), ("cezary", 0), ("celina", 0)):
        with seated(cast.seat(name)):
            assert EditionMove.policed.count() == seen, name

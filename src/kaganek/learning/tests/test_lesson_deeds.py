from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from tests.cast import Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Course, CourseProgress, Lesson, LessonVisit
from kaganek.learning.services.lessons import finish_lesson
from kaganek.learning.tests.factories import make_course, make_progress, make_quiz
from kaganek.programmes.models import Achievement

AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


@pytest.fixture
def course(cast: Cast) -> Course:
    """A course of two lessons with a quiz; Anna takes it."""
    with seated(SYSTEM):
        course = make_course(lessons=2)
        make_quiz(course)
        make_progress(cast.enrolments["anna"], course)
    return course


@pytest.fixture
def anna(cast: Cast):
    with seated(cast.seat("anna")):
        yield cast.seat("anna")


def test_a_lesson_finished_twice_keeps_its_time(course: Course, anna) -> None:
    first, last = Lesson.objects.filter(course=course).order_by("position")

    finished = finish_lesson(first.pk, by=anna, at=AT)
    finish_lesson(first.pk, by=anna, at=AT + timedelta(minutes=5))

    assert (finished.next_lesson_id, finished.has_quiz) == (last.pk, True)
    assert list(LessonVisit.objects.values_list("lesson", "opened_at", "finished_at")) == [(first.pk, AT, AT)]
    progress = CourseProgress.objects.get()
    assert (progress.lessons_done, progress.current_lesson_id) == (1, last.pk)


def test_a_course_without_a_quiz_is_completed_by_its_last_lesson(cast: Cast) -> None:
    with seated(SYSTEM):
        course = make_course(lessons=1, hours=Decimal(2))
        make_progress(cast.enrolments["anna"], course)
    anna = cast.seat("anna")
    with seated(anna):
        finished = finish_lesson(course.lessons.get().pk, by=anna, at=AT)

        assert (finished.course_completed, finished.next_lesson_id) == (True, None)
        assert list(Achievement.objects.values_list("score", "hours")) == [(None, Decimal(2))]


def test_a_lesson_of_a_foreign_course_is_not_there(course: Course, cast: Cast) -> None:
    with seated(SYSTEM):
        lesson = Lesson.objects.filter(course=course).first()
    with seated(cast.seat("cezary")), pytest.raises(CourseProgress.DoesNotExist):
        finish_lesson(lesson.pk, by=cast.seat("cezary"), at=AT)


def test_an_unpublished_lesson_is_not_there(course: Course, anna) -> None:
    with seated(SYSTEM):
        Lesson.objects.filter(course=course, position=2).update(live=False)
    first, draft = course.lessons.order_by("position")

    with pytest.raises(CourseProgress.DoesNotExist):
        finish_lesson(draft.pk, by=anna, at=AT)
    assert finish_lesson(first.pk, by=anna, at=AT).next_lesson_id is None

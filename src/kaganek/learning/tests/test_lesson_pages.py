"""Courses, lessons and their questions without a grade."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import (
    Attempt,
    Course,
    CourseProgress,
    Lesson,
    LessonVisit,
)
from kaganek.learning.tests.factories import make_course, make_path, make_progress
from kaganek.learning.tests.pages import words


def test_a_closed_course_says_what_opens_it(anna: Client, cast: Cast, lesson: Lesson) -> None:
    with seated(SYSTEM):
        first = make_course(title="Najpierw to")
        make_progress(cast.enrolments["anna"], first)
        make_path(cast.enrolments["anna"], [first, lesson.course], in_order=True)

    text = words(anna.get(reverse("learning:course", args=[lesson.course_id])))

    assert "Najpierw to" in text
    assert reverse("learning:lesson", args=[lesson.pk]) not in text
    for name, pk in (("lesson", lesson.pk),):
        assert anna.get(reverse(f"learning:{name}", args=[pk])).status_code == 302
    assert anna.post(reverse("learning:lesson_done", args=[lesson.pk])).status_code == 302
    assert anna.post(reverse("learning:start", args=[lesson.course_id])).status_code == 302
    for post in ({"o": "1"}, {"o": "1", "script": "1"}):
        tried = anna.post(reverse("learning:check", args=[lesson.pk, "b1"]), post)
        assert (tried.status_code, tried["Location"]) == (
            302,
            reverse("learning:course", args=[lesson.course_id]),
        )
    with seated(SYSTEM):
        assert (LessonVisit.objects.count(), Attempt.objects.count()) == (0, 0)


def test_after_the_deadline_the_course_is_open(anna: Client, lesson: Lesson) -> None:
    with seated(SYSTEM):
        CourseProgress.objects.update(due_on=timezone.localdate() - timedelta(days=1))

    assert (
        "Szkolenie jest nadal otwarte"
        in anna.get(reverse("learning:course", args=[lesson.course_id])).content.decode()
    )
    assert anna.get(reverse("learning:lesson", args=[lesson.pk])).status_code == 200


def test_opening_a_lesson_is_noted_once(anna: Client, lesson: Lesson) -> None:
    for _ in range(2):
        assert anna.get(reverse("learning:lesson", args=[lesson.pk])).status_code == 200

    with seated(SYSTEM):
        assert LessonVisit.objects.filter(finished_at=None).count() == 1
        assert CourseProgress.objects.get().started_at is not None


def test_finishing_lessons_leads_to_the_quiz(anna: Client, course: Course) -> None:
    with seated(SYSTEM):
        lessons = list(course.lessons.order_by("position"))

    went = [anna.post(reverse("learning:lesson_done", args=[one.pk])).url for one in lessons]

    assert went == [
        reverse("learning:lesson", args=[lessons[1].pk]),
        reverse("learning:lesson", args=[lessons[2].pk]),
        reverse("learning:quiz", args=[course.pk]),
    ]


@pytest.mark.parametrize(
    ("choice", "told"), [("1", "Właśnie tak."), ("0", "To kończy rozmowę."), (None, "Wybierz odpowiedź")]
)
def test_a_self_check_is_explained_in_its_place(anna: Client, lesson: Lesson, choice, told: str) -> None:
    url = reverse("learning:check", args=[lesson.pk, "b1"])
    post = {"o": choice} if choice else {}

    whole = words(anna.post(url, post))
    part = words(anna.post(url, post | {"script": "1"}))

    assert whole.index("Początek.") < whole.index(told) < whole.index("Koniec.")
    assert part.lstrip().startswith("<form")
    assert told in part
    assert "<b>rozmowę</b>" not in whole + part


def test_a_self_check_that_is_not_there(anna: Client, lesson: Lesson) -> None:
    assert anna.post(reverse("learning:check", args=[lesson.pk, "xx"]), {"script": "1"}).status_code == 404

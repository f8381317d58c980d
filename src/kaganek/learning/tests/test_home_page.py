"""A participant's home: what to do now."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import (
    Course,
    Lesson,
)
from kaganek.learning.tests.factories import make_course, make_path, make_progress
from kaganek.learning.tests.pages import words


def test_home_says_what_to_do_now_and_who_sees_it(anna: Client, cast: Cast, course: Course) -> None:
    with seated(SYSTEM):
        late = make_course(title="Zaległe szkolenie")
        make_progress(cast.enrolments["anna"], late, due_on=timezone.localdate() - timedelta(days=3))
        locked = make_course(title="Zamknięte szkolenie")
        make_progress(cast.enrolments["anna"], locked)
        make_path(cast.enrolments["anna"], [late, locked], in_order=True)
        cast.project.contact_name = "Dorota Lis"
        cast.project.save()

    text = words(anna.get(reverse("learning:home")))

    assert "Masz jedno szkolenie po terminie i jedno do rozpoczęcia." in text
    assert "Lekcja 1 z 2: Lekcja nr 1" in text
    assert "Nadal możesz się uczyć." in text
    assert "Jeszcze zamknięte" in text
    for name in ("Bogdan Maj", "Henryk Sowa", "Janina Żak", "Dorota Lis"):
        assert name in text
    assert "Celina" not in text


def test_home_without_courses_says_why(anna: Client) -> None:
    text = words(anna.get(reverse("learning:home")))

    assert "Nie masz jeszcze szkoleń" in text
    assert "Nie masz teraz żadnych terminów." in text


def test_home_returns_to_the_lesson_left_open(anna: Client, lesson: Lesson) -> None:
    anna.get(reverse("learning:lesson", args=[lesson.pk]))
    anna.post(reverse("learning:lesson_done", args=[lesson.pk]))

    text = words(anna.get(reverse("learning:home")))

    assert "Lekcja 2 z 3: Lekcja nr 2" in text
    assert "Wróć do lekcji" in text

"""One course with a test, and Anna, who takes it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import (
    Attempt,
    Course,
    Lesson,
)
from kaganek.learning.services.quiz import start_attempt
from kaganek.learning.tests.factories import make_course, make_progress, make_quiz
from kaganek.learning.tests.pages import CHECK


@pytest.fixture
def course(cast: Cast) -> Course:
    with seated(SYSTEM):
        course = make_course(lessons=3, title="Prosty język")
        make_quiz(course)
        make_progress(cast.enrolments["anna"], course)
    return course


@pytest.fixture
def lesson(course: Course) -> Lesson:
    with seated(SYSTEM):
        first = course.lessons.order_by("position")[0]
        first.html, first.checks = "<p>Początek.</p><!--check:b1--><p>Koniec.</p>", CHECK
        first.save()
    return first


@pytest.fixture
def attempt(course: Course, cast: Cast) -> Attempt:
    with seated(cast.seat("anna")):
        return start_attempt(course.pk, by=cast.seat("anna"), at=timezone.now())


@pytest.fixture
def anna(client: Client, cast: Cast) -> Client:
    client.force_login(cast.account("anna"))
    client.get(reverse("learning:deadlines"))  # the session now knows the frame of the page
    return client

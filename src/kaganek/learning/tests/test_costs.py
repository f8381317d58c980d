"""What pages cost in SQL statements, everything counted: session, account, membership, seat, transaction.

In a test the request runs inside the test's own transaction, which adds one statement to each:
the seat around it is taken back by hand.
"""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Attempt, Course
from kaganek.learning.services.quiz import start_attempt
from kaganek.learning.tests.factories import SINGLE, make_course, make_path, make_progress, make_quiz


@pytest.fixture
def course(cast: Cast) -> Course:
    with seated(SYSTEM):
        course = make_course(lessons=3)
        make_quiz(course, questions=[SINGLE] * 10)
        make_progress(cast.enrolments["anna"], course)
    return course


@pytest.fixture
def anna(client: Client, cast: Cast) -> Client:
    client.force_login(cast.account("anna"))
    client.get(reverse("learning:deadlines"))  # the frame of the page is read once for a session
    return client


@pytest.mark.parametrize("courses", [1, 3])
def test_home(anna: Client, cast: Cast, course: Course, courses: int, django_assert_num_queries) -> None:
    with seated(SYSTEM):
        more = [make_course() for _ in range(courses - 1)]
        for one in more:
            make_progress(cast.enrolments["anna"], one)
        make_path(cast.enrolments["anna"], [course, *more], in_order=True)

    with django_assert_num_queries(10):
        anna.get(reverse("learning:home"))


@pytest.mark.parametrize("lessons", [1, 3])
def test_lesson(anna: Client, cast: Cast, lessons: int, django_assert_num_queries) -> None:
    with seated(SYSTEM):
        course = make_course(lessons=lessons)
        make_progress(cast.enrolments["anna"], course)
        url = reverse("learning:lesson", args=[course.lessons.first().pk])
    anna.get(url)  # the first opening is noted

    with django_assert_num_queries(8):
        anna.get(url)


@pytest.mark.parametrize("lessons", [1, 3])
def test_course(anna: Client, cast: Cast, lessons: int, django_assert_num_queries) -> None:
    with seated(SYSTEM):
        course = make_course(lessons=lessons)
        make_progress(cast.enrolments["anna"], course)

    with django_assert_num_queries(8):
        anna.get(reverse("learning:course", args=[course.pk]))


def test_deadlines(anna: Client, course: Course, django_assert_num_queries) -> None:
    with django_assert_num_queries(6):
        anna.get(reverse("learning:deadlines"))


def test_an_answer(anna: Client, cast: Cast, course: Course, django_assert_num_queries) -> None:
    with seated(cast.seat("anna")):
        attempt = start_attempt(course.pk, by=cast.seat("anna"), at=timezone.now())
    pk = attempt.question_ids[0]
    post = {"script": "1", f"seq-{pk}-single": "1", f"q-{pk}": "a"}

    with django_assert_num_queries(7):
        anna.post(reverse("learning:answer", args=[attempt.pk]), post)


def test_a_whole_quiz_of_ten_questions(anna: Client, course: Course, django_assert_num_queries) -> None:
    """Start page, start, questions, ten answers, finish with the result: 14 requests."""
    with seated(SYSTEM):
        lessons = list(course.lessons.values_list("pk", flat=True))
    for pk in lessons:
        anna.post(reverse("learning:lesson_done", args=[pk]))
    with django_assert_num_queries(6):
        anna.get(reverse("learning:quiz", args=[course.pk]))
    with django_assert_num_queries(10):
        page = anna.post(reverse("learning:start", args=[course.pk])).url
    with django_assert_num_queries(8):
        anna.get(page)
    with seated(SYSTEM):
        attempt = Attempt.objects.get()
    for pk in attempt.question_ids:
        post = {"script": "1", f"seq-{pk}-single": "1", f"q-{pk}": "a"}
        assert anna.post(reverse("learning:answer", args=[attempt.pk]), post).status_code == 200
    with django_assert_num_queries(20):
        result = anna.post(reverse("learning:finish", args=[attempt.pk]))

    assert "Szkolenie ukończone." in result.content.decode()

"""What pages cost in SQL statements, everything counted: session, account, membership, seat, transaction.

In a test the request runs inside the test's own transaction, which adds one statement to each:
the seat around it is taken back by hand.
"""

from __future__ import annotations

import gzip

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast

from kaganek.core.bodies import render_body
from kaganek.core.prepared import Prepared
from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Attempt, Course, Lesson
from kaganek.learning.queries import own
from kaganek.learning.services.quiz import start_attempt
from kaganek.learning.tests.bodies import body, good
from kaganek.learning.tests.factories import SINGLE, make_course, make_path, make_progress, make_quiz

WARM_VISIT = 20_000  # bytes, as in tests/performance


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


@pytest.mark.parametrize("blocks", [1, 30])
def test_a_lesson_of_many_blocks_costs_no_statement_more(
    anna: Client, cast: Cast, blocks: int, settings, tmp_path, django_assert_num_queries
) -> None:
    """A block of each kind of the palette, over and over; the page stays as light as a warm visit may be."""
    settings.MEDIA_ROOT = tmp_path
    with seated(SYSTEM):
        palette = list(good().items())
        lesson = Lesson(body=body(*(palette[place % len(palette)] for place in range(blocks))))
        course = make_course(lessons=1, html=render_body(lesson.body).html)
        make_progress(cast.enrolments["anna"], course)
        url = reverse("learning:lesson", args=[course.lessons.get().pk])
    anna.get(url)

    with django_assert_num_queries(8):
        page = anna.get(url)

    assert (page.content.count(b"kg-procedure__list") > 1) == (blocks == 30)
    assert len(gzip.compress(page.content, 6)) <= WARM_VISIT


@pytest.mark.parametrize("lessons", [1, 3])
def test_course(anna: Client, cast: Cast, lessons: int, django_assert_num_queries) -> None:
    with seated(SYSTEM):
        course = make_course(lessons=lessons)
        make_progress(cast.enrolments["anna"], course)

    with django_assert_num_queries(8):
        anna.get(reverse("learning:course", args=[course.pk]))


def test_the_database_keeps_the_plans_of_what_participants_read(
    anna: Client, cast: Cast, course: Course
) -> None:
    """A statement planned anew on each visit cost the home page four times its reading."""
    with seated(SYSTEM):
        make_path(cast.enrolments["anna"], [course], in_order=True)
        lesson = course.lessons.first().pk
    for name, args in (("home", ()), ("course", (course.pk,)), ("lesson", (lesson,)), ("deadlines", ())):
        assert anna.get(reverse(f"learning:{name}", args=args)).status_code == 200
    plans = [plan for one in vars(own).values() if isinstance(one, Prepared) for plan in one.plans.values()]

    assert len(plans) > 3
    assert [plan.sql for plan in plans if plan and not plan.kept] == []


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

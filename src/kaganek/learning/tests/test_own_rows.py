"""Which of several rows of one course a person works on, and what the page of a course says of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Course, CourseProgress, QuizAllowance
from kaganek.learning.queries.own import course_row, lesson_row
from kaganek.learning.queries.playing import own_place
from kaganek.learning.services.lessons import finish_lesson
from kaganek.learning.services.quiz import finish_attempt, start_attempt
from kaganek.learning.tests.factories import SINGLE, make_course, make_progress, make_quiz
from kaganek.learning.tests.pages import words
from kaganek.learning.tests.playing import make_package, place
from kaganek.programmes.tests.factories import make_enrolment, make_participation

AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
TODAY = AT.date()


@pytest.fixture
def twice(cast: Cast) -> tuple[Course, CourseProgress, CourseProgress, int]:
    """A course that Anna has in two projects: begun with the far deadline, not begun with the near one."""
    with seated(SYSTEM):
        course = make_course(lessons=2)
        make_quiz(course, [SINGLE])
        package = make_package()
        place(course.lessons.get(position=1), package)
        make_participation(cast.other_project, cast.zalesie)
        other = make_enrolment(cast.other_project, cast.person("anna"))
        begun = make_progress(
            cast.enrolments["anna"], course, due_on=TODAY + timedelta(days=90), started_at=AT
        )
        fresh = make_progress(other, course, due_on=TODAY + timedelta(days=5))
    return course, begun, fresh, package.pk


def test_the_begun_row_stays_the_one_that_opens_whatever_its_deadline(cast: Cast, twice) -> None:
    course, begun, fresh, package = twice
    with seated(SYSTEM):
        first, second = course.lessons.order_by("position").values_list("pk", flat=True)
    with seated(anna := cast.seat("anna")):
        assert course_row(course.pk).pk == begun.pk
        assert lesson_row(first).pk == begun.pk
        assert own_place(package).progress.pk == begun.pk
        finish_lesson(second, by=anna, at=AT)
        assert start_attempt(course.pk, by=anna, at=AT).progress_id == begun.pk
    with seated(SYSTEM):
        assert CourseProgress.objects.get(pk=begun.pk).lessons_done == 1
        assert CourseProgress.objects.get(pk=fresh.pk).started_at is None


def test_a_completed_row_gives_way_to_one_not_begun(cast: Cast, twice) -> None:
    course, begun, fresh, _ = twice
    with seated(SYSTEM):
        CourseProgress.objects.filter(pk=begun.pk).update(completed_at=AT)
    with seated(cast.seat("anna")):
        assert course_row(course.pk).pk == fresh.pk


@pytest.mark.parametrize(("anew", "extra", "said"), [
    (False, 0, "Podejścia: 2 z 3."), (False, 2, "Podejścia: 2 z 5."), (True, 0, "Podejścia: 0 z 3."),
])  # fmt: skip
def test_attempts_are_counted_as_on_the_page_of_the_quiz(
    client: Client, cast: Cast, anew: bool, extra: int, said: str
) -> None:
    with seated(SYSTEM):
        course = make_course(lessons=1)
        make_quiz(course, [SINGLE])
        progress = make_progress(cast.enrolments["anna"], course)
    with seated(anna := cast.seat("anna")):
        for n in range(2):
            attempt = start_attempt(course.pk, by=anna, at=AT + timedelta(minutes=n))
            finish_attempt(attempt.pk, by=anna, at=AT + timedelta(minutes=n))
    with seated(SYSTEM):
        if anew:
            CourseProgress.objects.filter(pk=progress.pk).update(quiz_after=AT + timedelta(days=1))
        if extra:
            QuizAllowance.objects.create(
                progress=progress, extra_attempts=extra, reason="wniosek", signed="Bogdan Maj", made_at=AT, **progress.quad
            )  # fmt: skip
    client.force_login(cast.account("anna"))

    assert said in words(client.get(reverse("learning:course", args=[course.pk])))
    left = int(said[-2]) - int(said[11])
    quiz = client.get(reverse("learning:quiz", args=[course.pk]))
    assert (quiz.context["left"], quiz.context["allowed"]) == (left, int(said[-2]))


@pytest.mark.rule("L-78")
@pytest.mark.parametrize("own", [False, True])
def test_a_completed_own_course_leads_to_no_certificate(client: Client, cast: Cast, own: bool) -> None:
    with seated(SYSTEM):
        course = make_course(lessons=1, office=cast.zalesie if own else None)
        make_progress(cast.enrolments["anna"], course, started_at=AT, completed_at=AT, lessons_done=1)
    client.force_login(cast.account("anna"))

    page = client.get(reverse("learning:course", args=[course.pk])).content.decode()

    main = page.partition("<main")[2]
    assert (f'href="{reverse("documents:certificates")}"' in main) is not own
    assert ("nie daje certyfikatu programu" in main) is own

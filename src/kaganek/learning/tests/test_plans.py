"""Editions planned for an hour: published, refused, called off; small corrections of what is published."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import Cast

from kaganek.core.outbox import letter_kinds
from kaganek.core.seats import SYSTEM, seated
from kaganek.core.tests.letters import letters as letters_now
from kaganek.learning.models import Course, EditionCorrection, EditionLesson, EditionPlan
from kaganek.learning.queries.own import lesson_row, outline
from kaganek.learning.services.corrections import NothingToCorrect, NotSmall, correct
from kaganek.learning.services.plans import (
    PLANNED,
    PlanExists,
    TooSoon,
    cancel_plan,
    plan_edition,
    publish_all_due,
)
from kaganek.learning.tests.factories import make_course, make_progress
from kaganek.learning.tests.test_editions import AT, publish, rewrite
from kaganek.people.models import Person

HOUR = AT + timedelta(hours=2)


@pytest.fixture
def course(cast: Cast) -> Course:
    with seated(SYSTEM):
        course = make_course(lessons=2, title="Prosty język")
        publish(course)
        Person.objects.filter(pk=cast.person("ewa").pk).update(email="ewa@projekt.example")
    return course


def plan(cast: Cast, course: Course) -> EditionPlan:
    ewa = cast.seat("ewa")
    with seated(ewa):
        return plan_edition(course.pk, publish_at=HOUR, note="Jaśniej.", move=None, by=ewa, at=AT)


def told() -> str:
    with seated(SYSTEM):
        return letter_kinds.get(PLANNED)(letters_now().get(kind=PLANNED)).body


@pytest.mark.rule("L-86")
def test_the_clock_publishes_at_the_hour_what_is_ready_then(cast: Cast, course: Course) -> None:
    plan(cast, course)
    assert publish_all_due(at=HOUR - timedelta(seconds=1)) == 0
    with seated(SYSTEM):
        rewrite(course.lessons.get(position=1), "Gotowe przed godziną.")

    assert publish_all_due(at=HOUR) == 1
    assert publish_all_due(at=HOUR) == 0

    with seated(SYSTEM):
        course.refresh_from_db()
        assert (course.current.number, course.current.note) == (2, "Jaśniej.")
        assert course.current.published_by == "Ewa Pióro"
    assert "jest opublikowane" in told()


@pytest.mark.rule("L-86")
def test_what_cannot_be_published_is_told_and_changes_nothing(cast: Cast, course: Course) -> None:
    with seated(SYSTEM):
        rewrite(course.lessons.get(position=1), "Bez recenzji.")
        Course.objects.filter(pk=course.pk).update(review_required=True)
    made = plan(cast, course)

    assert publish_all_due(at=HOUR) == 1

    with seated(SYSTEM):
        course.refresh_from_db()
        made.refresh_from_db()
        assert course.current.number == 1
        assert made.refused == "Te lekcje nie mają akceptacji recenzentów: Lekcja nr 1."
    assert "Lekcja nr 1" in told()


def test_a_plan_is_called_off(cast: Cast, course: Course) -> None:
    made = plan(cast, course)
    with seated(SYSTEM):
        rewrite(course.lessons.get(position=1), "Nowa treść.")
    ewa = cast.seat("ewa")
    with seated(ewa):
        for _ in range(2):
            cancel_plan(made.pk, by=ewa, at=AT)

    assert publish_all_due(at=HOUR) == 0
    with seated(SYSTEM):
        assert course.editions.count() == 1


def test_one_plan_at_a_time_and_none_in_the_past(cast: Cast, course: Course) -> None:
    plan(cast, course)
    with pytest.raises(PlanExists):
        plan(cast, course)
    ewa = cast.seat("ewa")
    with seated(ewa), pytest.raises(TooSoon):
        plan_edition(course.pk, publish_at=AT, note="", move=None, by=ewa, at=AT)


@pytest.fixture
def first(cast: Cast, course: Course) -> EditionLesson:
    """Anna reads the course."""
    with seated(SYSTEM):
        make_progress(cast.enrolments["anna"], course)
        return EditionLesson.objects.get(edition__course=course, position=1)


@pytest.mark.rule("L-83")
def test_a_small_mistake_is_mended_for_those_who_read(
    cast: Cast, course: Course, first: EditionLesson
) -> None:
    with seated(SYSTEM):
        rewrite(first.lesson, "Treść poprawionej lekcji.")
    ewa = cast.seat("ewa")
    with seated(ewa):
        made = correct(first.pk, reason="Literówka.", by=ewa, at=AT)
        with pytest.raises(NothingToCorrect):
            correct(first.pk, reason="Literówka.", by=ewa, at=AT)
        assert (made.before.html, made.after.html) == (
            "<p>Treść lekcji.</p>",
            "<p>Treść poprawionej lekcji.</p>",
        )
    with seated(cast.seat("anna")):
        row = lesson_row(first.lesson_id)
        words = outline(course.pk, row.pk, edition=row.reads, with_text_of=first.lesson_id)[0]
        assert (words["words"], words["corrected_at"]) == ("<p>Treść poprawionej lekcji.</p>", AT)


@pytest.mark.rule("L-83")
def test_more_than_a_small_mistake_is_refused(cast: Cast, first: EditionLesson) -> None:
    with seated(SYSTEM):
        rewrite(first.lesson, " ".join(["zupełnie inne słowa"] * 5))
    ewa = cast.seat("ewa")
    with seated(ewa):
        with pytest.raises(NotSmall):
            correct(first.pk, reason="Zmiana.", by=ewa, at=AT)
        assert EditionCorrection.objects.count() == 0

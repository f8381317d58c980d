"""Editions: who reads which, that nobody's reading changes, that the database itself keeps it so."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from tests import databases, live
from tests.cast import Cast

from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.learning.models import (
    Course,
    CourseEdition,
    CourseProgress,
    EditionLesson,
    Lesson,
    LessonText,
    LessonVisit,
)
from kaganek.learning.queries.own import course_row, lesson_row
from kaganek.learning.services.editions import NothingChanged, NothingToPublish, publish_edition
from kaganek.learning.services.lessons import finish_lesson, open_lesson
from kaganek.learning.tests.factories import make_course, make_progress
from kaganek.programmes.models import Achievement

AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def publish(course: Course, note: str = "", by: Seat = SYSTEM) -> CourseEdition:
    return publish_edition(course.pk, note=note, by=by, at=AT)


def rewrite(lesson: Lesson, words: str, **values: Any) -> None:
    """What making a lesson ready leaves on its row."""
    Lesson.objects.filter(pk=lesson.pk).update(html=f"<p>{words}</p>", text=words, **values)


@pytest.fixture
def course(cast: Cast) -> Course:
    """Two lessons, published as edition 1; Anna and Cezary are to take it."""
    with seated(SYSTEM):
        course = make_course(lessons=2, title="Prosty język", hours=Decimal(4))
        publish(course)
        for name in ("anna", "cezary"):
            make_progress(cast.enrolments[name], course)
    return course


@pytest.fixture
def first(course: Course) -> Lesson:
    return _nth(course, 1)


def _nth(course: Course, position: int) -> Lesson:
    with seated(SYSTEM):
        return course.lessons.get(position=position)


def page(client: Client, cast: Cast, name: str, address: str) -> str:
    client.force_login(cast.account(name))
    return client.get(address).content.decode()


@pytest.mark.rule("L-80")
def test_who_began_reads_the_old_edition_and_who_begins_the_new_one(
    client: Client, cast: Cast, course: Course, first: Lesson
) -> None:
    lesson = reverse("learning:lesson", args=[first.pk])
    outline = reverse("learning:course", args=[course.pk])
    assert "Treść lekcji." in page(client, cast, "anna", lesson)
    with seated(SYSTEM):
        rewrite(first, "Zupełnie inna treść.", title="Inny tytuł lekcji", minutes=30)
        Course.objects.filter(pk=course.pk).update(title="Inny tytuł szkolenia", hours=9)
        publish(course)

    for address in (lesson, outline, reverse("learning:home")):
        old = page(client, cast, "anna", address)
        assert "Inny tytuł" not in old
        assert "Prosty język" in old
    new = page(client, cast, "cezary", lesson)
    assert "Zupełnie inna treść." in new
    assert "Inny tytuł lekcji" in new
    assert "Treść lekcji." in page(client, cast, "anna", lesson)
    for address in (outline, reverse("learning:home")):
        assert "Inny tytuł szkolenia" in page(client, cast, "cezary", address)


@pytest.mark.rule("L-80")
def test_what_is_only_ready_reaches_nobody(client: Client, cast: Cast, course: Course, first: Lesson) -> None:
    with seated(SYSTEM):
        rewrite(first, "Gotowe, ale nie wydane.", title="Tytuł gotowy")

    for name in ("anna", "cezary"):
        assert "Treść lekcji." in page(client, cast, name, reverse("learning:lesson", args=[first.pk]))
        assert "Tytuł gotowy" not in page(client, cast, name, reverse("learning:home"))


@pytest.mark.rule("L-80")
def test_a_lesson_taken_out_stays_for_those_who_began(
    client: Client, cast: Cast, course: Course, first: Lesson
) -> None:
    with seated(cast.seat("anna")):
        finish_lesson(first.pk, by=cast.seat("anna"), at=AT)
    second = _nth(course, 2)
    with seated(SYSTEM):
        Lesson.objects.filter(pk=second.pk).update(live=False)
        publish(course)
    address = reverse("learning:lesson", args=[second.pk])

    assert "Treść lekcji." in page(client, cast, "anna", address)
    client.force_login(cast.account("cezary"))
    assert client.get(address).status_code == 404
    with seated(cast.seat("cezary")):
        row = course_row(course.pk)
        assert (row.lessons, row.reads) == (1, CourseEdition.objects.get(course=course, number=2).pk)
        done = finish_lesson(first.pk, by=cast.seat("cezary"), at=AT)
        assert done.course_completed
    with seated(cast.seat("anna")):
        assert finish_lesson(second.pk, by=cast.seat("anna"), at=AT).course_completed


@pytest.mark.rule("L-80")
def test_the_ledger_calls_a_course_as_it_was_learnt(cast: Cast, course: Course, first: Lesson) -> None:
    anna = cast.seat("anna")
    with seated(anna):
        finish_lesson(first.pk, by=anna, at=AT)
    with seated(SYSTEM):
        Course.objects.filter(pk=course.pk).update(title="Inny tytuł", hours=9)
        publish(course)
    with seated(anna):
        finish_lesson(_nth(course, 2).pk, by=anna, at=AT)

        assert list(Achievement.objects.values_list("title", "hours")) == [("Prosty język", Decimal(4))]


@pytest.mark.rule("L-81")
def test_words_that_stay_are_kept_once(course: Course, first: Lesson) -> None:
    with seated(SYSTEM):
        rewrite(first, "Nowa treść.")
        second = publish(course, note="Poprawiona lekcja pierwsza.")

        held = dict(EditionLesson.objects.values_list("pk", "words"))
        assert (len(held), LessonText.objects.count()) == (4, 2)
        assert (second.number, second.lessons, second.note) == (2, 2, "Poprawiona lekcja pierwsza.")
        course.refresh_from_db()
        assert course.current_id == second.pk


@pytest.mark.rule("L-81")
def test_the_same_again_is_no_edition(course: Course) -> None:
    with seated(SYSTEM):
        with pytest.raises(NothingChanged):
            publish(course)

        assert CourseEdition.objects.count() == 1


@pytest.mark.rule("L-81")
def test_a_course_without_a_ready_lesson_is_not_published(cast: Cast) -> None:
    with seated(SYSTEM):
        course = make_course(lessons=0, published_at=None)
        with pytest.raises(NothingToPublish):
            publish(course)
        course.refresh_from_db()
        assert (course.published_at, course.current_id) == (None, None)


def test_a_course_is_given_to_people_from_its_first_edition(cast: Cast) -> None:
    with seated(SYSTEM):
        course = make_course(published_at=None)
    with seated(cast.seat("ewa")):
        edition = publish(course, by=cast.seat("ewa"))

        course.refresh_from_db()
    assert (course.published_at, edition.published_by) == (AT, "Ewa Pióro")


CHANGES = {
    "words": "UPDATE learning_lessontext SET html = 'Podmienione'",
    "words gone": "DELETE FROM learning_lessontext",
    "title": "UPDATE learning_editionlesson SET title = 'Podmieniony'",
    "other words": "UPDATE learning_editionlesson SET corrected_at = now(), words_id ="
    " (SELECT id FROM learning_lessontext WHERE text = 'Inne')",
    "lesson gone": "DELETE FROM learning_editionlesson",
    "course": "UPDATE learning_courseedition SET hours = 1",
    "edition gone": "DELETE FROM learning_courseedition",
}


@pytest.mark.rule("L-82")
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_authors_role_cannot_change_what_people_read(cast: Cast, course: Course, change: str) -> None:
    with seated(cast.seat("ewa")):
        LessonText.objects.create(hash="0" * 64, html="Inne", text="Inne")
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


@pytest.mark.rule("L-82")
def test_not_even_the_owner_of_the_tables_can(django_db_setup, django_db_blocker) -> None:
    """The negative control comes last: with the triggers off, each change goes through."""
    with (
        databases.clone("frozen_editions") as name,
        django_db_blocker.unblock(),
        live.inside(name),
        psycopg.connect(databases.cluster().url(name)) as owner,
    ):
        with seated(SYSTEM):
            publish(make_course(lessons=2))
            LessonText.objects.create(hash="0" * 64, html="Inne", text="Inne")
        refused = {what for what, change in CHANGES.items() if not went_through(owner, change)}
        for table in ("lessontext", "editionlesson", "courseedition"):
            owner.execute(f"ALTER TABLE learning_{table} DISABLE TRIGGER ALL")
        possible = {what for what, change in CHANGES.items() if went_through(owner, change)}
        owner.rollback()

    assert refused == set(CHANGES)
    assert possible == set(CHANGES)


def went_through(owner: psycopg.Connection, change: str) -> bool:
    """Whether the owner may; taken back either way."""
    try:
        with owner.transaction(force_rollback=True):
            return owner.execute(change).rowcount > 0
    except psycopg.errors.RestrictViolation:
        return False


@pytest.mark.rule("L-80")
def test_an_edition_published_between_reading_and_opening_is_noticed(
    cast: Cast, course: Course, first: Lesson
) -> None:
    """Two tabs of one person around a publication: the second is told that its words are not theirs."""
    anna = cast.seat("anna")
    with seated(anna):
        slow = lesson_row(first.pk)
        quick = lesson_row(first.pk)
        assert open_lesson(quick, first.pk, at=AT)
    with seated(SYSTEM):
        rewrite(first, "Nowa treść.")
        new = publish(course)
    with seated(anna):
        slow.reads = new.pk
        assert not open_lesson(slow, first.pk, at=AT + timedelta(minutes=1))
        assert CourseProgress.objects.get().edition_id == quick.reads
        assert LessonVisit.objects.get().opened_at == AT


def test_two_publications_at_once_give_one_edition(django_db_setup, django_db_blocker) -> None:
    start = Barrier(2)

    def go(course: Course) -> str:
        try:
            with seated(SYSTEM):
                start.wait(10)
                publish(course)
                return "published"
        except NothingChanged:
            return "nothing new"
        finally:
            connection.close()

    with (
        databases.clone("editions_at_once") as name,
        django_db_blocker.unblock(),
        live.inside(name),
        ThreadPoolExecutor(2) as both,
    ):
        with seated(SYSTEM):
            course = make_course()
        told = sorted(both.map(go, [course, course]))
        with seated(SYSTEM):
            numbers = list(CourseEdition.objects.values_list("number", flat=True))

    assert (told, numbers) == (["nothing new", "published"], [1])

"""Where reading stopped and how long it took: honest, counted once, shown to nobody else."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import NAMES, Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Course, CourseProgress, Lesson, LessonMargin
from kaganek.learning.rules import MOST_PAGES, counted_time
from kaganek.learning.services.completion import CourseLocked
from kaganek.learning.services.content import publish_lesson
from kaganek.learning.services.reading import OpenPage, note_reading
from kaganek.learning.tests.factories import make_course, make_path, make_progress
from kaganek.learning.tests.pages import words

NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)
T = int(NOW.timestamp())


@pytest.mark.rule("L-32")
@pytest.mark.parametrize(
    ("told", "age", "seconds", "more"),
    [
        ({}, 100, 40, 40),
        ({}, 100, 400, 100),  # no more than the time since the page was made
        ({"p": (T - 100, 40)}, 100, 60, 20),
        ({"p": (T - 100, 40)}, 100, 40, 0),  # the same report again
        ({"p": (T - 100, 40)}, 100, 10, 0),  # an older one, late
        ({"q": (T - 50, 40)}, 100, 30, 30),  # another page
        ({}, -5, 40, 0),  # made in the future
        ({}, 24 * 3600 + 1, 40, 0),  # made too long ago
        ({f"q{n}": (T - 50, 1) for n in range(MOST_PAGES)}, 100, 30, 0),
        ({f"q{n}": (T - 90_000, 1) for n in range(MOST_PAGES)}, 100, 30, 30),  # those are forgotten
    ],
)
def test_time_is_counted_once_and_never_too_much(told, age: int, seconds: int, more: int) -> None:
    opened = NOW - timedelta(seconds=age)

    after, added = counted_time(told, "p", opened_at=opened, seconds=seconds, at=NOW)

    assert added == more
    again = counted_time(after, "p", opened_at=opened, seconds=seconds, at=NOW)
    assert again == (after, 0)


def page(name: str, seconds: int) -> OpenPage:
    return OpenPage(name, timezone.now() - timedelta(hours=1), seconds)


def margins(cast: Cast) -> list[tuple[str, int]]:
    with seated(cast.seat("anna")):
        return list(LessonMargin.objects.order_by("lesson").values_list("place", "seconds"))


def test_place_and_time_are_kept(cast: Cast, lesson: Lesson) -> None:
    anna, at = cast.seat("anna"), timezone.now()
    with seated(anna):
        note_reading(lesson.pk, place="m-1", page=page("p", 90), by=anna, at=at)
        for _ in range(2):
            note_reading(lesson.pk, place="m-2", page=page("q", 30), by=anna, at=at)
        note_reading(lesson.pk, place="", page=None, by=anna, at=at)

    assert margins(cast) == [("m-2", 120)]


def test_the_lesson_being_read_is_the_one_to_come_back_to(anna: Client, cast: Cast, course: Course) -> None:
    with seated(SYSTEM):
        first, second, _ = course.lessons.order_by("position")
        CourseProgress.objects.update(current_lesson=second, started_at=timezone.now())
    for one in (first, second):
        anna.get(reverse("learning:lesson", args=[one.pk]))

    def report(one: Lesson) -> int | None:
        seat = cast.seat("anna")
        with seated(seat):
            note_reading(one.pk, place="m-5", page=None, by=seat, at=timezone.now())
            return CourseProgress.objects.get().current_lesson_id

    assert report(first) == first.pk
    anna.post(reverse("learning:lesson_done", args=[first.pk]))
    assert report(first) == second.pk  # read again, but it is done


def test_lessons_of_others_and_closed_ones_are_not_noted(cast: Cast, lesson: Lesson) -> None:
    cezary, anna = cast.seat("cezary"), cast.seat("anna")
    with seated(cezary), pytest.raises(CourseProgress.DoesNotExist):
        note_reading(lesson.pk, place="m-1", page=None, by=cezary, at=NOW)
    with seated(SYSTEM):
        first = make_course()
        make_progress(cast.enrolments["anna"], first)
        make_path(cast.enrolments["anna"], [first, lesson.course], in_order=True)
    with seated(anna), pytest.raises(CourseLocked):
        note_reading(lesson.pk, place="m-1", page=None, by=anna, at=NOW)
    assert margins(cast) == []


# -- pages


def told(client: Client, lesson: Lesson, **values: object) -> int:
    """What the script of a page just opened sends."""
    text = words(client.get(reverse("learning:lesson", args=[lesson.pk])))
    found = re.search(r'data-page="([^"]+)"', text)
    assert found
    post = {"place": "spr-b1", "seconds": 0, "page": found[1]} | values
    return client.post(reverse("learning:reading", args=[lesson.pk]), post).status_code


def test_home_leads_to_the_very_place(anna: Client, lesson: Lesson) -> None:
    address = reverse("learning:lesson", args=[lesson.pk])
    anna.get(address)
    assert f'href="{address}"' in words(anna.get(reverse("learning:home")))

    assert told(anna, lesson) == 204

    assert f'href="{address}#spr-b1"' in words(anna.get(reverse("learning:home")))
    assert 'href="#spr-b1">' in words(anna.get(address))


def test_a_place_that_is_no_longer_there_is_not_offered(anna: Client, lesson: Lesson) -> None:
    assert told(anna, lesson, place="m-00000000") == 204

    assert "ostatnio czytanego" not in words(anna.get(reverse("learning:lesson", args=[lesson.pk])))


def test_published_lessons_have_places(world, cast: Cast) -> None:
    lesson = make_course(lessons=1).lessons.get()
    lesson.body = '[{"type": "text", "value": "<h2>Po co</h2><p>Po to.</p>", "id": "1"}]'
    lesson.save()
    lesson.refresh_from_db()

    publish_lesson(lesson, at=NOW)

    assert re.fullmatch(r'<h2 id="m-\w{8}">Po co</h2><p id="m-\w{8}">Po to.</p>', lesson.html)


def test_time_is_shown_to_the_learner_alone(anna: Client, client: Client, cast: Cast, lesson: Lesson) -> None:
    seat = cast.seat("anna")
    with seated(seat):
        note_reading(lesson.pk, place="", page=page("p", 720), by=seat, at=timezone.now())

    assert "Twój czas w tej lekcji: 12 min. Widzisz go tylko Ty." in words(
        anna.get(reverse("learning:lesson", args=[lesson.pk]))
    )
    assert "Twój czas nauki: 12 min." in words(anna.get(reverse("learning:course", args=[lesson.course_id])))


@pytest.mark.parametrize(
    ("values", "status", "seconds"),
    [
        ({"seconds": -1}, 400, []),
        ({"seconds": ""}, 400, []),
        ({"place": 'x" onload'}, 400, []),
        ({"place": "M 1"}, 400, []),
        ({"page": "p.1:forged", "seconds": 50}, 204, [0]),  # the place counts, the time does not
        ({"seconds": 5000}, 204, [0]),  # the page was made this very second
    ],
)
def test_what_the_script_could_not_have_sent(
    anna: Client, cast: Cast, lesson: Lesson, values, status: int, seconds: list[int]
) -> None:
    assert told(anna, lesson, **values) == status
    assert [one for _, one in margins(cast)] in (seconds, [one + 1 for one in seconds])


@pytest.mark.parametrize("who", [name for name in NAMES if name != "anna"])
def test_nobody_else_reports_from_the_lesson(client: Client, cast: Cast, lesson: Lesson, who: str) -> None:
    client.force_login(cast.account(who))
    post = {"place": "m-1", "seconds": "1", "page": "x"}

    status = client.post(reverse("learning:reading", args=[lesson.pk]), post).status_code

    assert status == (404 if who == "cezary" else 403)
    assert margins(cast) == []


def test_a_closed_course_is_not_read(anna: Client, cast: Cast, lesson: Lesson) -> None:
    with seated(SYSTEM):
        first = make_course()
        make_progress(cast.enrolments["anna"], first)
        make_path(cast.enrolments["anna"], [first, lesson.course], in_order=True)
    post = {"place": "m-1", "seconds": "1", "page": "x"}

    assert anna.post(reverse("learning:reading", args=[lesson.pk]), post).status_code == 409

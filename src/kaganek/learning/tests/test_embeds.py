"""Live parts of a lesson: drawn where their marker stands, asked about in one statement, and able to hold a lesson back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from tests.cast import Cast

from kaganek.core.bodies import plain_text
from kaganek.core.seats import SYSTEM, seated
from kaganek.learning import embeds
from kaganek.learning.blocks import LessonBody
from kaganek.learning.embeds import Embed, Part, Survey
from kaganek.learning.models import CourseProgress, Lesson, LessonMargin, LessonVisit
from kaganek.learning.services.content import publish_lesson
from kaganek.learning.services.lessons import LessonHeld, finish_lesson
from kaganek.learning.tests.factories import make_course, make_progress

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
FIRST, SECOND = "11111111-1111-1111-1111-111111111111", "22222222-2222-2222-2222-222222222222"


def draw_stamp(part: Part) -> str:
    state = "podgląd" if part.preview else f"stempli: {part.state or 0}"
    return format_html('<p class="stempel">{} – {}</p>', part.facts["title"], state)


def stamps(progress: CourseProgress, parts: embeds.Parts) -> dict[str, int]:
    """A part is stamped once the person has a note by the lesson; one statement."""
    number = LessonMargin.objects.filter(author=progress.person_id).exclude(text="").count()
    return dict.fromkeys(parts, number)


@pytest.fixture
def stamp() -> Iterator[None]:
    """One more kind of live part, as another app would add it."""
    kind = Embed(
        facts=lambda value: {"title": value},
        words=lambda facts: facts["title"],
        draw=draw_stamp,
        template="learning/embeds/survey.html",
        states=stamps,
        done=lambda facts, state: bool(state),
        to_do=lambda facts: f"Podbij „{facts['title']}”.",
        script="learning/note.js",
    )
    embeds.embeds.add("stamp", kind)
    yield
    del embeds.embeds._items["stamp"]


@pytest.fixture
def survey() -> Iterator[None]:
    embeds.surveys.add(
        "ocena",
        Survey(label="Ocena lekcji", draw=lambda part: format_html("<p>Oceń: {}</p>", part.facts["title"])),
    )
    yield
    del embeds.surveys._items["ocena"]


@pytest.fixture
def lesson(cast: Cast, stamp: None) -> Lesson:
    with seated(SYSTEM):
        course = make_course(
            lessons=1, html=f"<p>Przed</p><!--stamp:{FIRST}--><p>Po</p><!--stamp:{SECOND}-->"
        )
        make_progress(cast.enrolments["anna"], course)
        lesson = course.lessons.get()
        lesson.checks = {key: {"kind": "stamp", "title": f"Karta {key[0]}"} for key in (FIRST, SECOND)}
        lesson.save()
    return lesson


@pytest.fixture
def anna(client: Client, cast: Cast) -> Client:
    client.force_login(cast.account("anna"))
    client.get(reverse("learning:deadlines"))
    return client


def words(response: HttpResponse) -> str:
    return plain_text(response.content.decode()).replace("\xa0", " ")


def noted(cast: Cast, lesson: Lesson) -> None:
    with seated(cast.seat("anna")):
        LessonMargin.objects.create(
            author=cast.person("anna"), lesson=lesson, text="moja", folded="moja", saved_at=AT
        )


def test_a_part_stands_where_its_marker_is(anna: Client, lesson: Lesson) -> None:
    page = anna.get(reverse("learning:lesson", args=[lesson.pk])).content.decode()

    order = [page.index(word) for word in ("Przed", "Karta 1 – stempli: 0", "Po<", "Karta 2")]
    assert order == sorted(order)
    assert "<!--stamp" not in page
    assert page.count("learning/note.js") == 2  # the lesson's own, and the kind's once for two parts


def test_a_lesson_asks_one_statement_for_all_parts_of_a_kind(
    anna: Client, cast: Cast, lesson: Lesson, django_assert_num_queries
) -> None:
    url = reverse("learning:lesson", args=[lesson.pk])
    anna.get(url)

    with django_assert_num_queries(9):  # a lesson without live parts: 8
        anna.get(url)


@pytest.mark.rule("L-75")
def test_a_part_that_is_not_done_holds_the_lesson(anna: Client, cast: Cast, lesson: Lesson) -> None:
    url = reverse("learning:lesson", args=[lesson.pk])
    assert "Zanim zakończysz lekcję: Podbij „Karta 1”. Podbij „Karta 2”." in words(anna.get(url))
    with seated(cast.seat("anna")), pytest.raises(LessonHeld) as held:
        finish_lesson(lesson.pk, by=cast.seat("anna"), at=AT)
    assert [facts["title"] for facts in held.value.parts] == ["Karta 1", "Karta 2"]

    told = anna.post(reverse("learning:lesson_done", args=[lesson.pk]), follow=True)

    assert told.redirect_chain == [(url, 302)]
    assert "Podbij „Karta 1”." in words(told)
    with seated(SYSTEM):
        assert not LessonVisit.objects.exclude(finished_at=None).exists()
        assert CourseProgress.objects.get().lessons_done == 0


@pytest.mark.rule("L-75")
def test_once_all_is_done_it_can_be_finished_and_stays_so(cast: Cast, lesson: Lesson) -> None:
    noted(cast, lesson)
    with seated(cast.seat("anna")):
        assert finish_lesson(lesson.pk, by=cast.seat("anna"), at=AT).course_completed
        LessonMargin.objects.update(text="")

        assert finish_lesson(lesson.pk, by=cast.seat("anna"), at=timezone.now()).completed
        assert LessonVisit.objects.get().finished_at == AT


def test_a_preview_draws_the_part_and_asks_nothing_of_anybody(
    client: Client, cast: Cast, lesson: Lesson
) -> None:
    client.force_login(cast.account("bogdan"))

    text = words(client.get(reverse("learning:lesson_preview", args=[lesson.pk])))

    assert "Karta 1 – podgląd" in text
    assert "Zanim zakończysz" not in text


def test_a_marker_of_an_unknown_kind_or_part_leaves_nothing(anna: Client, lesson: Lesson) -> None:
    with seated(SYSTEM):
        lesson.html += f"<!--inny:{FIRST}--><!--stamp:33333333--><!--check:{SECOND}-->"
        lesson.checks["44444444"] = {"kind": "inny", "title": "Nieznane"}
        lesson.save()

    page = anna.get(reverse("learning:lesson", args=[lesson.pk]))

    assert page.status_code == 200
    assert page.content.decode().count('class="stempel"') == 2
    assert "<!--" not in page.content.decode().partition("kg-prose")[2]


def test_only_a_check_answers_to_a_check(anna: Client, lesson: Lesson) -> None:
    assert (
        anna.post(reverse("learning:check", args=[lesson.pk, FIRST]), {"o": "1", "script": "1"}).status_code
        == 404
    )


def test_a_lesson_published_before_there_were_kinds_has_checks(anna: Client, lesson: Lesson) -> None:
    with seated(SYSTEM):
        options = [{"id": "a", "text": "Tak", "correct": True, "feedback": "Właśnie tak."}]
        lesson.html, lesson.checks = (
            f"<!--check:{FIRST}-->",
            {FIRST: {"question": "Czy?", "options": options}},
        )
        lesson.save()

    assert "Czy?" in words(anna.get(reverse("learning:lesson", args=[lesson.pk])))
    sent = anna.post(reverse("learning:check", args=[lesson.pk, FIRST]), {"o": "0", "script": "1"})
    assert "Właśnie tak." in sent.content.decode()


def palette() -> set[str]:
    return {block.name for _, blocks in LessonBody().grouped_child_blocks() for block in blocks}


def test_a_survey_is_offered_once_there_is_one(survey: None) -> None:
    assert "survey" in palette()


def test_without_surveys_there_is_nothing_to_offer() -> None:
    assert "check" in palette()
    assert "survey" not in palette()


def test_a_survey_is_published_and_drawn_by_its_questionnaire(
    anna: Client, lesson: Lesson, survey: None
) -> None:
    with seated(SYSTEM):
        value = {"title": "Jak Ci się czytało?", "survey": "ocena"}
        lesson.body = json.dumps([{"type": "survey", "id": FIRST, "value": value}])
        lesson.save()
        publish_lesson(lesson, at=AT)
        lesson.refresh_from_db()

    assert lesson.checks == {FIRST: {"kind": "survey", **value}}
    assert "Jak Ci się czytało?" in lesson.text
    assert "Oceń: Jak Ci się czytało?" in words(anna.get(reverse("learning:lesson", args=[lesson.pk])))

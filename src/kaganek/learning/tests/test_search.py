"""Looking for words in lessons: in any Polish form, in one's own open courses, in the edition one reads."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Course, CourseProgress, LessonIndex
from kaganek.learning.queries.search import lessons_with
from kaganek.learning.services.content import publish_lesson
from kaganek.learning.services.editions import publish_edition
from kaganek.learning.tests.factories import make_course, make_path, make_progress
from kaganek.learning.tests.pages import words
from kaganek.lib.stems import asked_stems

NOW = timezone.now()
ADDRESS = reverse("learning:search")


def written(course: Course, position: int, text: str) -> None:
    """Put words into a lesson as its author would have published them."""
    course.lessons.filter(position=position).update(html=f"<p>{text}</p>", text=text)


def published(course: Course) -> None:
    publish_edition(course.pk, note="", by=SYSTEM, at=NOW)
    course.refresh_from_db()


@pytest.fixture
def course(cast: Cast) -> Course:
    with seated(SYSTEM):
        course = make_course(lessons=3, title="Prosty język")
        written(course, 1, "Mieszkańcy składają wnioski w urzędzie gminy.")
        written(course, 2, "Decyzję wydaje wójt w terminie trzydziestu dni.")
        written(course, 3, "Skarga i odwołanie to dwie różne sprawy.")
        published(course)
        make_progress(cast.enrolments["anna"], course)
    return course


def found(cast: Cast, text: str, who: str = "anna") -> list[int]:
    with seated(cast.seat(who)):
        return [hit.position for hit in lessons_with(text)]


@pytest.mark.rule("L-110")
@pytest.mark.parametrize(
    ("text", "positions"),
    [
        ("wniosek", [1]),
        ("WNIOSKÓW", [1]),
        ("wnioskow", [1]),
        ("urząd gmina", [1]),
        ("wojtowi", [2]),
        ("odwołania od skargi", []),  # "od" is not there
        ("odwołania skargi", [3]),
        ("termin", [2]),
        ("mieszk", [1]),  # a word only begun
        ("mieszk ", []),  # a whole word that is not there
        ("budżet", []),
        ("", []),
        ("a", []),
        ("' & | ! ( ) :* <->", []),
        ("30", []),
    ],
)
def test_words_are_found_in_any_form(cast, course, text, positions):
    assert found(cast, text) == positions


@pytest.mark.rule("L-110")
def test_only_ones_own_courses_are_searched(cast, course):
    assert found(cast, "wniosek", "cezary") == []


@pytest.mark.rule("L-110")
def test_a_closed_course_is_not_searched(cast, course):
    with seated(SYSTEM):
        later = make_course(lessons=1)
        written(later, 1, "Wnioski o dostęp do informacji.")
        published(later)
        make_progress(cast.enrolments["anna"], later)
        make_path(cast.enrolments["anna"], [course, later], in_order=True)

    assert found(cast, "wniosek") == [1]
    with seated(SYSTEM):
        CourseProgress.objects.filter(course=course).update(completed_at=NOW, started_at=NOW)
    assert found(cast, "wniosek") == [1, 1]


@pytest.mark.rule("L-110")
def test_the_edition_one_reads_is_searched_and_no_other(cast, course):
    with seated(SYSTEM):
        CourseProgress.objects.filter(course=course).update(started_at=NOW, edition=course.current)
        written(course, 1, "Teraz mowa o podatkach.")
        published(course)
        make_progress(cast.enrolments["cezary"], course)

    assert (found(cast, "podatek"), found(cast, "wniosek")) == ([], [1])
    assert (found(cast, "podatek", "cezary"), found(cast, "wniosek", "cezary")) == ([1], [])


def test_unchanged_words_are_noted_once(cast, course):
    with seated(SYSTEM):
        before = LessonIndex.objects.count()
        written(course, 1, "Teraz mowa o podatkach.")
        published(course)
        assert LessonIndex.objects.count() == before + 1


def test_a_course_published_in_the_editor_is_found(cast):
    with seated(SYSTEM):
        course = make_course(lessons=1)
        lesson = course.lessons.get()
        lesson.body = [("text", "<p>Dostępność cyfrowa stron.</p>")]
        lesson.save()
        publish_lesson(lesson, at=NOW)
        published(course)
        make_progress(cast.enrolments["anna"], course)

    assert found(cast, "dostępności") == [1]


def test_the_last_word_may_be_only_begun():
    assert asked_stems("urząd gmi") == ["urzed", "gm*"] or asked_stems("urząd gmi")[-1].endswith("*")
    assert not asked_stems("urząd gminy ")[-1].endswith("*")
    assert len(asked_stems("raz dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć")) == 8


def test_the_page_shows_a_piece_and_leads_to_the_lesson(client, cast, course):
    with seated(SYSTEM):
        first = course.lessons.get(position=1).pk
    client.force_login(cast.account("anna"))
    page = client.get(ADDRESS, {"q": "wniosek"})
    html = page.content.decode()

    assert "<mark>wnioski</mark>" in html
    assert reverse("learning:lesson", args=[first]) in html
    assert "Znaleziono: 1 lekcja" in words(page)
    assert "Nie ma lekcji" in words(client.get(ADDRESS, {"q": "budżet"}))
    assert "<script>" not in client.get(ADDRESS, {"q": "<script>"}).content.decode()
    assert client.get(ADDRESS, {"q": "\0"}).status_code == 200
    assert client.get(ADDRESS).status_code == 200


def test_a_search_asks_the_same_whatever_it_finds(client, cast, course):
    client.force_login(cast.account("anna"))
    client.get(ADDRESS, {"q": "wniosek"})
    asked = []
    for text in ("skarga", "w"):
        with CaptureQueriesContext(connection) as queries:
            client.get(ADDRESS, {"q": text + " "})
        asked.append(len(queries))
    with seated(SYSTEM):
        for number in range(3):
            more = make_course(lessons=2, title=f"Następne {number}")
            written(more, 1, "Skarga i skargi, o skardze.")
            published(more)
            make_progress(cast.enrolments["anna"], more)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(ADDRESS, {"q": "skarga "})
    assert len(queries) == asked[0]
    assert "Znaleziono: 4 lekcje" in words(page)


@pytest.mark.parametrize("who", ["bogdan", "dorota", "ewa", "irena"])
def test_only_participants_search(client, cast, course, who):
    client.force_login(cast.account(who))
    assert client.get(ADDRESS, {"q": "wniosek"}).status_code == 403

"""Notes and bookmarks: kept for one person, whatever the network does, and found again."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import NAMES, Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Course, CourseProgress, Lesson, LessonMargin
from kaganek.learning.rules import BETWEEN, Written, kept_text
from kaganek.learning.services.completion import CourseLocked
from kaganek.learning.services.notes import Kept, mark_lesson, write_note
from kaganek.learning.tests.factories import make_course, make_path, make_progress
from kaganek.learning.tests.pages import words

NOW = timezone.now()


def held(cast: Cast, name: str = "anna") -> list[tuple[str, int]]:
    with seated(cast.seat(name)):
        return list(LessonMargin.objects.values_list("text", "sequence"))


@pytest.mark.rule("L-31")
@pytest.mark.parametrize(
    ("was", "said", "over", "kept"),
    [
        (("", 0, ""), ("a", 5, "p"), 0, "a"),  # the first one
        (("a", 5, "p"), ("ab", 6, "p"), 0, "ab"),  # the same page, newer
        (("ab", 6, "p"), ("a", 5, "p"), 0, None),  # the same page, older
        (("a", 5, "p"), ("a", 5, "p"), 0, None),  # the same save again
        (("ab", 6, "p"), ("", 7, "p"), 5, ""),  # erased by its own page
        (("a", 5, "p"), ("b", 9, "q"), 5, "b"),  # another page that has seen it
        (("a", 5, "p"), ("b", 9, "q"), 0, f"a{BETWEEN}b"),  # another page that has not
        (("a", 5, "p"), ("a", 9, "q"), 0, None),
        (("a b", 5, "p"), ("a", 9, "q"), 0, None),  # what it says is there already
        (("a", 5, "p"), ("a b", 9, "q"), 0, "a b"),
        (("a", 5, "p"), ("", 9, "q"), 0, None),  # erased on a page that did not know: nothing is lost
        (("a", 5, ""), ("b", 9, ""), 5, "b"),  # without scripts
        (("a", 5, ""), ("b", 9, ""), 1, f"a{BETWEEN}b"),
    ],
)
def test_no_save_loses_what_another_wrote(was, said, over: int, kept: str | None) -> None:
    assert kept_text(Written(*was), Written(*said), over=over) == kept


def test_a_note_is_written_once_however_often_it_is_sent(cast: Cast, lesson: Lesson) -> None:
    anna = cast.seat("anna")
    with seated(anna):
        first = write_note(lesson.pk, Written("Ważne", 7, "p"), over=0, by=anna, at=NOW)
        again = write_note(lesson.pk, Written("Ważne", 7, "p"), over=0, by=anna, at=NOW + timedelta(hours=1))

        assert first == again == Kept("Ważne", 7)
        assert list(LessonMargin.objects.values_list("author", "text", "folded", "saved_at")) == [
            (anna.person_id, "Ważne", "wazne", NOW)
        ]


def test_two_devices_keep_both_texts(cast: Cast, lesson: Lesson) -> None:
    anna = cast.seat("anna")
    with seated(anna):
        write_note(lesson.pk, Written("z biura", 5, "p"), over=0, by=anna, at=NOW)
        met = write_note(lesson.pk, Written("z domu", 4, "q"), over=0, by=anna, at=NOW)
        after = write_note(lesson.pk, Written("z biura, dalej", 6, "p"), over=0, by=anna, at=NOW)

    assert met == Kept(f"z biura{BETWEEN}z domu", 6)
    assert after.text == f"{met.text}{BETWEEN}z biura, dalej"


def test_a_bookmark_stays_until_it_is_taken_away(cast: Cast, lesson: Lesson) -> None:
    anna = cast.seat("anna")
    with seated(anna):
        mark_lesson(lesson.pk, marked=True, by=anna, at=NOW)
        mark_lesson(lesson.pk, marked=True, by=anna, at=NOW + timedelta(days=1))
        assert LessonMargin.objects.get().marked_at == NOW
        for _ in range(2):
            mark_lesson(lesson.pk, marked=False, by=anna, at=NOW)
        assert LessonMargin.objects.get().marked_at is None


def test_lessons_of_others_and_closed_ones_take_no_note(cast: Cast, lesson: Lesson) -> None:
    cezary, anna = cast.seat("cezary"), cast.seat("anna")
    said = Written("x", 1, "p")
    with seated(cezary), pytest.raises(CourseProgress.DoesNotExist):
        write_note(lesson.pk, said, over=0, by=cezary, at=NOW)
    with seated(SYSTEM):
        first = make_course()
        make_progress(cast.enrolments["anna"], first)
        make_path(cast.enrolments["anna"], [first, lesson.course], in_order=True)
    with seated(anna):
        with pytest.raises(CourseLocked):
            write_note(lesson.pk, said, over=0, by=anna, at=NOW)
        with pytest.raises(CourseLocked):
            mark_lesson(lesson.pk, marked=True, by=anna, at=NOW)
    assert held(cast) == []


@pytest.mark.parametrize("name", [name for name in NAMES if name != "anna"])
def test_nobody_else_reads_a_note_not_even_past_the_filter(cast: Cast, lesson: Lesson, name: str) -> None:
    """The second wall alone, with the roles that see everything else."""
    anna = cast.seat("anna")
    with seated(anna):
        write_note(lesson.pk, Written("tylko dla mnie", 1, "p"), over=0, by=anna, at=NOW)
    for seat in (cast.seat(name), SYSTEM):
        with seated(seat), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT has_table_privilege('learning_lessonmargin', 'SELECT')")
            if cursor.fetchone()[0]:
                cursor.execute("SELECT count(*) FROM learning_lessonmargin")
                assert cursor.fetchone()[0] == 0
    assert held(cast) == [("tylko dla mnie", 1)]


def test_a_text_without_a_time_is_refused_by_the_database(cast: Cast, lesson: Lesson) -> None:
    anna = cast.seat("anna")
    with seated(anna), pytest.raises(IntegrityError), transaction.atomic():
        LessonMargin.objects.create(author_id=anna.person_id, lesson=lesson, text="x")


# -- the page of the lesson


def test_a_note_without_scripts(anna: Client, cast: Cast, lesson: Lesson) -> None:
    page = reverse("learning:lesson", args=[lesson.pk])
    said = anna.post(
        reverse("learning:note", args=[lesson.pk]), {"text": "Pierwsza\r\ndruga <b>", "over": "0"}
    )

    assert (said.status_code, said["Location"]) == (302, f"{page}#notatka")
    shown = words(anna.get(page))
    assert "Notatka zapisana o" in shown
    assert ">\nPierwsza\ndruga &lt;b&gt;</textarea>" in shown
    assert f'name="over" value="{held(cast)[0][1]}"' in shown
    assert held(cast)[0][0] == "Pierwsza\ndruga <b>"


def test_the_script_hears_what_stands(anna: Client, cast: Cast, lesson: Lesson) -> None:
    url = reverse("learning:note", args=[lesson.pk])
    post = {"text": "a", "over": "0", "writer": "p", "seq": "50", "script": "1"}

    first = anna.post(url, post).json()
    other = anna.post(url, post | {"text": "b", "writer": "q", "seq": "40"}).json()

    assert first | {"saved": ""} == {"held": {"note": 50}, "text": "a", "over": 50, "saved": ""}
    assert other | {"saved": ""} == {"held": {"note": 40}, "text": f"a{BETWEEN}b", "over": 51, "saved": ""}


@pytest.mark.parametrize(
    "post", [{"text": "x" * 20_001, "over": "0"}, {"text": "x"}, {"text": "x", "over": "-1"}]
)
def test_a_note_that_our_form_cannot_send_is_refused(anna: Client, cast: Cast, lesson: Lesson, post) -> None:
    url = reverse("learning:note", args=[lesson.pk])

    assert anna.post(url, post | {"script": "1"}).status_code == 400
    assert anna.post(url, post).status_code == 302
    assert held(cast) == []


def test_a_bookmark_from_the_page(anna: Client, cast: Cast, lesson: Lesson) -> None:
    page, url = (reverse(f"learning:{name}", args=[lesson.pk]) for name in ("lesson", "bookmark"))

    assert anna.post(url, {"zakladka": "tak"})["Location"] == page
    assert "Usuń zakładkę" in words(anna.get(page))
    anna.post(url, {"zakladka": "nie"})
    assert "Dodaj zakładkę" in words(anna.get(page))


def test_a_closed_lesson_takes_neither(anna: Client, cast: Cast, lesson: Lesson) -> None:
    with seated(SYSTEM):
        first = make_course()
        make_progress(cast.enrolments["anna"], first)
        make_path(cast.enrolments["anna"], [first, lesson.course], in_order=True)
    course = reverse("learning:course", args=[lesson.course_id])
    note, bookmark = (reverse(f"learning:{name}", args=[lesson.pk]) for name in ("note", "bookmark"))

    assert anna.post(note, {"text": "x", "over": "0"})["Location"] == course
    assert anna.post(bookmark, {"zakladka": "tak"})["Location"] == course
    assert anna.post(note, {"text": "x", "over": "0", "script": "1"}).status_code == 409


@pytest.mark.parametrize("who", [name for name in NAMES if name != "anna"])
def test_a_lesson_of_others_takes_neither(client: Client, cast: Cast, lesson: Lesson, who: str) -> None:
    client.force_login(cast.account(who))
    wanted = 404 if who == "cezary" else 403

    for name in ("note", "bookmark"):
        post = {"text": "x", "over": "0", "zakladka": "tak"}
        assert client.post(reverse(f"learning:{name}", args=[lesson.pk]), post).status_code == wanted


# -- the list


@pytest.fixture
def kept(cast: Cast, course: Course) -> list[Lesson]:
    """A note by the first lesson, a bookmark by the second, a note that was erased by the third."""
    anna = cast.seat("anna")
    with seated(SYSTEM):
        lessons = list(course.lessons.order_by("position"))
    with seated(anna):
        write_note(lessons[0].pk, Written("Źródło:\n=1+1", 1, "p"), over=0, by=anna, at=NOW)
        mark_lesson(lessons[1].pk, marked=True, by=anna, at=NOW - timedelta(days=1))
        write_note(lessons[2].pk, Written("zniknie", 1, "p"), over=0, by=anna, at=NOW)
        write_note(lessons[2].pk, Written("", 2, "p"), over=1, by=anna, at=NOW)
    return lessons


@pytest.mark.parametrize(
    ("asked", "places"),
    [
        ("", [0, 1]),
        ("?q=zrodlo", [0]),
        ("?q=lekcja", [0, 1]),
        ("?q=nie+ma", []),
        ("?rodzaj=notatki", [0]),
        ("?rodzaj=zakladki", [1]),
        ("?sort=zapisano:asc", [1, 0]),
        ("?sort=lekcja:desc", [1, 0]),
        ("?szkolenie=999999", [0, 1]),  # none of one's own: as good as absent
    ],
)
def test_the_list_and_its_file_say_the_same(anna: Client, kept: list[Lesson], asked: str, places) -> None:
    page = words(anna.get(reverse("learning:notes") + asked))
    reply = anna.get(reverse("learning:notes_export", args=["csv"]) + asked)
    text = b"".join(reply.streaming_content).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))

    titles = [kept[place].title for place in places]
    assert [line[0] for line in lines[1:]] == titles
    shown = sorted((page.index(f">{title}</a>"), title) for title in titles)
    assert [title for _, title in shown] == titles
    assert all(f">{one.title}</a>" not in page for one in kept if one.title not in titles)


def test_the_files_hold_the_whole_note_and_no_formula(anna: Client, kept: list[Lesson]) -> None:
    reply = anna.get(reverse("learning:notes_export", args=["csv"]))
    rows = list(csv.reader(io.StringIO(b"".join(reply.streaming_content).decode("utf-8-sig")), delimiter=";"))
    book = anna.get(reverse("learning:notes_export", args=["xlsx"]))

    assert rows[0] == ["Lekcja", "Szkolenie", "Notatka", "Zakładka", "Zapisano"]
    assert rows[1][1:4] == ["Prosty język", "Źródło:\n=1+1", "nie"]
    with zipfile.ZipFile(io.BytesIO(b"".join(book.streaming_content))) as files:
        assert any("Źródło" in files.read(name).decode() for name in files.namelist() if "xml" in name)


def test_a_course_one_no_longer_takes_keeps_its_notes(anna: Client, kept: list[Lesson]) -> None:
    with seated(SYSTEM), connection.cursor() as cursor:
        for table in ("learning_lessonvisit", "learning_courseprogress"):
            cursor.execute(f"DELETE FROM {table}")

    page = words(anna.get(reverse("learning:notes")))

    assert kept[0].title in page
    assert reverse("learning:lesson", args=[kept[0].pk]) not in page


@pytest.mark.parametrize("who", NAMES)
def test_the_list_is_empty_for_everyone_else(
    client: Client, cast: Cast, kept: list[Lesson], who: str
) -> None:
    client.force_login(cast.account(who))
    page, file = reverse("learning:notes"), reverse("learning:notes_export", args=["csv"])

    statuses = (client.get(page).status_code, client.get(file).status_code)
    assert statuses == ((200, 200) if who in ("anna", "cezary") else (403, 403))
    if who == "cezary":
        assert "Tu będą Twoje notatki" in words(client.get(page))
        assert "Źródło" not in b"".join(client.get(file).streaming_content).decode()


@pytest.mark.parametrize("notes", [1, 3])
def test_the_list_costs_the_same_for_many(
    anna: Client, cast: Cast, course: Course, notes: int, django_assert_num_queries
) -> None:
    seat = cast.seat("anna")
    with seated(SYSTEM):
        lessons = list(course.lessons.order_by("position"))[:notes]
    with seated(seat):
        for one in lessons:
            write_note(one.pk, Written("x", 1, "p"), over=0, by=seat, at=NOW)

    with django_assert_num_queries(7):
        anna.get(reverse("learning:notes"))


def test_the_page_about_own_data_says_who_reads_notes(anna: Client) -> None:
    assert "Twoje notatki, zakładki, ostatnie miejsce i czas w lekcjach: widzisz je tylko Ty" in words(
        anna.get(reverse("people:who_sees"))
    )

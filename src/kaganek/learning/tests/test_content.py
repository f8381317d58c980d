"""Installing courses from files, and publishing lessons and quizzes."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from wagtail.documents.models import Document
from wagtail.images.models import Image

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Course, Lesson, Question, QuizDraft
from kaganek.learning.services.content import install_course, publish_lesson
from kaganek.learning.services.gate import Blocked, override, standing
from kaganek.learning.services.questions import publish_quiz

CONTENT = Path(__file__).parents[2] / "site" / "demo" / "content"
AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LATER = AT + timedelta(days=1)


@pytest.fixture
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def data(name: str = "pdu") -> dict:
    return json.loads((CONTENT / f"{name}.json").read_text())


def unnamed(html: str) -> str:
    """Without the names that publishing gives to the parts of a lesson."""
    return re.sub(r' id="m-[0-9a-f]{8}"', "", html)


@pytest.fixture
def pdu(world, media) -> Course:
    return install_course(data(), files=CONTENT, at=AT)


def test_a_course_file_becomes_a_published_course(pdu):
    assert (pdu.code, pdu.published_at, pdu.modules.count()) == ("PDU", AT, len(data()["modules"]))
    lessons = list(pdu.lessons.order_by("position"))
    assert [lesson.position for lesson in lessons] == [1, 2, 3, 4, 5]
    assert all(lesson.live and lesson.html and lesson.text and lesson.live_revision_id for lesson in lessons)
    assert (pdu.quiz.pass_mark, pdu.quiz.attempts, pdu.quiz.questions.count()) == (60, 3, 10)


@pytest.mark.parametrize("name", ["pdu", "rodo", "prosty-jezyk", "dostepnosc"])
def test_every_shipped_course_installs_and_again_changes_nothing(world, media, name):
    course = install_course(data(name), files=CONTENT, at=AT)
    before = [*Lesson.objects.order_by("pk").values(), *Question.objects.order_by("pk").values()]
    files = sorted(path for path in media.rglob("*") if path.is_file())

    assert install_course(data(name), files=CONTENT, at=LATER) == course
    assert [*Lesson.objects.order_by("pk").values(), *Question.objects.order_by("pk").values()] == before
    assert sorted(path for path in media.rglob("*") if path.is_file()) == files


@pytest.mark.parametrize("name", ["pdu", "rodo", "prosty-jezyk", "dostepnosc"])
def test_what_we_ship_passes_the_editors_own_checks(world, media, name):
    course = install_course(data(name), files=CONTENT, at=AT)

    for lesson in course.lessons.all():
        lesson.body.stream_block.clean(lesson.body)
    sheet = QuizDraft.objects.get(course=course)
    sheet.questions.stream_block.clean(sheet.questions)


def test_payloads_are_those_the_judge_of_answers_reads(pdu):
    kinds = {question.kind: question.payload for question in pdu.quiz.questions.order_by("-position")}

    assert kinds["single"]["options"][0] == {
        "id": "a", "text": "Mieszkanka źle policzyła dni wolne.", "correct": False,
    }  # fmt: skip
    assert kinds["truefalse"] == {"answer": False}
    assert kinds["number"] == {"answer": "13", "tolerance": "0", "unit": "dni"}
    assert kinds["short"]["accepted"][0] == "mediana"
    assert kinds["matching"]["pairs"][1]["id"] == "2"
    assert set(kinds) == {"single", "multiple", "truefalse", "number", "short", "matching"}


def test_lesson_html_has_images_with_words_and_sizes(pdu, media):
    html = "".join(pdu.lessons.order_by("position").values_list("html", flat=True))

    assert html.count("<img ") == Image.objects.count() == 4
    assert "lazy" not in html, "a drawing further down would be missing on paper"
    assert 'alt="Schemat w dwóch rzędach.' in html
    assert 'width="1200"' in html
    assert 'kind="captions" srclang="pl"' in html
    assert "Zapis tekstowy filmu" in html
    assert "Plik PDF, " in html
    assert html.count('class="kg-note"') == 5
    for image in Image.objects.all():
        assert image.get_rendition("width-1200").file.url in html
    assert Document.objects.count() == 5


def test_checks_leave_a_marker_and_their_words_in_json(pdu):
    lesson = next(one for one in pdu.lessons.order_by("position") if one.checks)
    (key, check), *_ = lesson.checks.items()

    assert f"<!--check:{key}-->" in lesson.html
    assert set(check) == {"kind", "question", "options"}
    assert set(check["options"][0]) == {"id", "text", "correct", "feedback"}
    assert [option["id"] for option in check["options"]] == ["a", "b", "c"][: len(check["options"])]
    assert check["options"][0]["feedback"] not in lesson.html
    assert check["question"] in lesson.text


def test_hard_spaces_are_made_when_publishing(pdu):
    assert "\u00a0" in pdu.lessons.get(position=1).html


def lesson_of(course: Course, *blocks: tuple[str, object]) -> Lesson:
    lesson = course.lessons.get(position=1)
    lesson.body = json.dumps([{"type": kind, "value": value} for kind, value in blocks])
    lesson.save()
    if standing(lesson):
        override(lesson, reason="Ta treść ma być w lekcji właśnie taka.", by=SYSTEM, at=LATER)
    publish_lesson(lesson, at=LATER)
    return Lesson.objects.get(pk=lesson.pk)


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("<p>Raz <b>dwa</b> <i>trzy</i></p>", "<p>Raz <strong>dwa</strong> <em>trzy</em></p>"),
        ("<p>Zły</p><script>alert(1)</script>", "<p>Zły</p>"),
        ('<p onclick="x()" hx-get="/wyloguj/">Klik</p>', "<p>Klik</p>"),
        (
            '<p><a href="javascript:alert(1)" target="_blank">link</a></p>',
            '<p><a rel="noopener noreferrer">link</a></p>',
        ),
        ('<p>Obraz<img src="https://zly.example/x.png"></p>', "<p>Obraz</p>"),
        ("<p>Tekst<!--check:udawany--></p><p></p>", "<p>Tekst</p>"),
        ("<p>Idź w las i 5 dni</p>", "<p>Idź w\u00a0las i\u00a05\u00a0dni</p>"),
    ],
)
def test_rich_text_keeps_only_our_tags(pdu, source, html):
    assert unnamed(lesson_of(pdu, ("text", source)).html) == html


def test_titles_of_notes_and_captions_are_escaped(pdu):
    note = {"title": "<b>x</b>", "text": "<p>Treść</p>"}

    assert "&lt;b&gt;x&lt;/b&gt;" in lesson_of(pdu, ("note", note)).html


def test_a_note_is_a_heading_only_below_a_heading(pdu):
    note = ("note", {"title": "Ważne", "text": "<p>Treść</p>"})

    assert "<h3>" not in lesson_of(pdu, note).html
    assert "<h3>Ważne</h3>" in lesson_of(pdu, ("text", "<h2>Dział</h2>"), note).html


def test_a_changed_question_is_a_new_row_and_the_old_one_stays(pdu):
    before = list(pdu.quiz.questions.order_by("position"))
    draft = QuizDraft.objects.get(course=pdu)
    raw = json.loads(json.dumps(draft.questions.get_prep_value()))
    raw[0]["value"]["text"] = "Nowe słowa?"
    raw = [raw[1], raw[0], *raw[3:]]  # changed, moved, one taken out
    draft.questions = json.dumps(raw)
    publish_quiz(draft, at=LATER)

    standing = list(pdu.quiz.questions.filter(retired_at=None).order_by("position"))
    assert [q.pk for q in standing if q.text != "Nowe słowa?"] == [before[1].pk, *(q.pk for q in before[3:])]
    assert [q.position for q in standing] == list(range(1, 10))
    changed = standing[1]
    assert (changed.text, changed.key) == ("Nowe słowa?", before[0].key)
    retired = pdu.quiz.questions.filter(retired_at=LATER).order_by("position")
    assert {(q.pk, q.text) for q in retired} == {(q.pk, q.text) for q in (before[0], before[2])}


def test_a_shorter_course_file_makes_a_shorter_edition(pdu):
    """Lessons of an edition stay for those who read it; what no edition holds goes."""
    shorter = data()
    shorter["modules"] = shorter["modules"][:1]
    install_course(shorter, files=CONTENT, at=LATER)

    before, after = pdu.editions.order_by("number")
    left = len(shorter["modules"][0]["lessons"])
    assert (before.held.count(), after.held.count()) == (before.lessons, left)
    assert pdu.lessons.filter(live=True).count() == left


@pytest.mark.rule("L-76")
def test_a_course_file_with_a_fault_installs_nothing(world, media):
    faulty = data("rodo")
    blocks = faulty["modules"][-1]["lessons"][-1]["blocks"]
    next(block for block in blocks if block["type"] == "image")["licence"] = ""

    with pytest.raises(Blocked, match="Obraz bez licencji"):
        install_course(faulty, files=CONTENT, at=AT)

    assert not Course.objects.exists()
    assert not Lesson.objects.exists()


def test_the_editors_seat_suffices_to_publish(cast, media):
    with seated(SYSTEM):
        course = install_course(data("rodo"), files=CONTENT, at=AT)
    with seated(cast.seat("ewa")):
        lesson = lesson_of(course, ("text", "<p>Od redaktorki</p>"))
        publish_quiz(QuizDraft.objects.get(course=course), at=LATER)

    assert unnamed(lesson.html) == "<p>Od redaktorki</p>"

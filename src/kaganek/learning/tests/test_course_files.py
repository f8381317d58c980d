"""A course goes out as one file and comes in the same, as a new draft."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from django.utils import timezone
from tests.cast import Cast
from wagtail.documents.models import Document
from wagtail.images.models import Image

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import (
    BankQuestion,
    Course,
    Lesson,
    OfficeShelf,
    Package,
    QuizDraft,
    Rubric,
    Task,
)
from kaganek.learning.services.editions import publish_edition
from kaganek.learning.services.exchange import arriving
from kaganek.learning.services.exchange.sources import CannotRestore, NothingThere
from kaganek.learning.services.gate import findings
from kaganek.learning.services.publishing import publish_newest
from kaganek.learning.services.questions import publish_quiz
from kaganek.learning.terms import CourseSource
from kaganek.learning.tests.bodies import body
from kaganek.learning.tests.exchanging import (
    EVERY_BLOCK,
    EVERY_QUESTION,
    contents,
    taken,
    whole_course,
    written,
)
from kaganek.learning.tests.factories import make_course
from kaganek.lib.courses import CourseRefused
from kaganek.lib.tests.course_samples import LESSON, block, files, packed


@pytest.fixture(autouse=True)
def disk(tmp_path: Path, settings) -> None:
    settings.PACKAGES_ROOT = tmp_path / "packages"
    settings.MEDIA_ROOT = tmp_path / "media"


def on_disk(tmp_path: Path) -> set[str]:
    return {
        path.relative_to(tmp_path).as_posix()
        for path in tmp_path.rglob("*")
        if path.is_file() and path.suffix != ".zip"
    }


def numbers() -> dict[str, int]:
    models = (Course, Lesson, QuizDraft, BankQuestion, Rubric, Task, Package, Image, Document)
    return {model.__name__: model._base_manager.count() for model in models}


@pytest.mark.rule("L-120")
def test_everything_goes_out_and_comes_back_the_same(cast: Cast, tmp_path: Path) -> None:
    with seated(SYSTEM):
        first = written(whole_course(), tmp_path / "a.kurs.zip")
        held = numbers()
        second = written(taken(first), tmp_path / "b.kurs.zip")
        added = {name: count - held[name] for name, count in numbers().items() if count != held[name]}
    before, after = contents(first), contents(second)
    assert after == before
    lessons = [json.loads(data) for name, data in before.items() if name.startswith("lekcje/")]
    assert {block["kind"] for lesson in lessons for block in lesson["blocks"]} == EVERY_BLOCK
    assert {one["kind"] for one in json.loads(before["test.json"])["questions"]} == EVERY_QUESTION
    # What is common and the same is not made twice; the package alone is packed anew the first time.
    assert {name: added.get(name, 0) for name in ("Course", "Lesson", "BankQuestion", "Rubric", "Task")} == {
        "Course": 1, "Lesson": 2, "BankQuestion": 0, "Rubric": 0, "Task": 0,
    }  # fmt: skip


@pytest.mark.rule("L-120")
def test_the_file_is_words_without_people_and_numbers(cast: Cast, tmp_path: Path) -> None:
    with seated(SYSTEM):
        course = whole_course()
        file = contents(written(course, tmp_path / "a.kurs.zip"))
    text = b"".join(
        data for name, data in file.items() if not name.startswith(("media/", "paczki/"))
    ).decode()
    assert "żółć i „cudzysłów”" in text or 'żółć i \\"' in text
    assert "## Lekcja nr 1" in file["czytaj.txt"].decode()
    for word in ('"pk"', "office_id", "made_by", "data-block-key"):
        assert word not in text
    assert {name for name in file if not name.startswith(("media/", "lekcje/"))} == {
        "kurs.json", "szkolenie.json", "test.json", "bank.json", "kryteria.json", "zadania.json", "pliki.json", "czytaj.txt",
        "paczki/obsluga-mieszkanca.zip",
    }  # fmt: skip


@pytest.mark.rule("L-121")
def test_what_came_in_is_a_draft_that_can_be_published(cast: Cast, tmp_path: Path) -> None:
    with seated(SYSTEM):
        made = taken(written(whole_course(), tmp_path / "a.kurs.zip"))
        assert (made.current, made.published_at, made.code, made.office_id) == (None, None, "NOWY", None)
        assert [one.live for one in made.lessons.all()] == [False, False]
        for one in made.lessons.order_by("position"):
            assert findings(one) == []
            publish_newest(one, at=timezone.now())
        draft = QuizDraft.objects.get(course=made)
        assert draft.live is False
        assert publish_quiz(draft, at=timezone.now()).questions.filter(pool=None).count() == 11
        assert publish_edition(made.pk, note="", by=SYSTEM, at=timezone.now()).lessons == 2


@pytest.mark.rule("L-122")
def test_an_office_gets_its_own_copies_and_nothing_of_the_programme(cast: Cast, tmp_path: Path) -> None:
    with seated(SYSTEM):
        file = written(whole_course(), tmp_path / "a.kurs.zip")
        Task.objects.update(instructions="Inaczej.")
        Rubric.objects.update(title="Całkiem inne")
    admin = cast.seat("henryk")
    with seated(admin):
        judged = arriving.judge_course(file, filename="a", office_id=cast.zalesie.pk)
        made = taken(file, admin, code="U1", office_id=cast.zalesie.pk)
        shelf = OfficeShelf.objects.get(office=cast.zalesie).collection_id
    said = [one["message"] for one in judged.facts["remarks"]]
    assert [text.split(".")[0] for text in said] == ["Blok 14 pominiemy", "Pozycja 10 pominiemy"]
    with seated(SYSTEM):
        assert made.office_id == cast.zalesie.pk
        assert BankQuestion.objects.filter(office=cast.zalesie).count() == 11
        assert Package.objects.filter(office=cast.zalesie).count() == 1
        kinds = [one.block_type for one in Lesson.objects.get(course=made, position=1).body]
        assert set(kinds) == EVERY_BLOCK - {"task"}
        shown = [
            one.value["image"]
            for one in Lesson.objects.get(course=made, position=2).body
            if one.block_type == "image"
        ]
        assert [one.collection_id for one in shown] == [shelf]


@pytest.mark.rule("L-122")
def test_a_draw_never_mixes_with_other_questions_of_that_name(cast: Cast, tmp_path: Path) -> None:
    with seated(SYSTEM):
        file = written(whole_course(), tmp_path / "a.kurs.zip")
        one = BankQuestion.objects.filter(category__isnull=False).order_by("pk")[0]
        BankQuestion.objects.filter(pk=one.pk).update(tags=["inna"])
        facts = arriving.judge_course(file, filename="a", office_id=None).facts
        made = taken(file)
        again = contents(written(made, tmp_path / "b.kurs.zip"))
    assert [text["message"] for text in facts["remarks"]] == [
        "Kategoria „Prawo” ma tu inne pytania. Nowe trafią do kategorii „Prawo (2)”.",
        "Losowanie potrzebuje pytań, które są już w banku gdzie indziej. Powstaną ich kopie: 10.",
    ]
    draw = next(one for one in json.loads(again["test.json"])["questions"] if one["kind"] == "draw")
    assert draw["value"]["category"] == ["Prawo (2)"]
    assert len(draw["value"]["questions"]) == 10


@pytest.mark.rule("L-120")
def test_drafts_ready_lessons_and_editions_are_told_apart(cast: Cast, tmp_path: Path) -> None:
    with seated(SYSTEM):
        course = make_course(lessons=2)
        first, second = course.lessons.order_by("position")
        Lesson.objects.filter(pk=second.pk).update(live=False)
        for word in ("wydane", "gotowe", "szkic"):
            first.body = body(("text", f"<p>{word}</p>"))
            if word == "szkic":
                first.save_revision()
                break
            first.save_revision().publish()
            first.refresh_from_db()
            publish_newest(first, at=timezone.now())
            if word == "wydane":
                edition = publish_edition(course.pk, note="", by=SYSTEM, at=timezone.now())
        told = {
            source: contents(written(course, tmp_path / f"{source}.zip", source, edition))[
                "czytaj.txt"
            ].decode()
            for source in CourseSource
        }
        Lesson.objects.get(pk=first.pk).revisions.all().delete()
        with pytest.raises(CannotRestore):
            written(course, tmp_path / "x.zip", CourseSource.EDITION, edition)
        with pytest.raises(NothingThere):
            written(make_course(lessons=0), tmp_path / "x.zip")
    assert ["Lekcja nr 2" in told[source] for source in CourseSource] == [True, False, False]
    assert [told[source].split()[-1] for source in (CourseSource.READY, CourseSource.EDITION)] == [
        "gotowe",
        "wydane",
    ]
    assert "szkic" in told[CourseSource.DRAFT]


@pytest.mark.rule("L-123")
def test_scripts_in_words_are_taken_out_and_named(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "a.kurs.zip"
    parts = files()
    words = [
        '<p onclick="x()">Dobre <script>alert(1)</script><a href="javascript:x()">słowa</a></p>',
        '<img src=x onerror="x()">',
    ]
    parts[LESSON]["blocks"].append(block("note", {"title": "<b>Uwaga</b>", "text": words}, 7))
    path.write_bytes(packed(parts))
    with seated(SYSTEM):
        facts = arriving.judge_course(path, filename="a", office_id=None).facts
        lesson = taken(path).lessons.get()
        value = lesson.body[4].value
        publish = lesson.body.get_prep_value()[4]["value"]["text"]
    assert facts["remarks"] == [{"file": LESSON, "message": f"Blok 5: {arriving.CLEANED}."}]
    assert publish == "<p>Dobre <a>słowa</a></p>"
    assert value["title"] == "<b>Uwaga</b>"  # plain words, shown as such


@pytest.mark.rule("L-121")
def test_a_failure_in_the_middle_leaves_neither_rows_nor_files(
    cast: Cast, tmp_path: Path, monkeypatch
) -> None:
    path = tmp_path / "a.kurs.zip"
    path.write_bytes(packed(files()))
    with seated(SYSTEM):
        held = numbers()
        monkeypatch.setattr(arriving, "_quiz", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            taken(path)
        assert numbers() == held
    assert on_disk(tmp_path) == set()
    with seated(SYSTEM):
        monkeypatch.undo()
        taken(path)  # the negative control: the same file is good
        make_course(code="ZAJETY")
        with pytest.raises(arriving.CodeTaken):
            taken(path, code="ZAJETY")


@pytest.mark.rule("L-123")
def test_a_file_changed_by_a_careless_hand_is_refused_by_name(cast: Cast, tmp_path: Path) -> None:
    with seated(SYSTEM):
        path = written(make_course(lessons=1), tmp_path / "a.kurs.zip")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["czytaj.txt"] += b"dopisek"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with seated(SYSTEM), pytest.raises(CourseRefused) as refused:
        arriving.judge_course(path, filename="a", office_id=None)
    assert [one.file for one in refused.value.faults] == ["czytaj.txt"]

"""The publishing gate: what it sees, what it stops, and who may let what through."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import NAMES, Cast

from kaganek.core.models import AuditEntry
from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Course, GateOverride, Lesson, QuizDraft
from kaganek.learning.services.content import publish_lesson
from kaganek.learning.services.gate import (
    Blocked,
    NothingToOverride,
    ReasonMissing,
    findings,
    override,
    standing,
)
from kaganek.learning.services.publishing import publish_newest
from kaganek.learning.services.questions import publish_quiz
from kaganek.learning.terms import MENDS, Fault
from kaganek.learning.tests.bodies import body, document, good, picture, table
from kaganek.learning.tests.factories import make_course

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
WHY = "Film nie ma dźwięku, zapis dostarczy autor do piątku."


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def course(world) -> Course:
    return make_course(lessons=1)


def lesson_of(course: Course, *blocks: tuple[str, object]) -> Lesson:
    lesson = course.lessons.get(position=1)
    lesson.body = body(*blocks)
    lesson.save()
    lesson.refresh_from_db()
    return lesson


def faults(course: Course, *blocks: tuple[str, object]) -> list[tuple[str, int | None]]:
    return [(one.fault.value, one.place) for one in findings(lesson_of(course, *blocks))]


def changed(kind: str, **other: object) -> tuple[str, object]:
    return kind, good()[kind] | other


def test_every_fault_says_how_to_mend_it() -> None:
    assert set(MENDS) == set(Fault)


def test_nothing_is_found_in_good_blocks(course: Course) -> None:
    assert faults(course, *good().items()) == []


@pytest.mark.rule("L-76")
@pytest.mark.parametrize(
    ("block", "fault"),
    [
        (lambda: changed("image", alt=" "), "alt"),
        (lambda: changed("image", alt="IMG_2041.jpg"), "alt_name"),
        (lambda: changed("image", licence=""), "licence"),
        (lambda: changed("image", licence="CC BY 4.0"), "licence_unknown"),
        (lambda: changed("attachment", licence="CC BY 4.0"), "licence_unknown"),
        (lambda: changed("image", image=picture("#c8c8c8", "#ffffff").pk), "contrast"),
        (lambda: changed("image", image=10**9), "empty"),
        (lambda: changed("video", captions=10**9), "captions"),
        (lambda: changed("video", transcript=" "), "transcript"),
        (lambda: ("text", "<h3>Od razu mniejszy</h3><p>Tekst</p>"), "headings"),
        (lambda: ("text", "<h2> </h2><p>Tekst</p>"), "heading_empty"),
        (lambda: ("text", '<p>Tekst <a href="https://a.pl/"> </a></p>'), "link_empty"),
        (lambda: ("text", "<p>Tekst <a>bez adresu</a></p>"), "link_nowhere"),
        (lambda: ("text", '<p>Wzór jest <a href="https://a.pl/">Tutaj.</a></p>'), "link_vague"),
        (lambda: ("text", '<p><a href="https://a.pl/x">https://a.pl/x</a></p>'), "link_vague"),
        (lambda: ("note", {"title": "T", "text": '<p><a href="https://a.pl/">kliknij tutaj</a></p>'}), "link_vague"),
        (lambda: ("download", {"title": "Pobierz", "description": "", "file": document().pk}), "link_vague"),
        (lambda: ("table", table(columns=[{"type": "text", "heading": "A"}, {"type": "text", "heading": " "}])), "table_heads"),
        (lambda: ("table", table(caption="")), "table_caption"),
        (lambda: ("table", table(rows=[])), "empty"),
        (lambda: ("text", "<p>&nbsp;</p>"), "empty"),
        (lambda: ("expandable", {"title": "T", "text": "<p></p>"}), "empty"),
        (lambda: ("quote", {"text": " ", "source": "S", "href": ""}), "empty"),
    ],
)  # fmt: skip
def test_a_fault_is_seen_in_its_block(course: Course, block, fault: str) -> None:
    assert faults(course, ("note", good()["note"]), block()) == [(fault, 1)]


def test_headings_are_judged_across_blocks(course: Course) -> None:
    second = ("text", "<h3>Mniejszy</h3><p>Tekst</p>")

    assert faults(course, ("text", "<h2>Większy</h2><p>Tekst</p>"), ("note", good()["note"]), second) == []
    assert faults(course, ("note", good()["note"]), second) == [("headings", 1)]


def test_a_lesson_without_blocks_is_not_published(course: Course) -> None:
    assert faults(course) == [("nothing", None)]


@pytest.mark.rule("L-76")
def test_publishing_is_stopped_and_changes_nothing(course: Course) -> None:
    lesson = lesson_of(course, changed("image", alt=""), changed("video", transcript=""))
    before = Lesson.objects.filter(pk=lesson.pk).values().get()

    with pytest.raises(
        Blocked, match="Blok 1: Obraz: Obraz bez tekstu alternatywnego; Blok 2: Film"
    ) as blocked:
        publish_lesson(lesson, at=AT)

    assert [one.fault for one in blocked.value.findings] == [Fault.ALT, Fault.TRANSCRIPT]
    assert Lesson.objects.filter(pk=lesson.pk).values().get() == before


@pytest.mark.rule("L-76")
def test_an_override_lets_through_what_stood_there_and_nothing_more(course: Course) -> None:
    lesson = lesson_of(course, changed("video", transcript=""))
    made = override(lesson, reason=f"  {WHY}\n", by=SYSTEM, at=AT)
    assert (made.reason, made.course, [one["fault"] for one in made.findings]) == (
        WHY,
        course,
        ["Film bez zapisu tekstowego"],
    )

    publish_lesson(lesson, at=AT)
    assert Lesson.objects.get(pk=lesson.pk).live

    raw = json.loads(json.dumps(lesson.body.get_prep_value()))
    lesson.body = json.dumps(
        [*raw, {"type": "text", "id": "9" * 8, "value": "<p><a href='https://a.pl/'>tutaj</a></p>"}]
    )
    assert [(one.fault, one.place) for one in standing(lesson)] == [(Fault.LINK_VAGUE, 1)]
    with pytest.raises(Blocked):
        publish_lesson(lesson, at=AT)


@pytest.mark.parametrize("reason", ["", "   ", "za krótko", " x " * 3])
def test_an_override_needs_a_reason(course: Course, reason: str) -> None:
    with pytest.raises(ReasonMissing):
        override(lesson_of(course, changed("image", alt="")), reason=reason, by=SYSTEM, at=AT)
    assert not GateOverride.objects.exists()


def test_there_is_nothing_to_override_in_a_good_lesson(course: Course) -> None:
    with pytest.raises(NothingToOverride):
        override(lesson_of(course, ("note", good()["note"])), reason=WHY, by=SYSTEM, at=AT)


@pytest.mark.rule("L-76")
def test_a_quiz_without_questions_is_not_published(course: Course) -> None:
    draft = QuizDraft.objects.create(course=course)

    with pytest.raises(Blocked):
        publish_quiz(draft, at=AT)


def test_the_newest_version_is_judged_and_published(course: Course) -> None:
    lesson = lesson_of(course, ("note", good()["note"]))
    lesson.body = body(changed("image", alt=""))
    lesson.save_revision()
    lesson.refresh_from_db()
    with pytest.raises(Blocked):
        publish_newest(lesson, at=AT)

    lesson.body = body(("note", {"title": "Nowa", "text": "<p>Treść nowa.</p>"}))
    lesson.save_revision()
    publish_newest(Lesson.objects.get(pk=lesson.pk), at=AT)

    assert "Treść nowa." in Lesson.objects.get(pk=lesson.pk).text


# -- pages


@pytest.fixture
def lesson(cast: Cast) -> Lesson:
    with seated(SYSTEM):
        made = lesson_of(
            make_course(lessons=1, title="Kurs z usterką"), ("note", good()["note"]), changed("image", alt="")
        )
        made.save_revision()
    return made


@pytest.fixture
def ewa(client: Client, cast: Cast) -> Client:
    client.force_login(cast.account("ewa"))
    return client


def test_the_page_names_each_fault_its_block_and_how_to_mend_it(ewa: Client, lesson: Lesson) -> None:
    page = ewa.get(reverse("learning:lesson_gate", args=[lesson.pk])).content.decode().replace("\xa0", " ")

    assert Fault.ALT.label in page
    assert MENDS[Fault.ALT] in page
    assert f"/redakcja/snippets/learning/lesson/edit/{lesson.pk}/#body-1-section" in page
    assert "Blok 2: Obraz" in page


def test_with_a_reason_it_is_published_and_the_reason_is_shown(
    ewa: Client, cast: Cast, lesson: Lesson
) -> None:
    url = reverse("learning:lesson_gate", args=[lesson.pk])
    refused = ewa.post(url, {"reason": "bo tak"})
    assert refused.status_code == 422
    assert "co najmniej 15 znaków" in refused.content.decode()

    done = ewa.post(url, {"reason": WHY})

    assert done["Location"] == f"/redakcja/snippets/learning/lesson/edit/{lesson.pk}/"
    page = ewa.get(url).content.decode().replace("\xa0", " ")
    assert WHY in page
    assert "Lekcja jest gotowa. Powód jest zapisany. Uczestnicy dostaną tę wersję w nowym wydaniu." in page
    assert WHY in ewa.get(done["Location"]).content.decode()  # in the editor, too
    with seated(SYSTEM):
        row = GateOverride.objects.get()
        assert (row.lesson, row.by_label) == (lesson, "Ekspert, redaktor treści")
        entry = AuditEntry.objects.filter(deed="publishing gate overridden").get()
        assert (entry.actor, entry.facts) == (cast.person("ewa").pk, {"reason": WHY})
        assert "Krótko." in Lesson.objects.get(pk=lesson.pk).html
    assert ewa.post(url, {"reason": WHY}).status_code == 302  # sent twice: published again, no second row
    with seated(SYSTEM):
        assert GateOverride.objects.count() == 1


@pytest.mark.parametrize("who", [name for name in NAMES if name != "ewa"])
def test_nobody_else_comes_to_the_gate(client: Client, cast: Cast, lesson: Lesson, who: str) -> None:
    client.force_login(cast.account(who))

    assert client.get(reverse("learning:lesson_gate", args=[lesson.pk])).status_code in (403, 404)
    assert client.post(reverse("learning:lesson_gate", args=[lesson.pk]), {"reason": WHY}).status_code in (
        403,
        404,
    )


def test_a_missing_lesson_is_not_found(ewa: Client, db) -> None:
    assert ewa.get(reverse("learning:lesson_gate", args=[10**9])).status_code == 404
    assert ewa.get(reverse("learning:quiz_gate", args=[10**9])).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"), [("ewa", 200), ("dorota", 200), ("bogdan", 403), ("celina", 403), ("anna", 403)]
)
def test_the_list_of_overrides(client: Client, cast: Cast, lesson: Lesson, who: str, status: int) -> None:
    with seated(SYSTEM):
        override(lesson, reason=WHY, by=SYSTEM, at=AT)
    client.force_login(cast.account(who))

    answers = [
        client.get(reverse("learning:overrides")),
        client.get(reverse("learning:override_export", args=["csv"])),
    ]

    for answer in answers:
        said = b"".join(answer).decode()
        assert answer.status_code == status
        assert (WHY in said) == (status == 200)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_many(
    ewa: Client, lesson: Lesson, rows: int, django_assert_num_queries
) -> None:
    with seated(SYSTEM):
        made = override(lesson, reason=WHY, by=SYSTEM, at=AT)
        for _ in range(rows - 1):
            made.pk = None
            made.save()
    ewa.get(reverse("learning:overrides"))

    with django_assert_num_queries(7):
        ewa.get(reverse("learning:overrides"))

"""The content editor: who comes in, what an expert can do there, when participants see it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import NAMES
from wagtail.images.models import Image

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Course, Lesson, QuizDraft
from kaganek.learning.services.content import install_course
from kaganek.portal.models import Article

CONTENT = Path(__file__).parents[1] / "demo" / "content"
RODO = json.loads((CONTENT / "rodo.json").read_text())
AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def course(cast) -> Course:
    with seated(SYSTEM):
        return install_course(RODO, files=CONTENT, at=AT)


@pytest.fixture
def ewa(client, cast):
    client.force_login(cast.account("ewa"))
    return client


def stream(name: str, *blocks: tuple[str, dict[str, str]]) -> dict[str, str]:
    """Form fields of a StreamField with the given blocks."""
    fields = {f"{name}-count": str(len(blocks))}
    for i, (kind, values) in enumerate(blocks):
        fields |= {
            f"{name}-{i}-deleted": "",
            f"{name}-{i}-order": str(i),
            f"{name}-{i}-type": kind,
            f"{name}-{i}-id": "",
        }
        fields |= {f"{name}-{i}-value{key}": value for key, value in values.items()}
    return fields


def rich(text: str) -> dict[str, str]:
    """What Draftail posts."""
    return {"": json.dumps({"blocks": [{"key": "a1", "text": text, "type": "unstyled", "depth": 0,
                                        "inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}})}  # fmt: skip


def lesson_form(lesson: Lesson, text: str) -> dict[str, str]:
    return {
        "title": lesson.title, "module": str(lesson.module_id), "position": str(lesson.position),
        "minutes": "7", **stream("body", ("text", rich(text))),
    }  # fmt: skip


@pytest.mark.parametrize("who", [name for name in NAMES if name not in ("ewa", "henryk")])
@pytest.mark.parametrize("where", ["/redakcja/", "/redakcja/images/", "/redakcja/snippets/learning/lesson/"])
def test_nobody_but_editors_and_an_offices_administrator_comes_in(client, cast, who, where):
    client.force_login(cast.account(who))

    assert client.get(where).status_code == 403


def test_a_stranger_is_asked_to_sign_in_on_our_own_page(client, db):
    response = client.get("/redakcja/snippets/learning/lesson/")

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("people:sign_in"))


@pytest.mark.parametrize(
    "where",
    ["images/", "documents/", "snippets/learning/course/", "snippets/learning/lesson/", "snippets/learning/lesson/add/",
     "snippets/learning/quizdraft/", "snippets/learning/quizdraft/add/", "snippets/portal/article/",
     "snippets/portal/article/add/", "images/add/", "images/multiple/add/", "documents/multiple/add/", "images/chooser/"],
)  # fmt: skip
def test_the_editors_screens_open(ewa, course, where):
    response = ewa.get(f"/redakcja/{where}")

    assert response.status_code == 200
    assert "Sprawny urząd 2026" not in response.content.decode()


@pytest.mark.parametrize(
    "where", ["users/", "groups/", "pages/", "reports/locked/", "workflows/list/", "collections/", "login/",
             "password_reset/", "failwhale/", "bulk/people/account/delete/", "forms/", "api/main/pages/"],
)  # fmt: skip
def test_wagtails_other_screens_are_absent(ewa, where):
    assert ewa.get(f"/redakcja/{where}").status_code == 404


def test_the_account_of_the_editor_is_ours(ewa):
    assert ewa.get("/redakcja/account/")["Location"] == reverse("people:account")


def test_the_menu_holds_content_alone(ewa):
    html = ewa.get("/redakcja/", follow=True).content.decode()

    assert "/redakcja/snippets/learning/lesson/" in html
    assert "/redakcja/snippets/portal/article/" in html
    for foreign in ("/redakcja/users/", "/redakcja/groups/", "/redakcja/reports/", "/redakcja/workflows/"):
        assert foreign not in html


def test_participants_see_new_words_only_after_publishing(ewa, course):
    with seated(SYSTEM):
        lesson = Lesson.objects.get(course=course, position=1)
    edit = f"/redakcja/snippets/learning/lesson/edit/{lesson.pk}/"
    assert ewa.get(edit).status_code == 200

    form = lesson_form(lesson, "Nowe słowa lekcji w szkicu")
    preview = f"/redakcja/snippets/learning/lesson/preview/{lesson.pk}/"
    assert ewa.post(preview, form).json() == {"is_valid": True, "is_available": True}
    shown = ewa.get(preview)
    assert "Nowe słowa lekcji w\u00a0szkicu" in shown.content.decode()
    assert "learning/preview.html" in [template.name for template in shown.templates]

    assert ewa.post(edit, form).status_code == 302
    with seated(SYSTEM):
        kept = Lesson.objects.get(pk=lesson.pk)
    assert (kept.html, kept.minutes, kept.has_unpublished_changes) == (lesson.html, lesson.minutes, True)

    assert ewa.post(edit, form | {"action-publish": "action-publish"}).status_code == 302
    with seated(SYSTEM):
        kept = Lesson.objects.get(pk=lesson.pk)
    assert re.fullmatch(r'<p id="m-[0-9a-f]+">Nowe słowa lekcji w\u00a0szkicu</p>', kept.html)
    assert (kept.minutes, kept.has_unpublished_changes) == (7, False)
    history = ewa.get(f"/redakcja/snippets/learning/lesson/history/{lesson.pk}/")
    assert history.status_code == 200
    assert "Ewa Pióro" in history.content.decode()


def faulty_form(lesson: Lesson) -> dict[str, str]:
    """A lesson whose second block has no words."""
    return lesson_form(lesson, "Treść") | stream("body", ("text", rich("Treść")), ("text", rich(" ")))


@pytest.mark.rule("L-76")
@pytest.mark.parametrize("more", [{}, {"go_live_at": "2030-01-01 10:00"}], ids=["now", "scheduled"])
def test_the_button_publish_leads_to_the_gate_and_the_draft_is_kept(ewa, course, more):
    with seated(SYSTEM):
        lesson = Lesson.objects.get(course=course, position=1)
    edit = f"/redakcja/snippets/learning/lesson/edit/{lesson.pk}/"

    stopped = ewa.post(edit, faulty_form(lesson) | more | {"action-publish": "action-publish"})

    assert stopped["Location"] == reverse("learning:lesson_gate", args=[lesson.pk])
    assert "Blok 2: Tekst" in ewa.get(stopped["Location"]).content.decode()
    assert "Pusty blok" in ewa.get(edit).content.decode()  # the panel in the editor
    with seated(SYSTEM):
        kept = Lesson.objects.get(pk=lesson.pk)
        assert (kept.html, kept.has_unpublished_changes) == (lesson.html, True)
        assert kept.get_latest_revision().approved_go_live_at is None


@pytest.mark.rule("L-76")
def test_a_new_faulty_lesson_is_kept_as_a_draft(ewa, course):
    with seated(SYSTEM):
        lesson = Lesson.objects.get(course=course, position=1)
    form = faulty_form(lesson) | {"position": "", "action-publish": "action-publish"}

    stopped = ewa.post("/redakcja/snippets/learning/lesson/add/", form)

    with seated(SYSTEM):
        made = Lesson.objects.latest("pk")
        assert (made.pk > lesson.pk, made.live, made.html) == (True, False, "")
    assert stopped["Location"] == reverse("learning:lesson_gate", args=[made.pk])


@pytest.mark.rule("L-76")
def test_a_quiz_without_questions_is_stopped_too(ewa, course):
    with seated(SYSTEM):
        draft = QuizDraft.objects.get(course=course)
        questions = draft.course.quiz.questions.count()
    form = {"course": str(course.pk), "title": "Test", "pass_mark": "60", "attempts": "3", "time_limit": "", "feedback": "end", "review": "answers",
            "questions-count": "0", "action-publish": "action-publish"}  # fmt: skip

    stopped = ewa.post(f"/redakcja/snippets/learning/quizdraft/edit/{draft.pk}/", form)

    assert stopped["Location"] == reverse("learning:quiz_gate", args=[draft.pk])
    assert "Nie ma treści" in ewa.get(stopped["Location"]).content.decode()
    with seated(SYSTEM):
        assert course.quiz.questions.filter(retired_at=None).count() == questions


@pytest.mark.parametrize(
    "model",
    [
        "learning/course",
        "learning/lesson",
        "learning/quizdraft",
        "learning/rubric",
        "learning/task",
        "portal/article",
    ],
)
def test_a_list_offers_nothing_for_many_at_once(ewa, course, model):
    html = ewa.get(f"/redakcja/snippets/{model}/").content.decode()

    assert "bulk" not in html
    assert re.search(r"Razem: \d", html) or "pagination" not in html
    for address in {*re.findall(r'href="(/redakcja/[^"]*)"', html)}:
        assert ewa.get(unescape(address)).status_code != 404, address


def test_no_bulk_action_publishes(ewa, course):
    for model in ("learning/lesson", "learning/quizdraft"):
        assert ewa.get(f"/redakcja/bulk/{model}/publish/?id=1").status_code == 404


def test_two_revisions_can_be_compared(ewa, course):
    with seated(SYSTEM):
        lesson = Lesson.objects.get(course=course, position=1)
    for text in ("Pierwsza wersja", "Druga wersja"):
        ewa.post(f"/redakcja/snippets/learning/lesson/edit/{lesson.pk}/", lesson_form(lesson, text))

    response = ewa.get(
        reverse("wagtailsnippets_learning_lesson:revisions_compare", args=[lesson.pk, "earliest", "latest"])
    )

    assert response.status_code == 200
    assert "Druga wersja" in response.content.decode()


def test_a_lesson_number_is_taken_once(ewa, course):
    with seated(SYSTEM):
        lesson = Lesson.objects.get(course=course, position=1)
    form = lesson_form(lesson, "x") | {"position": "2"}

    response = ewa.post(f"/redakcja/snippets/learning/lesson/edit/{lesson.pk}/", form)

    assert response.status_code == 200
    assert "W tym szkoleniu jest już lekcja z tym numerem" in response.content.decode()


def test_a_new_lesson_is_a_draft_at_the_end(ewa, course):
    with seated(SYSTEM):
        lesson = Lesson.objects.get(course=course, position=1)
    form = lesson_form(lesson, "Całkiem nowa") | {"title": "Nowa lekcja", "position": ""}

    assert ewa.post("/redakcja/snippets/learning/lesson/add/", form).status_code == 302
    with seated(SYSTEM):
        new = Lesson.objects.get(title="Nowa lekcja")
    assert (new.course_id, new.position, new.live, new.html) == (course.pk, 4, False, "")


def test_a_course_with_modules_is_made_in_one_form(ewa, cast):
    modules = {
        "modules-TOTAL_FORMS": "2", "modules-INITIAL_FORMS": "0", "modules-MIN_NUM_FORMS": "1",
        "modules-MAX_NUM_FORMS": "1000",
        "modules-0-title": "Początek", "modules-0-ORDER": "1", "modules-0-DELETE": "", "modules-0-id": "",
        "modules-1-title": "Koniec", "modules-1-ORDER": "2", "modules-1-DELETE": "", "modules-1-id": "",
    }  # fmt: skip
    form = {
        "title": "Nowe szkolenie",
        "code": "NOWE",
        "hours": "2",
        "short_title": "",
        "summary": "",
        "goal": "",
    }

    response = ewa.post("/redakcja/snippets/learning/course/add/", form | modules)

    assert response.status_code == 302, response.context["form"].errors
    with seated(SYSTEM):
        course = Course.objects.get(code="NOWE")
        assert list(course.modules.order_by("position").values_list("title", flat=True)) == [
            "Początek",
            "Koniec",
        ]
        assert course.published_at is None


def test_a_quiz_is_edited_as_a_form_and_published(ewa, course):
    with seated(SYSTEM):
        draft = QuizDraft.objects.get(course=course)
    edit = f"/redakcja/snippets/learning/quizdraft/edit/{draft.pk}/"
    assert ewa.get(edit).status_code == 200
    form = {
        "course": str(course.pk), "title": "Nowy test", "pass_mark": "70", "attempts": "2", "time_limit": "",
        "feedback": "end", "review": "answers",
        **stream("questions", ("truefalse", {
            "-text": "Ziemia jest płaska.", "-answer": "false", "-explanation": "Jest okrągła.", "-points": "2",
        })),
    }  # fmt: skip

    assert ewa.post(edit, form | {"action-publish": "action-publish"}).status_code == 302
    with seated(SYSTEM):
        quiz = Course.objects.get(pk=course.pk).quiz
        (question,) = quiz.questions.filter(retired_at=None)
        assert (quiz.title, quiz.pass_mark, quiz.attempts) == ("Nowy test", 70, 2)
        assert (question.text, question.payload, question.points) == (
            "Ziemia jest płaska.",
            {"answer": False},
            2,
        )
        assert quiz.questions.exclude(retired_at=None).count() == 5


def test_an_article_and_its_files_are_public_after_publishing(ewa, cast):
    with seated(SYSTEM):
        install_course(json.loads((CONTENT / "pdu.json").read_text()), files=CONTENT, at=AT)

    with seated(SYSTEM):
        image = Image.objects.first()
    body = stream("body", ("image", {"-image": str(image.pk), "-alt": "Cztery kroki", "-caption": ""}))
    form = {
        "title": "Nowina",
        "slug": "nowina",
        "lead": "Krótko.",
        "published_on": "2026-11-20",
        **body,
    } | stream("body_en")

    assert ewa.post("/redakcja/snippets/portal/article/add/", form).status_code == 302
    with seated(SYSTEM):
        article = Article.objects.get(slug="nowina")
        file = image.get_rendition("width-1200").file.url
    assert (article.live, article.html) == (False, "")
    assert Client().get(file).status_code == 404

    edit = f"/redakcja/snippets/portal/article/edit/{article.pk}/"
    assert ewa.post(edit, form | {"action-publish": "action-publish"}).status_code == 302
    with seated(SYSTEM):
        assert Article.objects.get(pk=article.pk).html.count("<img") == 1
        others = [one.get_rendition("width-1200").file.url for one in Image.objects.exclude(pk=image.pk)]
    shown = Client().get(file)
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
    assert b"".join(shown.streaming_content).startswith(b"\x89PNG")
    assert all(Client().get(other).status_code == 404 for other in others)


def test_an_image_needs_words_for_those_who_do_not_see_it(ewa, course):
    with seated(SYSTEM):
        image = Image.objects.first()
    form = {"title": "Bez opisu", "description": "", "collection": str(image.collection_id), "tags": ""}

    response = ewa.post(f"/redakcja/images/{image.pk}/", form)

    assert response.status_code == 200
    assert "Napisz, co widać na obrazie." in response.content.decode()


def test_content_is_never_deleted_here(ewa, course):
    with seated(SYSTEM):
        lesson = Lesson.objects.get(course=course, position=1)

    assert ewa.post(f"/redakcja/snippets/learning/lesson/delete/{lesson.pk}/").status_code in (302, 403)
    with seated(SYSTEM):
        assert Lesson.objects.filter(pk=lesson.pk).exists()


def test_the_editors_screens_get_the_looser_policy_and_no_other(ewa, course):
    assert "'unsafe-inline'" in ewa.get("/redakcja/")["Content-Security-Policy"]
    assert "'unsafe-inline'" not in ewa.get("/konto/")["Content-Security-Policy"]

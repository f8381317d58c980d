"""Drafts that nobody has used are deleted by their authors; everything else stays, and the page says why."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone
from tests.cast import NAMES, Cast
from wagtail.models import Revision

from kaganek.core.models import AuditEntry
from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Course, CourseModule, Lesson, LessonReview, QuizDraft, Rubric, Task
from kaganek.learning.services.editions import publish_edition
from kaganek.learning.services.unwanted import Kept, delete_unwanted
from kaganek.learning.tests.factories import make_course, make_progress, make_quiz, make_rubric


@pytest.fixture
def draft(cast: Cast) -> Course:
    return unpublished(None)


def unpublished(office: Any) -> Course:
    """A course with one lesson and a quiz, each with a version kept, nothing of it published."""
    with seated(SYSTEM):
        course = make_course(lessons=1, office=office, published_at=None)
        Lesson.objects.filter(course=course).update(live=False, first_published_at=None)
        course.lessons.get().save_revision()
        QuizDraft.objects.create(course=course, live=False).save_revision()
    return course


def of(course: Course, model: Any) -> Any:
    with seated(SYSTEM):
        return course if model is Course else model.objects.get(course=course)


def address(thing: Any) -> str:
    return f"/redakcja/snippets/learning/{thing._meta.model_name}/delete/{thing.pk}/"


def is_there(thing: Any) -> bool:
    with seated(SYSTEM):
        return bool(type(thing).objects.filter(pk=thing.pk).exists())


def refused(client: Client, thing: Any) -> str:
    """What the author is told; neither the question nor the deed is reached."""
    for ask in (client.get, client.post):
        answer = ask(address(thing))
        assert answer.status_code == 302
        assert answer["Location"].endswith(f"/edit/{thing.pk}/")
    assert is_there(thing)
    return str(list(get_messages(answer.wsgi_request))[-1])


@pytest.mark.rule("L-171")
@pytest.mark.parametrize(("who", "owner"), [("ewa", None), ("henryk", "zalesie")])
def test_an_author_deletes_a_course_that_never_came_out(
    client: Client, cast: Cast, who: str, owner: str | None
) -> None:
    course = unpublished(getattr(cast, owner) if owner else None)
    client.force_login(cast.account(who))
    assert "Usuń je najpierw" in refused(client, course)
    for thing in (of(course, Lesson), of(course, QuizDraft), course):
        assert "Tak" in client.get(address(thing)).content.decode()
        assert is_there(thing)
        assert client.post(address(thing)).status_code == 302
        assert not is_there(thing)
    with seated(SYSTEM):
        assert not Revision.objects.exists()
        assert not CourseModule.objects.filter(course=course.pk).exists()
        deeds = AuditEntry.objects.filter(deed="draft deleted").values_list("about", flat=True)
        assert sorted(one.partition(":")[0] for one in deeds) == [
            "learning.course", "learning.lesson", "learning.quizdraft",
        ]  # fmt: skip


@pytest.mark.rule("L-171")
def test_what_was_ready_once_stays(client: Client, cast: Cast, draft: Course) -> None:
    client.force_login(cast.account("ewa"))
    lesson, quiz = of(draft, Lesson), of(draft, QuizDraft)
    with seated(SYSTEM):
        Lesson.objects.filter(pk=lesson.pk).update(first_published_at=timezone.now())
        make_quiz(draft)
    assert "gotowa do wydania" in refused(client, lesson)
    assert "gotowy do wydania" in refused(client, quiz)


def test_only_the_page_of_what_may_go_offers_it(client: Client, cast: Cast, draft: Course) -> None:
    client.force_login(cast.account("ewa"))
    with seated(SYSTEM):
        ready = make_course(lessons=1).lessons.get()
    for thing, offered in ((of(draft, Lesson), True), (draft, False), (ready, False)):
        where = address(thing)
        assert (where in client.get(where.replace("/delete/", "/edit/")).content.decode()) == offered
        assert where not in client.get(where.partition("delete/")[0]).content.decode()


def test_a_course_with_an_edition_stays_whole(client: Client, cast: Cast) -> None:
    with seated(SYSTEM):
        course = make_course(lessons=1)
        publish_edition(course.pk, note="Pierwsze.", by=SYSTEM, at=timezone.now())
        course.refresh_from_db()
    client.force_login(cast.account("ewa"))
    assert "było już wydane" in refused(client, course)
    assert "gotowa do wydania" in refused(client, of(course, Lesson))


@pytest.mark.rule("L-171")
def test_a_course_that_somebody_has_stays_whatever_its_state(cast: Cast) -> None:
    with seated(SYSTEM):
        course = make_course(lessons=0, published_at=None)
        make_progress(cast.enrolments["anna"], course)
    with seated(cast.seat("ewa")), pytest.raises(Kept) as kept:
        delete_unwanted(course, by=cast.seat("ewa"))
    assert kept.value.reason == "used"
    with seated(SYSTEM):
        assert CourseModule.objects.filter(course=course).count() == 1
        assert not AuditEntry.objects.filter(deed="draft deleted").exists()


def test_a_lesson_with_a_review_stays(client: Client, cast: Cast, draft: Course) -> None:
    lesson = of(draft, Lesson)
    with seated(SYSTEM):
        LessonReview.objects.create(
            lesson=lesson, content={}, digest="x", asked_by=cast.account("ewa"), asked_at=timezone.now()
        )
    client.force_login(cast.account("ewa"))
    assert "ma recenzje" in refused(client, lesson)


def test_a_rubric_goes_until_a_task_or_a_sheet_has_it(client: Client, cast: Cast, draft: Course) -> None:
    client.force_login(cast.account("ewa"))
    with seated(SYSTEM):
        free, tasked, asked, drafted = (make_rubric(title) for title in ("wolne", "zadanie", "test", "szkic"))
        Task.objects.create(title="Zadanie", kind="team", rubric=tasked)
        sheet = QuizDraft.objects.get(course=draft)
        sheet.questions = json.dumps([essay(drafted)])
        sheet.refresh_from_db(fields=["course"])
        sheet.save_revision()
        QuizDraft.objects.filter(pk=sheet.pk).update(questions=json.dumps([essay(asked)]))
    for one in (tasked, asked, drafted):
        assert "więc zostają" in refused(client, one)
    assert client.post(address(free)).status_code == 302
    assert not is_there(free)


def essay(rubric: Rubric) -> dict[str, Any]:
    value = {"text": "?", "rubric": rubric.pk, "fewest": 0, "most": 0, "explanation": ".", "points": 1}
    return {"type": "essay", "id": "1", "value": value}


def test_nobody_deletes_what_is_not_theirs(client: Client, cast: Cast) -> None:
    programme, zalesie, borki = unpublished(None), unpublished(cast.zalesie), unpublished(cast.borki)
    may = {"ewa": programme, "henryk": zalesie}
    for who in NAMES:
        client.force_login(cast.account(who))
        for course in (programme, zalesie, borki):
            if may.get(who) is not course:
                for model in (Lesson, QuizDraft, Course):
                    thing = of(course, model)
                    assert client.post(address(thing)).status_code in (403, 404), (who, model)
                    assert is_there(thing)


def test_tasks_are_never_deleted_and_nothing_goes_in_bulk(client: Client, cast: Cast) -> None:
    with seated(SYSTEM):
        task = Task.objects.create(title="Zadanie", kind="team")
    client.force_login(cast.account("ewa"))
    client.post(address(task))
    assert is_there(task)
    assert client.post("/redakcja/bulk/learning/lesson/delete/?id=1").status_code == 404

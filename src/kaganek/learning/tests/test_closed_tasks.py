"""A task that a path keeps closed is read and not written, until what it waits for is done."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Course, CourseProgress, HandIn, TaskFile, TaskWork
from kaganek.learning.services.paths import Step, assign, create_path
from kaganek.learning.services.tasks.assigning import TaskTerms, create_task
from kaganek.learning.services.tasks.handing import StepClosed, hand_in, save_draft
from kaganek.learning.terms import TaskKind
from kaganek.learning.tests.factories import make_course

pytestmark = [pytest.mark.django_db, pytest.mark.rule("L-141")]
NOW = timezone.now()


@pytest.fixture
def course(db: None) -> Course:
    with seated(SYSTEM):
        return make_course(lessons=1, title="Najpierw to")


@pytest.fixture
def work(cast: Cast, course: Course) -> TaskWork:
    """Anna's: a task that her path opens after the course."""
    terms = TaskTerms(
        title="Potem to", instructions="Opisz.", kind=TaskKind.PERSON, wants_text=True, most_files=2,
        hours=Decimal(0), rubric_id=None,
    )  # fmt: skip
    with seated(seat := cast.seat("dorota")):
        task = create_task(cast.project, terms, by=seat)
        steps = [Step(course.pk), Step(task.pk, kind="task", after_previous=True)]
        path = create_path(cast.project.pk, name="Krótka", note="", steps=steps, groups=[], by=seat)
        assign(path.pk, [cast.enrolments["anna"]], by=seat, at=NOW)
        return TaskWork.objects.get(task=task)


@pytest.fixture
def anna(client: Client, cast: Cast) -> Client:
    client.force_login(cast.account("anna"))
    return client


def done(course: Course) -> None:
    with seated(SYSTEM):
        assert CourseProgress.objects.filter(course=course).update(started_at=NOW, completed_at=NOW)


def test_no_way_of_writing_passes_the_lock(anna, cast: Cast, work: TaskWork, course: Course) -> None:
    seat = cast.seat("anna")
    with seated(seat), pytest.raises(StepClosed):
        save_draft(work.pk, "Za wcześnie.", over=0, by=seat, at=NOW)
    with seated(seat), pytest.raises(StepClosed):
        hand_in(work.pk, "Za wcześnie.", over=0, by=seat, at=NOW)
    said = {"draft": "Za wcześnie.", "over": 0, "writer": "", "seq": ""}
    save = reverse("learning:task_save", args=[work.pk])
    assert anna.post(save, said | {"oddaj": "1"}).headers["Location"] == reverse(
        "learning:task", args=[work.pk]
    )
    assert anna.post(save, said | {"script": "1"}).status_code == 409
    with seated(SYSTEM):
        assert TaskWork.objects.get(pk=work.pk).draft == ""
        assert not HandIn.objects.exists()
        assert not TaskFile.objects.exists()
    done(course)
    with seated(seat):
        assert hand_in(work.pk, "Teraz.", over=0, by=seat, at=NOW).receipt


def test_the_pages_say_what_it_waits_for(anna, work: TaskWork, course: Course) -> None:
    page, tasks = reverse("learning:task", args=[work.pk]), reverse("learning:tasks")
    for address in (page, tasks):
        text = anna.get(address).content.decode()
        assert "Otworzy się po ukończeniu: „Najpierw to”." in text
        assert "Jeszcze zamknięte" in text
    assert 'name="oddaj"' not in anna.get(page).content.decode()
    done(course)
    assert 'name="oddaj"' in anna.get(page).content.decode()
    assert "Jeszcze zamknięte" not in anna.get(tasks).content.decode()


def test_what_was_begun_stays_open(anna, cast: Cast, work: TaskWork) -> None:
    with seated(SYSTEM):
        TaskWork.objects.filter(pk=work.pk).update(draft="Zaczęte.", draft_number=1)
    assert 'name="oddaj"' in anna.get(reverse("learning:task", args=[work.pk])).content.decode()

"""Editions of an office's own course: published by its administrator with the tools of authors, by nobody else."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast

from kaganek.core.seats import SYSTEM, account_door, seated
from kaganek.core.tests.letters import letters as letters_now
from kaganek.learning.models import (
    Course,
    CourseEdition,
    CourseProgress,
    EditionCorrection,
    EditionLesson,
    EditionPlan,
    EditionQuestion,
    Lesson,
    LessonRemark,
    LessonReview,
    LessonText,
    QuestionCorrection,
    ReviewAnswer,
)
from kaganek.learning.queries.drafts import digest, draft_of
from kaganek.learning.services.lessons import finish_lesson
from kaganek.learning.services.moves import Wanted, move_some
from kaganek.learning.services.plans import publish_all_due
from kaganek.learning.terms import Carry
from kaganek.learning.tests.factories import SINGLE, make_course, make_progress, make_quiz
from kaganek.learning.tests.test_edition_quiz import KEY_B, reword
from kaganek.learning.tests.test_editions import AT, publish, rewrite
from kaganek.people.models import Account, Person
from kaganek.people.terms import Role
from kaganek.people.tests.factories import give_role, make_person

ADMIN = "henryk"
WHOSE = ("programme", "borki")


@pytest.fixture
def courses(cast: Cast) -> dict[str, Course]:
    """One of Zalesie, one of Borki, one of the programme, all with the same words; published once."""
    offices = {"zalesie": cast.zalesie, "borki": cast.borki, "programme": None}
    with seated(SYSTEM):
        made = {name: make_course(lessons=2, title=name, office=office) for name, office in offices.items()}
        for course in made.values():
            make_quiz(course, [SINGLE] * 2)
            publish(course)
            course.refresh_from_db()
    return made


@pytest.fixture
def admin(client: Client, cast: Cast) -> Client:
    client.force_login(cast.account(ADMIN))
    return client


def test_an_administrator_publishes_the_next_edition(admin: Client, courses) -> None:
    course = courses["zalesie"]
    with seated(SYSTEM):
        rewrite(course.lessons.get(position=1), "Nowa treść.")
    ahead = admin.get(reverse("learning:edition_new", args=[course.pk])).content.decode()
    assert "zmieniona treść" in ahead

    reply = admin.post(
        reverse("learning:edition_new", args=[course.pk]), {"note": "Poprawione.", "readers": "stay"}
    )

    assert reply["Location"] == reverse("learning:editions", args=[course.pk])
    page = admin.get(reply["Location"]).content.decode()
    assert "Publikacja: Henryk Sowa" in page
    with seated(SYSTEM):
        course.refresh_from_db()
        assert course.current.number == 2
    compared = admin.get(reverse("learning:edition_compare", args=[course.current_id]))
    assert "Nowa treść." in compared.content.decode()


def test_a_planned_edition_of_an_office_is_published_by_the_clock(admin: Client, courses) -> None:
    course = courses["zalesie"]
    with seated(SYSTEM):
        rewrite(course.lessons.get(position=1), "Nowa treść.")
    hour = timezone.localtime() + timedelta(hours=3)
    post = {"note": "", "readers": "stay", "publish_at": hour.strftime("%d.%m.%Y %H:%M")}
    admin.post(reverse("learning:edition_new", args=[course.pk]), post)

    assert publish_all_due(at=timezone.now() + timedelta(hours=4)) == 1

    with seated(SYSTEM):
        assert CourseEdition.objects.get(course=course, number=2).published_by == "Henryk Sowa"


def test_a_plan_is_called_off(admin: Client, cast: Cast, courses) -> None:
    plans = {name: plan_of(cast, courses[name]) for name in courses}
    for name, plan in plans.items():
        status = admin.post(reverse("learning:plan_cancel", args=[plan.pk])).status_code
        assert status == (302 if name == "zalesie" else 404)
    with seated(SYSTEM):
        assert [one.pk for one in EditionPlan.objects.filter(cancelled=True)] == [plans["zalesie"].pk]


def plan_of(cast: Cast, course: Course) -> EditionPlan:
    with seated(SYSTEM):
        return EditionPlan.objects.create(
            course=course, publish_at=AT, planned_by_id=cast.seat("ewa").account_id, author=cast.person("ewa").pk,
            planned_at=AT,
        )  # fmt: skip


def test_mistakes_are_mended_by_the_administrator(admin: Client, courses) -> None:
    course = courses["zalesie"]
    with seated(SYSTEM):
        rewrite(course.lessons.get(position=1), "Treść lekcji!")
        reword(course, 1, payload=KEY_B)
        held = EditionLesson.objects.get(edition=course.current_id, position=1).pk
        asked = EditionQuestion.objects.get(quiz__edition=course.current_id, position=1).pk

    for name, pk in (("correction", held), ("question_correction", asked)):
        address = reverse(f"learning:{name}", args=[pk])
        assert admin.get(address).status_code == 200
        assert admin.post(address, {"reason": "Pomyłka."}).status_code == 302

    with seated(SYSTEM):
        assert EditionCorrection.objects.get().made_by == "Henryk Sowa"
        assert QuestionCorrection.objects.get().made_by == "Henryk Sowa"


@pytest.fixture
def colleague(cast: Cast) -> Person:
    with seated(SYSTEM):
        other = make_person(
            cast.zalesie, login="iwona", first_name="Iwona", last_name="Kos", email="iwona@zalesie.example"
        )
        give_role(other, Role.IT_ADMIN)
        return other


def test_a_colleague_of_the_office_reviews_a_draft(
    admin: Client, cast: Cast, colleague: Person, courses
) -> None:
    lesson = drafted(courses["zalesie"])
    page = admin.get(reverse("learning:draft", args=[lesson.pk])).content.decode()
    assert "Iwona Kos" in page
    assert "Ewa Pióro" not in page
    ask = {"reviewers": [colleague.account_id], "message": "Czy jasno?"}
    assert admin.post(reverse("learning:review_ask", args=[lesson.pk]), ask).status_code == 302
    remark = {"text": "Za długo.", "block": ""}
    assert admin.post(reverse("learning:remark_add", args=[lesson.pk]), remark).status_code == 302

    with seated(SYSTEM):
        review = LessonReview.objects.get()
        assert (
            letters_now().filter(kind="learning.review_asked").values_list("to", flat=True)[0]
            == colleague.email
        )
    admin.logout()
    admin.force_login(account_of(colleague))
    assert "Czeka na Twoją recenzję" in admin.get(reverse("learning:workshop")).content.decode()
    admin.post(reverse("learning:review_answer", args=[review.pk]), {"verdict": "accepted", "remarks": ""})

    page = admin.get(reverse("learning:draft", args=[lesson.pk])).content.decode()
    assert "<b>Iwona Kos</b>: " in page
    assert "Henryk Sowa" in page
    with seated(SYSTEM):
        assert ReviewAnswer.objects.get().verdict == "accepted"


def account_of(person: Person) -> Account:
    with account_door():
        return Account.objects.get(pk=person.account_id)


def drafted(course: Course) -> Lesson:
    with seated(SYSTEM):
        lesson = course.lessons.get(position=1)
        block = {
            "type": "text",
            "id": "0b5f0a52-1d0c-4a55-9d0c-1de3f1f1a001",
            "value": f"<p>szkic {course.title}</p>",
        }
        lesson.body = json.dumps([block])
        lesson.save_revision()
        return lesson


@pytest.mark.parametrize("whose", WHOSE)
def test_nothing_of_others_opens_by_number(admin: Client, cast: Cast, courses, whose: str) -> None:
    course = courses[whose]
    lesson = drafted(course)
    with seated(SYSTEM):
        review = LessonReview.objects.create(
            lesson=lesson, content=draft_of(lesson), digest=digest(draft_of(lesson)), asked_at=AT,
            asked_by_id=cast.seat("ewa").account_id,
        )  # fmt: skip
        ReviewAnswer.objects.create(review=review, reviewer_id=cast.seat(ADMIN).account_id)
        remark = LessonRemark.objects.create(
            lesson=lesson, text="Tajne.", author_id=cast.seat("ewa").account_id, made_at=AT
        )
        held = EditionLesson.objects.get(edition=course.current_id, position=1).pk
        asked = EditionQuestion.objects.get(quiz__edition=course.current_id, position=1).pk
    addresses = {
        "editions": course.pk, "edition_new": course.pk, "readers_move": course.pk, "course_work": course.pk,
        "edition_compare": course.current_id, "correction": held, "question_correction": asked,
        "draft": lesson.pk, "draft_compare": lesson.pk, "review_ask": lesson.pk, "remark_add": lesson.pk,
        "review_answer": review.pk, "review_withdraw": review.pk, "remark_resolve": remark.pk,
    }  # fmt: skip

    for name, pk in addresses.items():
        address = reverse(f"learning:{name}", args=[pk])
        replies = {
            admin.get(address).status_code,
            admin.post(address, {"reason": "x", "text": "x"}).status_code,
        }
        assert replies <= {404, 405}, name
        assert 404 in replies, name
    assert f">{whose}<" not in admin.get(reverse("learning:workshop")).content.decode()


def test_the_same_addresses_open_with_ones_own_numbers(admin: Client, courses) -> None:
    """Negative control of the test above."""
    course, lesson = courses["zalesie"], drafted(courses["zalesie"])
    for name, pk in (("editions", course.pk), ("edition_new", course.pk), ("readers_move", course.pk),
                     ("course_work", course.pk), ("draft", lesson.pk), ("draft_compare", lesson.pk)):  # fmt: skip
        assert admin.get(reverse(f"learning:{name}", args=[pk])).status_code == 200, name
    assert ">zalesie<" in admin.get(reverse("learning:workshop")).content.decode()


# The database, were every check of ours gone


@pytest.mark.parametrize("whose", ["zalesie", *WHOSE])
def test_the_same_words_are_another_row_for_each_owner(cast: Cast, courses, whose: str) -> None:
    with seated(SYSTEM):
        rows = LessonText.objects.filter(
            pk__in=EditionLesson.objects.filter(edition=courses[whose].current_id).values("words")
        )
        assert {row.office_id for row in rows} == {courses[whose].office_id}


@pytest.mark.parametrize(("name", "sees"), [("celina", "borki"), (ADMIN, "zalesie"), ("anna", "zalesie")])
def test_words_of_another_office_are_out_of_reach_of_the_database(
    cast: Cast, courses, name: str, sees: str
) -> None:
    with seated(cast.seat(name)):
        owners = set(LessonText.objects.values_list("office_id", flat=True))
    assert owners == {None, courses[sees].office_id}


@pytest.mark.parametrize("whose", WHOSE)
def test_the_database_lets_no_administrator_publish_for_others(cast: Cast, courses, whose: str) -> None:
    course = courses[whose]
    seat = cast.seat(ADMIN)
    with (
        seated(seat),
        pytest.raises((DatabaseError, ProgrammingError)),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO learning_courseedition (course_id, number, title, summary, goal, hours, lessons, note,"
            " published_at, published_by) VALUES (%s, 9, 'x', '', '', 1, 1, '', now(), '')",
            [course.pk],
        )


# Moving readers later


@pytest.fixture
def behind(cast: Cast, courses) -> Course:
    """Anna has read a lesson of edition 1; edition 2 has other words there."""
    course = courses["zalesie"]
    anna = cast.seat("anna")
    with seated(SYSTEM):
        make_progress(cast.enrolments["anna"], course)
        first = course.lessons.get(position=1)
    with seated(anna):
        finish_lesson(first.pk, by=anna, at=AT)
    with seated(SYSTEM):
        rewrite(first, "Zupełnie inna treść.")
        publish(course)
        course.refresh_from_db()
    return course


@pytest.mark.rule("L-84")
def test_readers_are_moved_later_from_the_history(admin: Client, cast: Cast, behind: Course) -> None:
    history = admin.get(reverse("learning:editions", args=[behind.pk])).content.decode()
    move = reverse("learning:readers_move", args=[behind.pk])
    assert move in history
    page = admin.get(move).content.decode().replace("\xa0", " ")
    assert "We wcześniejszych wydaniach: 1 osoba" in page
    assert "Lekcję, która się zmieniła, ukończyła z nich 1 osoba" in page
    assert admin.post(move, {"carry": "x"}).status_code == 422

    assert admin.post(move, {"carry": Carry.SAME_WORDS, "keep_result": "on"})["Location"].startswith(
        "/zadania/"
    )
    with seated(SYSTEM):
        assert move_some(behind.current_id, Wanted(Carry.SAME_WORDS, keep_result=True), at=AT) == 1
        row = CourseProgress.objects.get(course=behind)
        assert (row.edition_id, row.lessons_done) == (behind.current_id, 0)

    assert move not in admin.get(reverse("learning:editions", args=[behind.pk])).content.decode()
    again = admin.post(move, {"carry": Carry.SAME_WORDS}, follow=True).content.decode()
    assert "Nie ma kogo przenosić" in again


def test_a_course_without_an_edition_has_nobody_to_move(admin: Client, cast: Cast) -> None:
    with seated(SYSTEM):
        course = make_course(office=cast.zalesie)
    assert admin.get(reverse("learning:readers_move", args=[course.pk])).status_code == 404

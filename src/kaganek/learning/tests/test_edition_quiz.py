"""The quiz of an edition: who began takes it to the end, whatever is made ready and published afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from tests.cast import Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import (
    Attempt,
    Course,
    CourseEdition,
    EditionQuestion,
    Question,
    QuestionCorrection,
    Quiz,
)
from kaganek.learning.queries.edition_quiz import held_quizzes, quiz_changes_ahead
from kaganek.learning.queries.own import lesson_row
from kaganek.learning.services.corrections import NothingToCorrect, NotSmall, correct_question
from kaganek.learning.services.editions import NothingChanged
from kaganek.learning.services.lessons import finish_lesson, open_lesson
from kaganek.learning.services.moves import Wanted, move_some
from kaganek.learning.services.quiz import Answer, answer_questions, finish_attempt, start_attempt
from kaganek.learning.terms import Carry
from kaganek.learning.tests.factories import SINGLE, make_course, make_progress, make_quiz
from kaganek.learning.tests.test_editions import AT, publish

LATER = AT + timedelta(days=3)
KEY_B = {"options": [dict(one, correct=one["id"] == "b") for one in SINGLE[1]["options"]]}


@pytest.fixture
def course(cast: Cast) -> Course:
    """Two lessons and a quiz of three questions, published as edition 1; Anna has opened the first lesson."""
    with seated(SYSTEM):
        course = make_course(lessons=2, title="Prosty język")
        make_quiz(course, [SINGLE] * 3, pass_mark=60, attempts=2, time_limit=30)
        publish(course)
        course.refresh_from_db()
        for name in ("anna", "cezary"):
            make_progress(cast.enrolments[name], course)
    open_first(cast, course)
    return course


def open_first(cast: Cast, course: Course) -> None:
    """Anna begins the edition that is newest now."""
    with seated(cast.seat("anna")):
        pk = course.lessons.get(position=1).pk
        open_lesson(lesson_row(pk), pk, at=AT)


def reword(course: Course, position: int, **values: Any) -> Question:
    """What making a sheet ready leaves: the old wording retired, a new row under the same key."""
    old = Question.objects.get(quiz__course=course, position=position, retired_at=None)
    Question.objects.filter(pk=old.pk).update(retired_at=LATER)
    said = {"kind": old.kind, "text": old.text, "payload": old.payload, "explanation": old.explanation}
    return Question.objects.create(key=old.key, quiz=old.quiz, position=position, **said | values)


def stricter(course: Course) -> CourseEdition:
    """Edition 2: another pass mark, one question reworded, one gone."""
    with seated(SYSTEM):
        Quiz.objects.filter(course=course).update(pass_mark=90, attempts=5, time_limit=None)
        reword(course, 1, text="Zupełnie nowe pytanie?")
        Question.objects.filter(quiz__course=course, position=3).update(retired_at=LATER)
        return publish(course, note="Ostrzejszy test.")


def begin(cast: Cast, name: str, course: Course) -> Attempt:
    with seated(cast.seat(name)):
        return start_attempt(course.pk, by=cast.seat(name), at=LATER)


def asked(attempt: Attempt) -> list[str]:
    with seated(SYSTEM):
        texts = dict(Question.objects.filter(pk__in=attempt.question_ids).values_list("pk", "text"))
    return [texts[pk] for pk in attempt.question_ids]


@pytest.mark.rule("L-160")
def test_each_takes_the_quiz_of_the_edition_they_began(client: Client, cast: Cast, course: Course) -> None:
    stricter(course)

    anna, cezary = begin(cast, "anna", course), begin(cast, "cezary", course)

    assert asked(anna) == ["Pytanie nr 1?", "Pytanie nr 2?", "Pytanie nr 3?"]
    assert asked(cezary) == ["Zupełnie nowe pytanie?", "Pytanie nr 2?"]
    assert anna.closes_at == LATER + timedelta(minutes=30)
    assert cezary.closes_at is None
    pages = {}
    for name in ("anna", "cezary"):
        client.force_login(cast.account(name))
        pages[name] = (
            client.get(reverse("learning:quiz", args=[course.pk])).content.decode().replace("\xa0", " ")
        )
    assert "<b>60%</b>" in pages["anna"]
    assert "z 2 jest rozpoczęte" in pages["anna"]
    assert "<b>90%</b>" in pages["cezary"]
    assert "z 5 jest rozpoczęte" in pages["cezary"]


@pytest.mark.rule("L-160")
def test_a_ready_quiz_reaches_nobody_before_its_edition(cast: Cast, course: Course) -> None:
    with seated(SYSTEM):
        Quiz.objects.filter(course=course).update(time_limit=5)
        reword(course, 1, text="Gotowe, nie wydane?")

    for name in ("anna", "cezary"):
        attempt = begin(cast, name, course)
        assert asked(attempt)[0] == "Pytanie nr 1?"
        assert attempt.closes_at == LATER + timedelta(minutes=30)


def answered(cast: Cast, name: str, attempt: Attempt, response: str = "a", *, most: int = 9) -> Any:
    seat = cast.seat(name)
    answers = [Answer(pk, response, flagged=False, sequence=1) for pk in attempt.question_ids[:most]]
    with seated(seat):
        answer_questions(attempt.pk, answers, by=seat, at=LATER)
        return finish_attempt(attempt.pk, by=seat, at=LATER)


@pytest.mark.rule("L-160")
def test_the_verdict_follows_the_pass_mark_under_which_it_began(cast: Cast, course: Course) -> None:
    attempt = begin(cast, "anna", course)
    stricter(course)

    result = answered(cast, "anna", attempt, most=2)  # two of three: 66,67 %

    assert result.verdict.passed


@pytest.mark.rule("L-160")
def test_who_is_moved_takes_the_new_quiz_next_and_ends_the_old_attempt(cast: Cast, course: Course) -> None:
    attempt = begin(cast, "anna", course)
    after = stricter(course)
    with seated(SYSTEM):
        assert move_some(after.pk, Wanted(Carry.SAME_WORDS, keep_result=True), at=LATER) == 1

    assert asked(attempt) == ["Pytanie nr 1?", "Pytanie nr 2?", "Pytanie nr 3?"]
    assert not answered(cast, "anna", attempt, "b").verdict.passed
    again = begin(cast, "anna", course)
    assert asked(again) == ["Zupełnie nowe pytanie?", "Pytanie nr 2?"]
    with seated(SYSTEM):
        assert again.terms.pass_mark == 90


@pytest.mark.rule("L-160")
def test_an_edition_without_a_quiz_is_completed_by_its_lessons(cast: Cast) -> None:
    """A quiz added later does not keep those who began without one from finishing."""
    anna = cast.seat("anna")
    with seated(SYSTEM):
        course = make_course(lessons=1)
        publish(course)
        progress = make_progress(cast.enrolments["anna"], course)
        lesson = course.lessons.get()
    open_first(cast, course)
    with seated(SYSTEM):
        make_quiz(course, [SINGLE])
        publish(course)

    with seated(anna):
        assert finish_lesson(lesson.pk, by=anna, at=LATER).course_completed
        progress.refresh_from_db()
    assert progress.edition_id != course.current_id


@pytest.mark.rule("L-81")
def test_a_changed_quiz_alone_makes_an_edition(course: Course) -> None:
    with seated(SYSTEM):
        with pytest.raises(NothingChanged):
            publish(course)
        Quiz.objects.filter(course=course).update(pass_mark=75)
        assert publish(course).number == 2


@pytest.mark.rule("L-160")
def test_the_comparison_names_rules_and_questions(course: Course) -> None:
    with seated(SYSTEM):
        Quiz.objects.filter(course=course).update(pass_mark=75)
        reword(course, 2, text="Pytanie nr dwa?")
        Question.objects.filter(quiz__course=course, position=3).update(retired_at=LATER)
        found = quiz_changes_ahead(course)

    assert [(one.name, one.before, one.after) for one in found.rules] == [("Próg zaliczenia", "60%", "75%")]
    assert [(one.text, one.said) for one in found.questions] == [
        ("Pytanie nr dwa?", "zmienione"),
        ("Pytanie nr 3?", "usunięte"),
    ]


def test_the_pages_of_editions_tell_of_the_quiz(client: Client, cast: Cast, course: Course) -> None:
    client.force_login(cast.account("ewa"))
    with seated(SYSTEM):
        Quiz.objects.filter(course=course).update(pass_mark=75)
        reword(course, 2, text="Pytanie nr dwa?")
    ahead = (
        client.get(reverse("learning:edition_new", args=[course.pk])).content.decode().replace("\xa0", " ")
    )
    assert "60% → 75%" in ahead
    client.post(reverse("learning:edition_new", args=[course.pk]), {"note": "", "readers": "stay"})
    with seated(SYSTEM):
        course.refresh_from_db()
        newest = course.current_id

    history = client.get(reverse("learning:editions", args=[course.pk])).content.decode().replace("\xa0", " ")
    compared = (
        client.get(reverse("learning:edition_compare", args=[newest])).content.decode().replace("\xa0", " ")
    )

    assert "60% → 75%" in history
    assert "Pytanie nr dwa?" in history
    assert '<th scope="row">Próg zaliczenia</th><td>60%</td><td>75%</td>' in compared
    assert "<del>2?</del>" in compared
    assert "<ins>dwa?</ins>" in compared


# Corrections


def held(course: Course, position: int) -> EditionQuestion:
    course.refresh_from_db()
    return EditionQuestion.objects.get(quiz__edition=course.current_id, position=position)


@pytest.mark.rule("L-161")
def test_a_wrong_key_is_mended_for_later_attempts_of_the_edition(cast: Cast, course: Course) -> None:
    before = begin(cast, "anna", course)
    with seated(SYSTEM):
        mended = reword(course, 1, payload=KEY_B)
        made = correct_question(held(course, 1).pk, reason="Zły klucz.", by=SYSTEM, at=LATER)
        assert (made.after_id, made.reason) == (mended.pk, "Zły klucz.")

    assert mended.pk not in before.question_ids
    assert begin(cast, "cezary", course).question_ids[0] == mended.pk
    answered(cast, "anna", before, "b")
    assert begin(cast, "anna", course).question_ids[0] == mended.pk
    with seated(SYSTEM), pytest.raises(NothingChanged):
        publish(course)


@pytest.mark.rule("L-161")
@pytest.mark.parametrize(
    "values",
    [
        {"text": "Jedenaście zupełnie innych słów stoi w tym pytaniu od dzisiaj na stałe?"},
        {"points": 2},
        {"kind": "truefalse", "payload": {"answer": True}},
    ],
)
def test_more_than_a_correction_is_refused(course: Course, values: dict[str, Any]) -> None:
    with seated(SYSTEM):
        reword(course, 1, **values)
        with pytest.raises(NotSmall):
            correct_question(held(course, 1).pk, reason="Inne.", by=SYSTEM, at=LATER)
        assert not QuestionCorrection.objects.exists()


def test_nothing_to_correct_and_no_older_edition(course: Course) -> None:
    with seated(SYSTEM):
        old = held(course, 1)
        with pytest.raises(NothingToCorrect):
            correct_question(old.pk, reason="Nic.", by=SYSTEM, at=LATER)
        reword(course, 1, payload=KEY_B)
        publish(course)
        with pytest.raises(EditionQuestion.DoesNotExist):
            correct_question(old.pk, reason="Stare.", by=SYSTEM, at=LATER)


def test_the_page_of_a_correction(client: Client, cast: Cast, course: Course) -> None:
    client.force_login(cast.account("ewa"))
    with seated(SYSTEM):
        reword(course, 1, payload=KEY_B)
        address = reverse("learning:question_correction", args=[held(course, 1).pk])
    ahead = (
        client.get(reverse("learning:edition_new", args=[course.pk])).content.decode().replace("\xa0", " ")
    )
    assert address in ahead
    page = client.get(address).content.decode().replace("\xa0", " ")
    assert "zły klucz" in page
    assert client.post(address, {"reason": ""}).status_code == 422

    assert client.post(address, {"reason": "Zły klucz."})["Location"] == reverse(
        "learning:editions", args=[course.pk]
    )

    history = client.get(reverse("learning:editions", args=[course.pk])).content.decode().replace("\xa0", " ")
    assert "Zły klucz." in history


# What the database keeps


CHANGES = {
    "rules": "UPDATE learning_editionquiz SET pass_mark = 1",
    "quiz gone": "DELETE FROM learning_editionquiz",
    "question": "UPDATE learning_editionquestion SET question_id = (SELECT min(before_id) FROM learning_questioncorrection)"
    " WHERE position = 2",
    "question gone": "DELETE FROM learning_editionquestion",
    "reason": "UPDATE learning_questioncorrection SET reason = 'Inny powód.'",
    "wording": "UPDATE learning_question SET text = 'Inne?' WHERE position = 2",
    "points": "UPDATE learning_question SET points = 5 WHERE position = 2",
}


@pytest.mark.rule("L-160")
@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses_to_change_a_frozen_quiz(course: Course, change: str) -> None:
    """Also to the owner of its tables."""
    with seated(SYSTEM):
        reword(course, 1, payload=KEY_B)
        correct_question(held(course, 1).pk, reason="Zły klucz.", by=SYSTEM, at=LATER)
        before = held_quizzes([course.current_id])
        with pytest.raises(DatabaseError, match=r"frozen|never changed"), transaction.atomic():
            as_owner(CHANGES[change])
        assert held_quizzes([course.current_id]) == before


def as_owner(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', 'none', true)")
        cursor.execute(statement)

"""Questions answered in several fields: order, gaps, rows; from the author's sheet to the result."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from tests.cast import Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.blocks import QuizBody
from kaganek.learning.models import Attempt, AttemptAnswer, Course, Question, QuizDraft
from kaganek.learning.services.questions import as_block, publish_quiz
from kaganek.learning.services.quiz import start_attempt
from kaganek.learning.tests.factories import IN_PARTS, RIGHT, make_course, make_progress, make_quiz
from kaganek.learning.tests.pages import fields, words

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ABOUT = {"text": "Pytanie?", "explanation": "Dlatego.", "points": 2}
ORDERING = ABOUT | {"kind": "ordering", "items": ["wniosek", "decyzja", "odwołanie"]}
GAPS = ABOUT | {
    "kind": "gaps",
    "sentence": "Od decyzji [1] odwołanie w ciągu [2] dni.",
    "gaps": [{"accepted": ["przysługuje"], "wrong": ["należy"]}, {"accepted": ["14", "czternastu"]}],
}
MATRIX = ABOUT | {
    "kind": "matrix",
    "columns": ["tak", "nie"],
    "rows": [{"text": "skarga", "right": 2}, {"text": "odwołanie", "right": 1}],
}


@pytest.fixture
def attempt(cast: Cast) -> Attempt:
    with seated(SYSTEM):
        course = make_course(lessons=0)
        make_quiz(course, questions=IN_PARTS)
        make_progress(cast.enrolments["anna"], course)
    with seated(cast.seat("anna")):
        return start_attempt(course.pk, by=cast.seat("anna"), at=AT)


def responses() -> list[Any]:
    with seated(SYSTEM):
        return list(AttemptAnswer.objects.order_by("question").values_list("response", flat=True))


def sheet_of(*questions: dict[str, Any]) -> Any:
    """The author's sheet, as the editor would read it."""
    return QuizBody().to_python(
        [{"id": str(uuid4()), "type": one["kind"], "value": as_block(one)} for one in questions]
    )


def published(course: Course, *questions: dict[str, Any]) -> list[Question]:
    draft = QuizDraft(course=course, title="Test", questions=sheet_of(*questions))
    return list(publish_quiz(draft, at=AT).questions.order_by("position"))


def test_a_sheet_becomes_questions(world) -> None:
    ordering, gaps, matrix = published(make_course(), ORDERING, GAPS, MATRIX)

    assert ordering.payload["items"] == [
        {"id": "3", "text": "wniosek"}, {"id": "1", "text": "decyzja"}, {"id": "2", "text": "odwołanie"},
    ]  # fmt: skip
    assert gaps.payload["pieces"] == [
        "Od decyzji ", {"id": "1", "accepted": ["przysługuje"], "wrong": ["należy"]},
        " odwołanie w ciągu ", {"id": "2", "accepted": ["14", "czternastu"], "wrong": []}, " dni.",
    ]  # fmt: skip
    assert matrix.payload == {
        "columns": [{"id": "a", "text": "tak"}, {"id": "b", "text": "nie"}],
        "rows": [{"id": "1", "text": "skarga", "right": "b"}, {"id": "2", "text": "odwołanie", "right": "a"}],
    }


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (ORDERING | {"items": ["wniosek", "wniosek "]}, "brzmią tak samo"),
        (GAPS | {"sentence": "Od decyzji [1] odwołanie."}, "od [1] do [2]"),
        (GAPS | {"sentence": "Od [1] do [2], a nawet [2]."}, "od [1] do [2]"),
        (GAPS | {"sentence": "Od [1] do [3]."}, "od [1] do [2]"),
        (
            GAPS | {"gaps": [GAPS["gaps"][0], {"accepted": ["14"], "wrong": ["7", "14"]}]},
            "„14” jest i poprawną",
        ),
        (MATRIX | {"rows": [{"text": "skarga", "right": 3}]}, "liczba kolumn (2)"),
    ],
)
def test_a_sheet_that_cannot_be_answered_is_refused(db, question: dict[str, Any], said: str) -> None:
    body = QuizBody()
    with pytest.raises(ValidationError) as refused:
        body.clean(sheet_of(question))

    assert said in str(refused.value.as_json_data())


def test_the_page_gives_no_order_away(anna: Client, attempt: Attempt) -> None:
    text = words(anna.get(reverse("learning:attempt", args=[attempt.pk])))

    assert text.index(">na końcu<") < text.index(">najpierw<")  # by the alphabet
    assert text.index(">starosty<") < text.index(">wójta<")
    assert "tydzień" not in text


def test_what_is_to_be_done_is_said_once(anna: Client, attempt: Attempt) -> None:
    asks = "Uzupełnij luki w tekście."
    with seated(SYSTEM):
        Question.objects.filter(kind="gaps").update(text=asks)
    assert words(anna.get(reverse("learning:attempt", args=[attempt.pk]))).count(asks) == 1


def test_without_scripts_parts_are_saved_and_shown_again(anna: Client, attempt: Attempt) -> None:
    page = reverse("learning:attempt", args=[attempt.pk])

    assert anna.post(reverse("learning:answer", args=[attempt.pk]), fields(attempt, right=3)).url == page
    assert responses() == [RIGHT[kind] for kind, _ in IN_PARTS]

    text = words(anna.get(page))
    assert text.index(">najpierw<") < text.index(">na końcu<")  # as the person left them
    assert text.count(" selected") == 3
    assert text.count(" checked") == 2
    assert 'value="Tydzień"' in text


def test_the_result_says_what_was_given_and_what_is_right(anna: Client, attempt: Attempt) -> None:
    ordering, gaps, matrix = attempt.question_ids
    anna.post(reverse("learning:answer", args=[attempt.pk]), {
        f"seq-{ordering}-ordering": "1", f"q-{ordering}-1": "1", f"q-{ordering}-2": "2",
        f"seq-{gaps}-gaps": "1", f"q-{gaps}-1": "starosty",
        f"seq-{matrix}-matrix": "1", f"q-{matrix}-1": "b", f"q-{matrix}-2": "b",
    })  # fmt: skip

    text = words(anna.post(reverse("learning:finish", args=[attempt.pk])))

    assert "1. na końcu<br>2. najpierw" in text
    assert "1. najpierw<br>2. na końcu" in text
    assert "Do [starosty] w […]" in text
    assert "Do [wójta] w [7 dni]" in text
    assert "W1 – nie<br>W2 – nie" in text
    with seated(SYSTEM):
        assert Attempt.objects.get().points == Decimal("0.50")


@pytest.mark.parametrize(
    ("kind", "part", "value"),
    [
        ("ordering", "1", "3"),
        ("ordering", "x", "1"),
        ("gaps", "1", "rady"),
        ("gaps", "9", "x"),
        ("matrix", "1", "z"),
    ],
)
def test_fields_of_no_form_of_ours_are_refused(
    anna: Client, attempt: Attempt, kind: str, part: str, value: str
) -> None:
    pk = dict(zip((one for one, _ in IN_PARTS), attempt.question_ids, strict=True))[kind]
    post = {f"seq-{pk}-{kind}": "1", f"q-{pk}-{part}": value}

    assert anna.post(reverse("learning:answer", args=[attempt.pk]), post).status_code == 400
    assert responses() == []

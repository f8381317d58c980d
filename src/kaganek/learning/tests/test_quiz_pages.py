"""The quiz: answers kept, the end, the result."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.documents.models import Certificate
from kaganek.learning.models import (
    Attempt,
    AttemptAnswer,
    Course,
)
from kaganek.learning.tests.factories import KINDS, RIGHT, make_course, make_progress, make_quiz
from kaganek.learning.tests.pages import BY_COURSE, fields, words


def test_starting_twice_leads_to_the_same_attempt(anna: Client, course: Course) -> None:
    first, second = (anna.post(reverse("learning:start", args=[course.pk])).url for _ in range(2))

    assert first == second
    assert "Wróć do testu" in anna.get(reverse("learning:quiz", args=[course.pk])).content.decode()


def test_the_page_gives_no_answer_away(anna: Client, cast: Cast) -> None:
    with seated(SYSTEM):
        course = make_course()
        make_quiz(course, questions=[KINDS[5], KINDS[3]])
        make_progress(cast.enrolments["anna"], course)
    text = words(anna.get(anna.post(reverse("learning:start", args=[course.pk])).url))

    assert "mediana" not in text
    assert "Wyjaśnienie" not in text
    assert text.index(">P1<") < text.index(">P2<")


def test_without_scripts_one_button_saves_everything(anna: Client, attempt: Attempt) -> None:
    url = reverse("learning:answer", args=[attempt.pk])

    answer = anna.post(url, fields(attempt, right=6) | {f"flag-{attempt.question_ids[0]}": "1"})

    assert answer.url == reverse("learning:attempt", args=[attempt.pk])
    with seated(SYSTEM):
        held = AttemptAnswer.objects.order_by("question").values_list("response", "flagged")
        kinds = [kind for kind, _ in KINDS]
        assert list(held) == [(RIGHT[kind], kind == "single") for kind in kinds]
    text = words(anna.get(answer.url))
    assert text.count(" checked") == 5  # one choice, two choices, a truth and the flag
    assert 'value="Mediana"' in text
    assert text.count(" selected") == 2


def test_the_script_sends_one_change_and_learns_the_time(anna: Client, attempt: Attempt) -> None:
    pk = attempt.question_ids[0]
    url = reverse("learning:answer", args=[attempt.pk])

    fresh = anna.post(url, {"script": "1", f"seq-{pk}-single": "20", f"q-{pk}": "a"}).json()
    stale = anna.post(url, {"script": "1", f"seq-{pk}-single": "10", f"q-{pk}": "b"}).json()

    assert fresh["held"] == stale["held"] == {str(pk): 20}
    assert fresh["saved"] == timezone.localtime().strftime("%H:%M")
    with seated(SYSTEM):
        assert AttemptAnswer.objects.get().response == "a"


@pytest.mark.parametrize(
    "post",
    [
        {},
        {"seq-1-oral": "1"},
        {"seq-{pk}-single": "x"},
        {"seq-{pk}-single": "1", "q-{pk}": "nope"},
        {"seq-{pk}-truefalse": "1", "q-{pk}": "maybe"},
    ],
)
def test_fields_of_no_form_of_ours_are_refused(anna: Client, attempt: Attempt, post: dict[str, str]) -> None:
    filled = {key.replace("{pk}", str(attempt.question_ids[0])): value for key, value in post.items()}

    assert anna.post(reverse("learning:answer", args=[attempt.pk]), filled).status_code == 400
    with seated(SYSTEM):
        assert AttemptAnswer.objects.count() == 0


def test_finishing_asks_shows_and_explains(anna: Client, course: Course, attempt: Attempt) -> None:
    with seated(SYSTEM):
        lessons = list(course.lessons.values_list("pk", flat=True))
    for pk in lessons:
        anna.post(reverse("learning:lesson_done", args=[pk]))
    url = reverse("learning:finish", args=[attempt.pk])
    asked = anna.post(
        reverse("learning:answer", args=[attempt.pk]), fields(attempt, right=4) | {"finish": "1"}
    )

    assert asked.url == url
    assert "Bez odpowiedzi zostały 2 pytania." in words(anna.get(url))

    text = words(anna.post(url))

    assert "Test zaliczony: 66,67%" in text
    assert "Szkolenie ukończone." in text
    with seated(SYSTEM):
        certificate = Certificate.objects.get()
    assert certificate.number in text
    assert text.count("Wyjaśnienie ") == 6
    assert anna.post(url).url == reverse("learning:attempt", args=[attempt.pk])  # pressed twice
    assert anna.get(url).url == reverse("learning:attempt", args=[attempt.pk])
    again = words(anna.get(reverse("learning:attempt", args=[attempt.pk])))
    assert "Test zaliczony: 66,67%" in again
    assert certificate.number in anna.get(reverse("learning:home")).content.decode()


def test_after_the_end_nothing_is_saved(anna: Client, attempt: Attempt) -> None:
    anna.post(reverse("learning:finish", args=[attempt.pk]))
    url = reverse("learning:answer", args=[attempt.pk])

    assert anna.post(url, fields(attempt, right=1, script=True, sequence="5")).status_code == 409
    assert anna.post(url, fields(attempt, right=1)).url == reverse("learning:attempt", args=[attempt.pk])


def test_the_last_attempt_is_the_last(anna: Client, course: Course) -> None:
    start = reverse("learning:start", args=[course.pk])
    for _ in range(3):
        pk = anna.post(start).url.rstrip("/").rpartition("/")[2]
        anna.post(reverse("learning:finish", args=[pk]))

    assert anna.post(start).url == reverse("learning:quiz", args=[course.pk])
    text = words(anna.get(reverse("learning:quiz", args=[course.pk])))
    assert "Wszystkie podejścia są wykorzystane." in text
    assert text.count("Niezaliczone") == 3


def test_a_course_without_a_quiz_has_no_quiz_page(anna: Client, cast: Cast) -> None:
    with seated(SYSTEM):
        course = make_course()
        make_progress(cast.enrolments["anna"], course)

    assert anna.get(reverse("learning:quiz", args=[course.pk])).status_code == 404
    assert anna.post(reverse("learning:start", args=[course.pk])).status_code == 404


def test_what_authors_and_participants_write_stays_text(anna: Client, cast: Cast) -> None:
    bad = "<script>alert(1)</script>"
    with seated(SYSTEM):
        course = make_course(title=bad, summary=bad, goal=bad)
        payload = {"options": [{"id": "a", "text": bad, "correct": True}]}
        quiz = make_quiz(course, questions=[("single", payload), ("short", {"accepted": [bad]})])
        quiz.questions.update(text=bad, explanation=bad)
        make_progress(cast.enrolments["anna"], course)
    start = anna.post(reverse("learning:start", args=[course.pk])).url
    pk = int(start.rstrip("/").rpartition("/")[2])
    with seated(SYSTEM):
        attempt = Attempt.objects.get(pk=pk)
    post = fields(attempt) | {f"q-{attempt.question_ids[1]}": bad}
    anna.post(reverse("learning:answer", args=[pk]), post)
    pages = [
        start,
        *(reverse(f"learning:{name}", args=[course.pk]) for name in BY_COURSE),
        reverse("learning:home"),
    ]
    texts = [anna.get(page).content.decode() for page in pages]
    texts += [anna.post(reverse("learning:finish", args=[pk])).content.decode()]

    assert all("<script>alert" not in text and "&lt;script&gt;" in text for text in texts)

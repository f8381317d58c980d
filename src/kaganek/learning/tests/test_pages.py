from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import NAMES, Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.documents.models import Certificate
from kaganek.learning.models import (
    Attempt,
    AttemptAnswer,
    Course,
    CourseProgress,
    Lesson,
    LessonVisit,
    Question,
)
from kaganek.learning.services.quiz import start_attempt
from kaganek.learning.tests.factories import KINDS, RIGHT, make_course, make_path, make_progress, make_quiz

CHECK = {
    "b1": {
        "question": "Od czego zacząć <b>rozmowę</b>?",
        "options": [
            {"text": "Od winnych", "correct": False, "feedback": "To kończy rozmowę."},
            {"text": "Od kolejności", "correct": True, "feedback": "Właśnie tak."},
        ],
    }
}
PARTICIPANTS = ("anna", "cezary")


@pytest.fixture
def course(cast: Cast) -> Course:
    with seated(SYSTEM):
        course = make_course(lessons=3, title="Prosty język")
        make_quiz(course)
        make_progress(cast.enrolments["anna"], course)
    return course


@pytest.fixture
def lesson(course: Course) -> Lesson:
    with seated(SYSTEM):
        first = course.lessons.order_by("position")[0]
        first.html, first.checks = "<p>Początek.</p><!--check:b1--><p>Koniec.</p>", CHECK
        first.save()
    return first


@pytest.fixture
def attempt(course: Course, cast: Cast) -> Attempt:
    with seated(cast.seat("anna")):
        return start_attempt(course.pk, by=cast.seat("anna"), at=timezone.now())


@pytest.fixture
def anna(client: Client, cast: Cast) -> Client:
    client.force_login(cast.account("anna"))
    client.get(reverse("learning:deadlines"))  # the session now knows the frame of the page
    return client


def fields(
    attempt: Attempt, *, right: int = 0, script: bool = False, sequence: str = ""
) -> dict[str, object]:
    """What the form of the attempt posts, with the first `right` questions answered rightly."""
    with seated(SYSTEM):
        kinds = dict(Question.objects.filter(pk__in=attempt.question_ids).values_list("pk", "kind"))
    post: dict[str, object] = {"script": "1"} if script else {}
    for place, pk in enumerate(attempt.question_ids):
        post[f"seq-{pk}-{kinds[pk]}"] = sequence
        if place < right:
            post |= answered(pk, kinds[pk])
    return post


def answered(pk: int, kind: str) -> dict[str, object]:
    if kind == "matching":
        return {f"q-{pk}-1": "0", f"q-{pk}-2": "1"}
    return {f"q-{pk}": "nie" if kind == "truefalse" else RIGHT[kind]}


def nameless(response) -> str:
    """The page without what differs on every page: the token of its forms."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


def words(response) -> str:
    """The page with hard spaces as ordinary ones."""
    return response.content.decode().replace("\xa0", " ")


# Who gets in

OWN = ("home", "deadlines")
BY_COURSE = ("course", "quiz")


@pytest.mark.parametrize("who", NAMES)
@pytest.mark.parametrize("name", OWN)
def test_only_participants_have_their_own_learning(client, cast: Cast, who: str, name: str) -> None:
    client.force_login(cast.account(who))

    assert client.get(reverse(f"learning:{name}")).status_code == (200 if who in PARTICIPANTS else 403)


@pytest.mark.parametrize("who", NAMES)
def test_the_pages_of_a_course_are_for_who_takes_it(client, cast: Cast, lesson, attempt, who: str) -> None:
    client.force_login(cast.account(who))
    expected = {"anna": 200, "cezary": 404}.get(who, 403)
    addresses = [reverse(f"learning:{name}", args=[lesson.course_id]) for name in BY_COURSE]
    addresses += [reverse("learning:lesson", args=[lesson.pk])]
    addresses += [reverse(f"learning:{name}", args=[attempt.pk]) for name in ("attempt", "finish")]

    assert [client.get(address).status_code for address in addresses] == [expected] * 5


@pytest.mark.parametrize("who", NAMES)
def test_only_the_participant_changes_anything(client, cast: Cast, lesson, attempt, who: str) -> None:
    client.force_login(cast.account(who))
    expected = {"cezary": 404}.get(who, 403)
    post = fields(attempt, right=6)
    if who == "anna":
        return
    assert client.post(reverse("learning:answer", args=[attempt.pk]), post).status_code == expected
    assert client.post(reverse("learning:finish", args=[attempt.pk])).status_code == expected
    assert client.post(reverse("learning:start", args=[lesson.course_id])).status_code == expected
    assert client.post(reverse("learning:lesson_done", args=[lesson.pk])).status_code == expected
    assert client.post(reverse("learning:check", args=[lesson.pk, "b1"])).status_code == expected
    with seated(SYSTEM):
        assert (AttemptAnswer.objects.count(), LessonVisit.objects.count()) == (0, 0)
        assert Attempt.objects.get().is_open


@pytest.mark.parametrize("who", NAMES)
def test_staff_look_at_a_course_and_leave_no_trace(client, cast: Cast, lesson, who: str) -> None:
    client.force_login(cast.account(who))
    expected = 403 if who in PARTICIPANTS else 200

    assert client.get(reverse("learning:courses")).status_code == expected
    assert client.get(reverse("learning:course_preview", args=[lesson.course_id])).status_code == expected
    page = client.get(reverse("learning:lesson_preview", args=[lesson.pk]))

    assert page.status_code == expected
    if expected == 200:
        assert "Od kolejności" in page.content.decode()
        assert "Zakończ lekcję" not in page.content.decode()
    with seated(SYSTEM):
        assert LessonVisit.objects.count() == 0


def test_a_missing_thing_and_a_foreign_one_answer_alike(client, cast: Cast, lesson, attempt) -> None:
    client.force_login(cast.account("cezary"))
    client.get(reverse("learning:home"))
    for name, foreign in (("course", lesson.course_id), ("lesson", lesson.pk), ("attempt", attempt.pk)):
        one = client.get(reverse(f"learning:{name}", args=[foreign]))
        other = client.get(reverse(f"learning:{name}", args=[999_999]))

        assert (one.status_code, nameless(one)) == (other.status_code, nameless(other))


def test_a_stranger_is_asked_to_sign_in(client, course) -> None:
    assert client.get(reverse("learning:home")).url == "/logowanie/?next=/nauka/"


# Home


def test_home_says_what_to_do_now_and_who_sees_it(anna: Client, cast: Cast, course: Course) -> None:
    with seated(SYSTEM):
        late = make_course(title="Zaległe szkolenie")
        make_progress(cast.enrolments["anna"], late, due_on=timezone.localdate() - timedelta(days=3))
        locked = make_course(title="Zamknięte szkolenie")
        make_progress(cast.enrolments["anna"], locked)
        make_path(cast.enrolments["anna"], [late, locked], in_order=True)
        cast.project.contact_name = "Dorota Lis"
        cast.project.save()

    text = words(anna.get(reverse("learning:home")))

    assert "Masz jedno po terminie i jedno do rozpoczęcia." in text
    assert "Lekcja 1 z 2: Lekcja nr 1" in text
    assert "Nadal możesz się uczyć." in text
    assert "Jeszcze zamknięte" in text
    for name in ("Bogdan Maj", "Henryk Sowa", "Janina Żak", "Dorota Lis"):
        assert name in text
    assert "Celina" not in text


def test_home_without_courses_says_why(anna: Client) -> None:
    text = words(anna.get(reverse("learning:home")))

    assert "Nie masz jeszcze szkoleń" in text
    assert "Nie masz teraz żadnych terminów." in text


def test_home_returns_to_the_lesson_left_open(anna: Client, lesson: Lesson) -> None:
    anna.get(reverse("learning:lesson", args=[lesson.pk]))
    anna.post(reverse("learning:lesson_done", args=[lesson.pk]))

    text = words(anna.get(reverse("learning:home")))

    assert "Lekcja 2 z 3: Lekcja nr 2" in text
    assert "Wróć do lekcji" in text


# Course and lesson


def test_a_closed_course_says_what_opens_it(anna: Client, cast: Cast, lesson: Lesson) -> None:
    with seated(SYSTEM):
        first = make_course(title="Najpierw to")
        make_progress(cast.enrolments["anna"], first)
        make_path(cast.enrolments["anna"], [first, lesson.course], in_order=True)

    text = words(anna.get(reverse("learning:course", args=[lesson.course_id])))

    assert "Najpierw to" in text
    assert reverse("learning:lesson", args=[lesson.pk]) not in text
    for name, pk in (("lesson", lesson.pk),):
        assert anna.get(reverse(f"learning:{name}", args=[pk])).status_code == 302
    assert anna.post(reverse("learning:lesson_done", args=[lesson.pk])).status_code == 302
    assert anna.post(reverse("learning:start", args=[lesson.course_id])).status_code == 302
    for post in ({"o": "1"}, {"o": "1", "script": "1"}):
        tried = anna.post(reverse("learning:check", args=[lesson.pk, "b1"]), post)
        assert (tried.status_code, tried["Location"]) == (
            302,
            reverse("learning:course", args=[lesson.course_id]),
        )
    with seated(SYSTEM):
        assert (LessonVisit.objects.count(), Attempt.objects.count()) == (0, 0)


def test_after_the_deadline_the_course_is_open(anna: Client, lesson: Lesson) -> None:
    with seated(SYSTEM):
        CourseProgress.objects.update(due_on=timezone.localdate() - timedelta(days=1))

    assert (
        "Szkolenie jest nadal otwarte"
        in anna.get(reverse("learning:course", args=[lesson.course_id])).content.decode()
    )
    assert anna.get(reverse("learning:lesson", args=[lesson.pk])).status_code == 200


def test_opening_a_lesson_is_noted_once(anna: Client, lesson: Lesson) -> None:
    for _ in range(2):
        assert anna.get(reverse("learning:lesson", args=[lesson.pk])).status_code == 200

    with seated(SYSTEM):
        assert LessonVisit.objects.filter(finished_at=None).count() == 1
        assert CourseProgress.objects.get().started_at is not None


def test_finishing_lessons_leads_to_the_quiz(anna: Client, course: Course) -> None:
    with seated(SYSTEM):
        lessons = list(course.lessons.order_by("position"))

    went = [anna.post(reverse("learning:lesson_done", args=[one.pk])).url for one in lessons]

    assert went == [
        reverse("learning:lesson", args=[lessons[1].pk]),
        reverse("learning:lesson", args=[lessons[2].pk]),
        reverse("learning:quiz", args=[course.pk]),
    ]


@pytest.mark.parametrize(
    ("choice", "told"), [("1", "Właśnie tak."), ("0", "To kończy rozmowę."), (None, "Wybierz odpowiedź")]
)
def test_a_self_check_is_explained_in_its_place(anna: Client, lesson: Lesson, choice, told: str) -> None:
    url = reverse("learning:check", args=[lesson.pk, "b1"])
    post = {"o": choice} if choice else {}

    whole = words(anna.post(url, post))
    part = words(anna.post(url, post | {"script": "1"}))

    assert whole.index("Początek.") < whole.index(told) < whole.index("Koniec.")
    assert part.lstrip().startswith("<form")
    assert told in part
    assert "<b>rozmowę</b>" not in whole + part


def test_a_self_check_that_is_not_there(anna: Client, lesson: Lesson) -> None:
    assert anna.post(reverse("learning:check", args=[lesson.pk, "xx"]), {"script": "1"}).status_code == 404


# Quiz


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
        {"seq-1-essay": "1"},
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

"""Who gets into the pages of learning, and who changes anything there."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.cast import NAMES, Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import (
    Attempt,
    AttemptAnswer,
    LessonVisit,
)
from kaganek.learning.tests.pages import BY_COURSE, PARTICIPANTS, fields, nameless

OWN = ("home", "deadlines")


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

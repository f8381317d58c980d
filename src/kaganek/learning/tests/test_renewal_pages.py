"""Validity as it is set, and renewals as the person and the supervisor see them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import NAMES, Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.documents.models import Certificate
from kaganek.documents.tests.factories import make_certificate
from kaganek.learning.models import Course, CourseProgress, CourseValidity, LearningPath
from kaganek.learning.services import renewals
from kaganek.learning.tests.factories import make_course, make_path, make_progress, make_quiz
from kaganek.learning.tests.pages import words
from kaganek.lib.polish import long_date
from kaganek.lib.tests.reading_pdf import text_of

TODAY = timezone.localdate()
SET = {"kind": "months", "months": "12", "opens_days": "30", "renewal": "whole"}


@pytest.fixture
def renewed(cast: Cast) -> tuple[LearningPath, Course]:
    """Anna completed it a year ago and renews it now; Cezary has it untouched."""
    with seated(SYSTEM):
        cast.project.ends_on = date(2040, 1, 1)
        cast.project.save()
        course = make_course(title="Ochrona danych", lessons=2)
        make_quiz(course)
        path = make_path(cast.enrolments["anna"], [course])
        ago = timezone.now() - timedelta(days=350)
        make_progress(
            cast.enrolments["anna"], course, started_at=ago, completed_at=ago, best_score=90,
            valid_until=TODAY + timedelta(days=15), renews_on=TODAY - timedelta(days=15),
        )  # fmt: skip
        make_progress(cast.enrolments["cezary"], course)
        renewals.begin_due(at=timezone.now())
    return path, course


def page(path: LearningPath, course: Course) -> str:
    return reverse("learning:validity", args=[path.pk, course.pk])


def held() -> list[tuple[object, ...]]:
    with seated(SYSTEM):
        return list(
            CourseValidity.objects.values_list("kind", "months", "day", "month", "opens_days", "renewal")
        )


@pytest.mark.rule("L-101")
def test_the_person_sees_what_to_renew_and_what_stays(client: Client, cast: Cast, renewed) -> None:
    client.force_login(cast.account("anna"))
    text = words(client.get(reverse("learning:course", args=[renewed[1].pk])))
    assert "Odnów to szkolenie" in text
    assert "Poprzednie ukończenia" in text
    assert "Wynik testu: 90%" in text
    assert "odnów do" in words(client.get(reverse("learning:home")))


@pytest.mark.rule("L-100")
def test_the_transcript_says_the_same_day_as_the_course(client: Client, cast: Cast, renewed) -> None:
    enrolment, again = cast.enrolments["anna"], TODAY + timedelta(days=380)
    with seated(SYSTEM):
        course, for_good = renewed[1], make_course(title="Na zawsze")
        CourseProgress.taking.filter(enrolment=enrolment).update(
            completed_at=timezone.now(), valid_until=again
        )
        make_progress(enrolment, for_good, completed_at=timezone.now())
        make_progress(cast.enrolments["cezary"], for_good, completed_at=timezone.now(), valid_until=TODAY)
        for source, title, until in (
            (f"learning.course:{course.pk}", "Raz", None),  # issued before the project said how long it holds
            (f"learning.course:{course.pk}#2", "Znowu", None),
            (f"learning.course:{for_good.pk}", "Na zawsze", again),  # now for good, whatever the paper says
            ("learning.task:7", "Zadanie", TODAY),  # nobody else says: as the certificate does
        ):
            issued = make_certificate(enrolment, source=source, title=title)
            Certificate.objects.filter(pk=issued.pk).update(valid_until=until)
    client.force_login(cast.account("anna"))

    def sent(fmt: str) -> bytes:
        reply = client.get(reverse("documents:transcript_export", args=[fmt]) + "?sort=wazne:asc")
        return b"".join(reply.streaming_content) if reply.streaming else reply.content

    rows = [line.split(";") for line in sent("csv").decode("utf-8-sig").splitlines()[1:]]
    assert {row[0]: row[6] for row in rows} == {
        "Raz": f"{TODAY + timedelta(days=15)}", "Znowu": f"{again}", "Na zawsze": "bezterminowo",
        "Zadanie": f"{TODAY}",
    }  # fmt: skip
    assert [row[0] for row in rows][:3] == ["Zadanie", "Raz", "Znowu"]
    shown = words(client.get(reverse("documents:transcript")))
    on_paper = text_of(sent("pdf"))
    for day in (TODAY, TODAY + timedelta(days=15), again):
        assert long_date(day).replace("\xa0", " ") in shown
        assert long_date(day).replace("\xa0", " ") in on_paper
    assert shown.count("bezterminowo") == 1


def test_another_person_sees_no_renewal(client: Client, cast: Cast, renewed) -> None:
    client.force_login(cast.account("cezary"))
    text = words(client.get(reverse("learning:course", args=[renewed[1].pk])))
    assert "Odnów" not in text
    assert "Poprzednie ukończenia" not in text


def test_the_supervisor_sees_both_rounds(client: Client, cast: Cast, renewed) -> None:
    client.force_login(cast.account("bogdan"))
    text = words(client.get(reverse("people:person", args=[cast.person("anna").pk])))
    assert "(odnowienie)" in text
    assert "(poprzednie ukończenie)" in text


@pytest.mark.rule("L-101")
def test_only_the_new_round_is_in_the_calendar_and_the_report(client: Client, cast: Cast, renewed) -> None:
    client.force_login(cast.account("bogdan"))
    response = client.get(reverse("reporting:office"))
    assert response.status_code == 200
    with seated(cast.seat("bogdan")):
        assert list(CourseProgress.objects.values_list("person", "completed_at")) == [
            (cast.person("anna").pk, None)
        ]
    client.force_login(cast.account("anna"))
    assert "Ochrona danych" in words(client.get(reverse("learning:deadlines")))


@pytest.mark.parametrize("who", NAMES)
def test_who_may_set_validity(client: Client, cast: Cast, renewed, who: str) -> None:
    client.force_login(cast.account(who))
    allowed = who in ("dorota", "grazyna")
    asked = client.get(page(*renewed))
    assert asked.status_code == (200 if allowed else asked.status_code)
    assert allowed or asked.status_code in (403, 404)
    answered = client.post(page(*renewed), SET)
    assert (answered.status_code == 302) is allowed
    assert held() == ([("months", 12, None, None, 30, "whole")] if allowed else [])


def test_a_course_off_the_path_is_not_found(client: Client, cast: Cast, renewed) -> None:
    client.force_login(cast.account("dorota"))
    with seated(SYSTEM):
        loose = make_course()
    assert client.get(page(renewed[0], loose)).status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"months": ""}, "Wpisz, przez ile miesięcy ukończenie jest ważne."),
        ({"months": "1", "opens_days": "60"}, "Okno odnowienia nie może być dłuższe niż sama ważność."),
        ({"months": "0"}, "months"),
        ({"kind": "yearly"}, "Wybierz miesiąc."),
        ({"kind": "yearly", "day": "31", "month": "4"}, "nie ma tylu dni"),
        ({"kind": "yearly", "month": "4"}, "Wpisz dzień miesiąca"),
        ({"renewal": ""}, "Wybierz odpowiedź"),
    ],
)
def test_what_cannot_be_is_said_in_words(client: Client, cast: Cast, renewed, typed, said) -> None:
    client.force_login(cast.account("dorota"))
    response = client.post(page(*renewed), SET | typed)
    assert response.status_code == 422
    assert said in words(response)
    assert held() == []


def test_a_day_of_each_year_is_said_on_the_path(client: Client, cast: Cast, renewed) -> None:
    client.force_login(cast.account("dorota"))
    typed = {"kind": "yearly", "day": "31", "month": "12", "opens_days": "60", "renewal": "quiz"}
    assert client.post(page(*renewed), typed).status_code == 302
    text = words(client.get(reverse("learning:path", args=[renewed[0].pk])))
    assert "ważne do 31 grudnia każdego roku, odnowienie od 60 dni przed końcem (sam test)" in text
    assert 'value="31"' in words(client.get(page(*renewed)))


def test_a_quiz_that_is_not_there_is_refused(client: Client, cast: Cast) -> None:
    with seated(SYSTEM):
        bare = make_course()
        path = make_path(cast.enrolments["anna"], [bare])
    client.force_login(cast.account("dorota"))
    response = client.post(page(path, bare), SET | {"renewal": "quiz"})
    assert (response.status_code, held()) == (422, [])
    assert "To szkolenie nie ma testu" in words(response)


def test_what_is_completed_already_is_touched_only_after_numbers_were_shown(
    client, cast: Cast, renewed
) -> None:
    with seated(SYSTEM):
        ago = timezone.now() - timedelta(days=400)
        CourseProgress.objects.filter(person=cast.person("cezary")).update(completed_at=ago)
    client.force_login(cast.account("dorota"))
    typed = SET | {"also_done": "on"}
    asked = client.post(page(*renewed), typed)
    assert "Szkolenie ma ukończone 1 osoba. " in words(asked)
    assert "Odnowienie od razu zacznie 1 osoba" in words(asked)
    assert held() == []

    assert client.post(page(*renewed), typed | {"confirmed": "1"}).status_code == 302
    assert len(held()) == 1
    assert client.post(page(*renewed), {"kind": "", "renewal": "whole"}).status_code == 200  # asks first
    assert client.post(page(*renewed), {"kind": "", "renewal": "whole", "confirmed": "1"}).status_code == 302
    assert held() == []

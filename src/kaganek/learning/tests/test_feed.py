"""Own deadlines in a calendar program: at a secret address that can be taken back, of one person alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from tests.cast import NAMES, Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Course, CourseProgress, DeadlineFeed, Task, TaskWork
from kaganek.learning.queries.feeds import deadlines_at
from kaganek.learning.services.feeds import close_feed, open_feed
from kaganek.learning.services.tasks.assigning import give_task, move_deadline
from kaganek.learning.services.tasks.handing import hand_in
from kaganek.learning.tests.factories import make_course, make_progress
from kaganek.learning.tests.pages import words
from kaganek.people.models import Person

TITLE = "Prosty język; pisma, decyzje i odpowiedzi, które mieszkanka zrozumie od razu\\ żółć"
DUE = date(2026, 12, 31)
BEFORE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def dated(cast: Cast, course: Course) -> Course:
    """Anna has one open deadline, one course without any, one completed; Cezary has his own."""
    with seated(SYSTEM):
        Course.objects.filter(pk=course.pk).update(title=TITLE)
        CourseProgress.objects.update(due_on=DUE)
        make_progress(cast.enrolments["anna"], make_course(title="Bez terminu"))
        make_progress(
            cast.enrolments["anna"], make_course(title="Ukończone"), due_on=DUE, completed_at=timezone.now()
        )
        make_progress(cast.enrolments["cezary"], make_course(title="Cudze"), due_on=DUE)
    return course


def made(cast: Cast, name: str = "anna") -> str:
    with seated(cast.seat(name)):
        return open_feed(by=cast.seat(name), at=timezone.now())


def address(secret: str) -> str:
    return reverse("learning:calendar", args=[secret])


def test_the_calendar_holds_open_deadlines_of_one_person(client: Client, cast: Cast, dated: Course) -> None:
    reply = client.get(address(made(cast)))
    (event,) = Calendar.from_ical(reply.content).walk("VEVENT")

    assert str(event["SUMMARY"]) == f"Termin szkolenia: {TITLE}"
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (DUE, date(2027, 1, 1))
    assert str(event["URL"]).endswith(reverse("learning:course", args=[dated.pk]))
    with seated(SYSTEM):
        progress = CourseProgress.objects.get(course=dated)
    assert str(event["UID"]).startswith(f"termin-{progress.pk}@")
    assert reply["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in reply["Cache-Control"]
    assert not client.session.keys()
    assert all(word not in reply.content.decode() for word in ("Wrona", "Anna", "Zalesie", "Cudze"))


def test_open_tasks_are_in_it_with_the_deadline_of_the_office(client: Client, cast: Cast) -> None:
    with seated(SYSTEM):
        task = Task.objects.create(title="Trzy pisma", instructions="Wybierz.")
        give_task(task, cast.project, [cast.zalesie.pk, cast.borki.pk], due_on=DUE, by=SYSTEM, at=BEFORE)
        work = TaskWork.objects.get(office=cast.zalesie)
        later = DUE + timedelta(days=9)
        move_deadline(work.pk, later, reason="urlop Anny", by=SYSTEM, at=BEFORE)
    secret = made(cast)
    reply = client.get(address(secret))
    (event,) = Calendar.from_ical(reply.content).walk("VEVENT")

    assert str(event["SUMMARY"]) == "Termin zadania: Trzy pisma"
    assert event.decoded("DTSTART") == later
    assert str(event["URL"]).endswith(reverse("learning:task", args=[work.pk]))
    assert str(event["UID"]).startswith(f"zadanie-{work.pk}@")
    assert "urlop" not in reply.content.decode()
    with seated(cast.seat("anna")):
        hand_in(work.pk, "Gotowe", over=0, by=cast.seat("anna"), at=timezone.now())
    assert deadlines_at(secret) == []


def test_it_is_written_as_the_standard_asks(client: Client, cast: Cast, dated: Course) -> None:
    body = client.get(address(made(cast))).content

    lines = body.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    unfolded = body.replace(b"\r\n ", b"").decode()
    escaped = TITLE.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    assert f"SUMMARY:Termin szkolenia: {escaped}\r\n" in unfolded
    assert "DTSTART;VALUE=DATE:20261231\r\n" in unfolded


def test_a_new_address_and_a_closed_one_put_the_old_one_out_of_use(
    client: Client, cast: Cast, dated: Course
) -> None:
    first, second = made(cast), made(cast)

    assert [client.get(address(one)).status_code for one in (first, second)] == [404, 200]
    with seated(cast.seat("anna")):
        for _ in range(2):
            close_feed(by=cast.seat("anna"))
    assert client.get(address(second)).status_code == 404


def test_only_a_hash_is_kept(cast: Cast, dated: Course) -> None:
    secret = made(cast)
    with seated(cast.seat("anna")):
        row = DeadlineFeed.objects.values().get()

    assert len(row["code_hash"]) == 64
    assert all(secret not in str(value) for value in row.values())


@pytest.mark.parametrize("secret", ["nie-ma", "x" * 5000, "%00", "ąę"])
def test_a_wrong_secret_is_no_page(client: Client, cast: Cast, secret: str) -> None:
    made(cast)
    assert client.get(f"/nauka/terminy/kalendarz/{secret}.ics").status_code == 404


def test_a_person_switched_off_has_no_calendar(cast: Cast, dated: Course) -> None:
    secret = made(cast)
    assert len(deadlines_at(secret) or []) == 1
    with seated(SYSTEM):
        Person.objects.filter(pk=cast.person("anna").pk).update(deactivated_at=timezone.now())

    assert deadlines_at(secret) is None


def test_the_page_shows_an_address_once(anna: Client, client: Client, cast: Cast, dated: Course) -> None:
    page = reverse("learning:feed")
    assert "Nie masz adresu kalendarza" in words(anna.get(page))

    shown = words(anna.post(page))
    link = shown.partition('readonly value="')[2].partition('"')[0]

    assert client.get(link.partition("testserver")[2] or link[link.index("/nauka/") :]).status_code == 200
    again = words(anna.get(page))
    assert "Adres działa" in again
    assert link not in again
    assert anna.post(reverse("learning:feed_close"), follow=True).status_code == 200
    assert "Nie masz adresu kalendarza" in words(anna.get(page))


@pytest.mark.parametrize("who", [name for name in NAMES if name not in ("anna", "cezary")])
def test_only_learners_have_one(client: Client, cast: Cast, who: str) -> None:
    client.force_login(cast.account(who))

    assert client.get(reverse("learning:feed")).status_code == 403
    assert client.post(reverse("learning:feed_close")).status_code == 403


def test_one_person_does_not_close_the_calendar_of_another(client: Client, cast: Cast, dated: Course) -> None:
    secret = made(cast)
    client.force_login(cast.account("cezary"))

    client.post(reverse("learning:feed_close"))
    assert "Nie masz adresu kalendarza" in words(client.get(reverse("learning:feed")))

    assert client.get(address(secret)).status_code == 200

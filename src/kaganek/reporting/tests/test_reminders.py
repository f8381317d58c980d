from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from kaganek.core.models import AuditEntry
from kaganek.core.notices.sorting import sort_new
from kaganek.core.seats import SYSTEM, seated
from kaganek.core.tests.letters import letters as letters_now
from kaganek.learning.models import CourseProgress
from kaganek.learning.tests.factories import make_progress
from kaganek.people.models import Person
from kaganek.programmes.models import Enrolment
from kaganek.reporting.models import Reminder
from kaganek.reporting.services import letters
from kaganek.reporting.services.reminders import Reminded, remind
from kaganek.reporting.tests.world import NOW, day, learners, usual

FORM = "/raporty/przypomnij/"
LOG = "/raporty/przypomnienia/"


def ask(cast, people=None, *, batch=None, name="bogdan", at=NOW) -> Reminded:
    seat = cast.seat(name)
    with seated(seat):
        return remind(seat.offices[0], people, batch=batch or uuid.uuid4(), by=seat, at=at)


@pytest.fixture
def late(cast):
    """Anna and two more people of Zalesie are late; the second of the two has no address."""
    with seated(SYSTEM):
        course, _ = usual(cast)
        people = learners(cast, "zalesie", 2)
        for person in people:
            make_progress(cast.enrolments[person.login], course, due_on=day(-1))
        Person.objects.filter(pk=people[1].pk).update(email="")
    return people


@pytest.mark.rule("R-05")
def test_everyone_late_is_reminded_once(cast, late) -> None:
    assert ask(cast) == Reminded(sent=2, without_email=1)
    with seated(SYSTEM):
        posted = list(letters_now().order_by("to").values_list("to", "kind", "office"))
        assert posted == [
            ("anna@urzad.example", "reporting.reminder", cast.zalesie.pk),
            (late[0].email, "reporting.reminder", cast.zalesie.pk),
        ]
        assert Reminder.objects.count() == 3
        assert AuditEntry.objects.filter(deed="reporting.remind").count() == 3


@pytest.mark.rule("R-05")
def test_the_same_form_twice_sends_once_and_answers_the_same(cast, late) -> None:
    batch = uuid.uuid4()
    assert ask(cast, batch=batch) == ask(cast, batch=batch)
    with seated(SYSTEM):
        assert letters_now().count() == 2
        assert Reminder.objects.count() == 3


@pytest.mark.rule("R-05")
def test_not_again_within_three_days(cast, late) -> None:
    ask(cast)
    again = ask(cast, at=NOW + timedelta(days=2, hours=23))
    assert again == Reminded(sent=0, without_email=1, too_soon=2)
    assert ask(cast, at=NOW + timedelta(days=3, seconds=1)).sent == 2


@pytest.mark.rule("R-05")
def test_ticked_people_of_another_office_finished_or_switched_off_are_passed_over(cast, late) -> None:
    cezary, anna = cast.person("cezary"), cast.person("anna")
    with seated(SYSTEM):
        Person.objects.filter(pk=late[0].pk).update(deactivated_at=NOW)
        CourseProgress.objects.filter(person=late[1]).update(completed_at=NOW)
    assert ask(cast, [cezary.pk, anna.pk, late[0].pk, late[1].pk]) == Reminded(
        sent=1, without_email=0, passed_over=3
    )
    with seated(SYSTEM):
        assert [letter.to for letter in letters_now()] == ["anna@urzad.example"]


def test_the_letter_says_where_the_person_stopped(cast, late, settings) -> None:
    ask(cast, [cast.person("anna").pk])
    with seated(SYSTEM):
        letter = letters_now().get()
        row = CourseProgress.objects.get(pk=letter.facts["progress"])
        lesson = row.course.lessons.order_by("position")[1]
        CourseProgress.objects.filter(pk=row.pk).update(current_lesson=lesson)
        words = letters.reminder(letter)
    assert words.subject == "Przypomnienie: Prosty język"
    assert f"Następna lekcja: „{lesson.title}”." in words.body
    assert f"{settings.BASE_URL}/nauka/lekcje/{lesson.pk}/" in words.body
    assert "Termin minął " in words.body


def test_the_letter_never_leads_to_a_lesson_that_is_still_being_written(cast, late, settings) -> None:
    ask(cast, [cast.person("anna").pk])
    with seated(SYSTEM):
        letter = letters_now().get()
        row = CourseProgress.objects.get(pk=letter.facts["progress"])
        draft, lesson = row.course.lessons.order_by("position")
        row.course.lessons.filter(pk=draft.pk).update(live=False)
        words = letters.reminder(letter)
    assert f"Następna lekcja: „{lesson.title}”." in words.body
    assert f"{settings.BASE_URL}/nauka/lekcje/{lesson.pk}/" in words.body


@pytest.mark.parametrize("left", [False, True], ids=["finished", "left the project"])
def test_a_letter_about_a_finished_course_is_no_longer_due(cast, late, left) -> None:
    ask(cast, [cast.person("anna").pk])
    with seated(SYSTEM):
        letter = letters_now().get()
        assert letters.reminder(letter)
        row = CourseProgress.objects.filter(pk=letter.facts["progress"])
        if left:
            Enrolment.objects.filter(pk=row.get().enrolment_id).update(left_at=NOW)
        else:
            row.update(completed_at=NOW)
        assert letters.reminder(letter) is None


def test_the_form_asks_before_it_sends_and_works_without_scripts(client, cast, late) -> None:
    client.force_login(cast.account("bogdan"))
    ids = [cast.person("anna").pk, late[0].pk]
    asked = client.post(FORM, {"person": ids}).content.decode()
    assert "Wysłać przypomnienie do 2\u00a0osób?" in asked
    batch = re.search(r'name="batch" value="([^"]+)"', asked)[1]
    with seated(SYSTEM):
        assert letters_now().count() == 0
    for _ in range(2):
        done = client.post(FORM, {"person": ids, "batch": batch, "confirmed": "1"}, follow=True)
        assert "Przypomnienie wyślemy do 2\u00a0osób." in done.content.decode()
    with seated(SYSTEM):
        assert letters_now().count() == 2


def test_all_late_without_scripts_is_asked_with_its_number(client, cast, late) -> None:
    client.force_login(cast.account("bogdan"))
    asked = client.post(FORM, {"all": "1"}).content.decode()
    assert "Wysłać przypomnienie do 3\u00a0osób?" in asked
    assert 'name="all" value="1"' in asked


@pytest.mark.parametrize("name", ["dorota", "irena", "anna", "ewa"])
def test_only_office_staff_remind(client, cast, late, name) -> None:
    client.force_login(cast.account(name))
    assert client.post(FORM, {"all": "1", "confirmed": "1", "batch": str(uuid.uuid4())}).status_code == 403
    with seated(SYSTEM):
        assert letters_now().count() == 0


def test_the_log_shows_the_fate_of_each_letter(client, cast, late) -> None:
    ask(cast)
    with seated(SYSTEM):
        letters_now().filter(to="anna@urzad.example").update(sent_at=timezone.now())
        letters_now().filter(to=late[0].email).update(attempts=12, error="SMTPException: 550")
    client.force_login(cast.account("bogdan"))
    rows = client.get("/raporty/przypomnienia/").context["listing"].rows
    assert {row["person__last_name"]: row["fate"] for row in rows} == {
        "Wrona": "sent",
        "Zalesie0": "failed",
        "Zalesie1": "no_email",
    }
    only = client.get("/raporty/przypomnienia/", {"wynik": "failed"}).context["listing"].rows
    assert [row["person__last_name"] for row in only] == ["Zalesie0"]
    client.force_login(cast.account("celina"))
    assert b"Wrona" not in client.get("/raporty/przypomnienia/").content
    assert b"Wrona" not in b"".join(client.get("/raporty/przypomnienia.csv").streaming_content)


@pytest.mark.parametrize("count", [1, 5])
@pytest.mark.parametrize("who", ["bogdan", "dorota"])
def test_the_log_costs_the_same_for_one_and_five(client, cast, who, count, django_assert_num_queries) -> None:
    with seated(SYSTEM):
        course, _ = usual(cast)
        for person in learners(cast, "zalesie", count - 1):
            make_progress(cast.enrolments[person.login], course, due_on=day(-1))
    ask(cast)
    sort_new(at=NOW)
    client.force_login(cast.account(who))
    client.get(LOG)  # the frame of the page is remembered

    with django_assert_num_queries(7):
        assert len(client.get(LOG).context["listing"].rows) == count

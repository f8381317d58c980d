"""The log of contacts with offices in care."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils.timezone import localdate
from tests.cast import Cast

from kaganek.communication.models import OfficeContact
from kaganek.communication.queries.contacts import contacts, last_contacts
from kaganek.communication.services.calls import PLANNED, remind_of_contacts
from kaganek.communication.services.contacts import (
    NotInCare,
    note_contact,
    settle_next,
    withdraw_contact,
)
from kaganek.communication.tests.counting import queries_of
from kaganek.communication.tests.test_questions import AT, EVERYONE, read
from kaganek.core.access import matrix
from kaganek.core.models import Notice
from kaganek.core.seats import SYSTEM, seated
from kaganek.lib.polish import long_date
from kaganek.people.models import AdvisedOffice, Person
from kaganek.people.terms import Role

ONCE = UUID(int=7)


def note(cast: Cast, who: str = "filip", office: str = "zalesie", **more) -> OfficeContact:
    said = {
        "kind": "call",
        "on": date(2026, 11, 20),
        "agreed": "Lista osób do piątku",
        "once": uuid4(),
    } | more
    with seated(cast.seat(who)):
        place = getattr(cast, office).pk
        return note_contact(place, project_id=cast.project.pk, **said, by=cast.seat(who), at=AT)


@pytest.mark.rule("C-98")
@pytest.mark.parametrize("who", EVERYONE)
def test_the_office_never_reads_what_is_written_of_it(cast, who):
    note(cast)
    with seated(cast.seat(who)):
        found = read(OfficeContact)

    assert found == (
        who in ("filip", "dorota", "grazyna", "kazimierz")
    )  # pages: only the first two, and the operator


@pytest.mark.rule("C-98")
def test_a_consultant_writes_of_offices_in_care_alone(cast):
    with pytest.raises(NotInCare):
        note(cast, office="borki")
    assert note(cast, "dorota", "borki").author_name == "Dorota Lis"


def test_a_form_sent_twice_writes_once(cast):
    assert note(cast, once=ONCE).pk == note(cast, once=ONCE).pk


@pytest.mark.rule("C-98")
def test_a_contact_settles_what_was_planned_up_to_its_day(cast):
    first = note(cast, on=date(2026, 11, 2), next_on=date(2026, 11, 16))
    later = note(cast, on=date(2026, 11, 3), next_on=date(2026, 12, 1))

    note(cast, on=date(2026, 11, 17))

    with seated(SYSTEM):
        assert OfficeContact.objects.get(pk=first.pk).next_done_at == AT
        assert OfficeContact.objects.get(pk=later.pk).next_done_at is None
    with seated(cast.seat("filip")):
        settle_next(later.pk, by=cast.seat("filip"), at=AT)
        settle_next(later.pk, by=cast.seat("filip"), at=AT)
        assert OfficeContact.objects.get(pk=later.pk).next_done_at == AT


@pytest.mark.parametrize(
    ("who", "status"), [("filip", 200), ("dorota", 200), ("anna", 403), ("bogdan", 403), ("celina", 403)]
)
def test_pages_of_the_log(client, cast, who, status):
    note(cast)
    client.force_login(cast.account(who))

    assert client.get(reverse("communication:contact_log")).status_code == status
    assert client.get(reverse("communication:contact_new")).status_code == status
    assert client.get(reverse("communication:contact_export", args=["csv"])).status_code == status


def test_the_page_of_a_contact_settles_the_next_one(client, cast):
    made = note(cast, next_on=date(2026, 12, 1))
    where = reverse("communication:contact", args=[made.pk])
    for who, status in (("filip", 200), ("dorota", 200), ("daniel", 404), ("bogdan", 403)):
        client.force_login(cast.account(who))
        assert client.get(where).status_code == status
    assert client.post(reverse("communication:contact_settle", args=[made.pk])).status_code == 403
    client.force_login(cast.account("filip"))

    for _ in range(2):
        page = client.post(reverse("communication:contact_settle", args=[made.pk]), follow=True)
        assert "(załatwione)" in page.content.decode()


def test_the_form_says_which_day_is_wrong_and_saves(client, cast):
    client.force_login(cast.account("filip"))
    said = {
        "place": f"{cast.project.pk}-{cast.zalesie.pk}", "kind": "visit", "on": "20.11.2025", "with_whom": "sekretarz",
        "agreed": "Szkolenie na miejscu", "next_on": "19.11.2025", "once": str(ONCE),
    }  # fmt: skip
    where = reverse("communication:contact_new")

    assert "nie może być wcześniejszy" in client.post(where, said).content.decode()
    assert client.post(where, said | {"next_on": "27.11.2025"}).status_code == 302
    assert client.post(where, said | {"next_on": "27.11.2025"}).status_code == 302

    with seated(SYSTEM):
        assert contacts().get().next_on == date(2025, 11, 27)


@pytest.mark.rule("C-98")
def test_a_contact_that_has_not_been_yet_is_not_written_down(client, cast):
    client.force_login(cast.account("filip"))
    today = localdate()
    said = {"place": f"{cast.project.pk}-{cast.zalesie.pk}", "kind": "call", "agreed": "x", "once": str(ONCE)}
    where = reverse("communication:contact_new")

    refused = client.post(where, said | {"on": f"{today + timedelta(days=1):%d.%m.%Y}"})
    assert (refused.status_code, "jeszcze nie nadszedł" in refused.content.decode()) == (422, True)
    with seated(SYSTEM):
        assert not contacts().exists()
    assert client.post(where, said | {"on": f"{today:%d.%m.%Y}"}).status_code == 302


@pytest.mark.rule("C-98")
def test_saving_says_which_planned_contact_it_settles(client, cast):
    today = localdate()
    client.force_login(cast.account("filip"))
    note(cast, on=today - timedelta(days=9), next_on=today - timedelta(days=2))
    note(cast, on=today - timedelta(days=9), next_on=today + timedelta(days=2))
    said = {
        "place": f"{cast.project.pk}-{cast.zalesie.pk}", "kind": "call", "on": f"{today:%d.%m.%Y}", "agreed": "x",
        "once": str(ONCE),
    }  # fmt: skip

    for _ in range(2):
        page = client.post(reverse("communication:contact_new"), said, follow=True).content.decode()
        assert f"kontakt umówiony na: {long_date(today - timedelta(days=2))}" in page
        assert f"{long_date(today + timedelta(days=2))}<" not in page
    said |= {"once": str(uuid4())}
    page = client.post(reverse("communication:contact_new"), said, follow=True).content.decode()
    assert "umówiony" not in page


@pytest.mark.rule("C-98")
def test_the_page_names_everyone_who_reads_it(client, cast):
    """As the access table has it: a role more that reads the log is a role more in the sentence."""
    note(cast)
    words = {
        Role.CONSULTANT: "konsultanci urzędu",
        Role.COORDINATOR: "koordynator projektu",
        Role.OPERATOR: "operator krajowy",
    }
    assert set(matrix()["communication.officecontact", "view"]) == set(words)
    for who in ("filip", "dorota", "kazimierz"):
        client.force_login(cast.account(who))
        page = client.get(reverse("communication:contact_log")).content.decode()
        assert all(one in page.replace("\xa0", " ") for one in words.values())


def test_a_place_of_others_cannot_be_chosen(client, cast):
    client.force_login(cast.account("filip"))
    said = {
        "place": f"{cast.project.pk}-{cast.borki.pk}",
        "kind": "call",
        "on": "20.11.2025",
        "agreed": "x",
        "once": str(ONCE),
    }

    assert client.post(reverse("communication:contact_new"), said).status_code == 422


def test_the_list_asks_the_same_number_of_questions_for_one_row_and_for_three(client, cast):
    client.force_login(cast.account("filip"))
    where = reverse("communication:contact_log")
    note(cast)
    client.get(where)
    one = queries_of(lambda: client.get(where))
    note(cast)
    note(cast)

    assert queries_of(lambda: client.get(where)) == one


DAY = date(2026, 11, 27)


def withdraw(cast: Cast, row: OfficeContact, who: str = "filip") -> None:
    with seated(cast.seat(who)):
        withdraw_contact(row.pk, reason="Nie ten urząd", by=cast.seat(who), at=AT)


def reminded(hour: int = 6, day: date = DAY) -> list[str]:
    """Logins of those whose notice of a planned contact stands, after a worker that was started twice."""
    for _ in range(2):
        remind_of_contacts(at=datetime(day.year, day.month, day.day, hour, tzinfo=UTC))
    with seated(SYSTEM):
        people = Notice.policed.filter(kind=PLANNED, withdrawn_at=None).values_list("person", flat=True)
        logins = dict(Person.objects.values_list("pk", "login"))
        return sorted(logins[one] for one in people)


@pytest.mark.rule("C-102")
def test_a_withdrawn_contact_stays_and_counts_no_more(cast):
    first = note(cast, on=date(2026, 11, 2), next_on=date(2026, 11, 16))
    wrong = note(cast, on=date(2026, 11, 17), next_on=DAY)
    for who in ("dorota", "filip", "filip"):
        if who == "dorota":
            with pytest.raises(OfficeContact.DoesNotExist):
                withdraw(cast, wrong, who)
        else:
            withdraw(cast, wrong)
    with seated(cast.seat("filip")):
        found = OfficeContact.objects.get(pk=wrong.pk)
        assert (found.withdrawn_at, found.withdrawn_why) == (AT, "Nie ten urząd")
        assert OfficeContact.objects.get(pk=first.pk).next_done_at is None
        assert last_contacts(cast.project.pk) == {cast.zalesie.pk: (date(2026, 11, 2), date(2026, 11, 16))}


@pytest.mark.rule("C-102")
def test_the_author_withdraws_a_contact_on_its_page_with_a_reason(client, cast):
    row = note(cast, next_on=DAY)
    page, button = (
        reverse(f"communication:{name}", args=[row.pk]) for name in ("contact", "contact_withdraw")
    )
    client.force_login(cast.account("dorota"))
    assert button not in client.get(page).content.decode()
    assert client.post(button, {"reason": "Pomyłka"}).status_code == 404
    client.force_login(cast.account("filip"))
    assert button in client.get(page).content.decode()
    assert client.post(button, {"reason": ""}).status_code == 422
    shown = (
        client.post(button, {"reason": "Nie ten urząd."}, follow=True).content.decode().replace("\xa0", " ")
    )
    assert "Powód: Nie ten urząd" in shown
    assert "Następny kontakt załatwiony" not in shown
    assert "nieaktualny, bo zapis jest wycofany" in shown
    assert client.post(button, {"reason": "Znowu"}).status_code == 404
    listed = client.get(reverse("communication:contact_log")).content.decode().replace("\xa0", " ")
    assert "Wycofane (Nie ten urząd): " in listed


@pytest.mark.rule("C-103")
def test_a_planned_contact_is_told_in_the_morning_of_its_day_once(cast):
    note(cast, next_on=DAY)
    assert reminded(day=DAY - timedelta(days=1)) == []
    assert reminded(hour=4) == []  # 5:00 in Poland
    assert reminded() == ["filip"]
    assert reminded(day=DAY + timedelta(days=1)) == ["filip"]


@pytest.mark.rule("C-103")
@pytest.mark.parametrize("end", ["settled", "withdrawn", "came about"])
def test_nothing_more_is_said_of_a_contact_that_is_over(cast, end):
    row = note(cast, next_on=DAY)
    assert reminded() == ["filip"]
    if end == "settled":
        with seated(cast.seat("filip")):
            settle_next(row.pk, by=cast.seat("filip"), at=AT)
    elif end == "withdrawn":
        withdraw(cast, row)
    else:
        note(cast, on=DAY)
    assert reminded() == []


@pytest.mark.rule("C-103")
def test_of_an_office_that_changed_hands_those_hear_who_care_for_it_now(cast):
    note(cast, next_on=DAY)
    with seated(SYSTEM):
        AdvisedOffice.objects.filter(office=cast.zalesie).update(
            ended_at=F("assigned_at") + timedelta(days=1)
        )
    assert reminded() == ["dorota"]

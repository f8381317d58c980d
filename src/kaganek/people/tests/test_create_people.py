"""Accounts, persons and seats out of judged rows."""

from __future__ import annotations

import pytest
from django.utils import timezone
from tests.cast import Cast

from kaganek.core.seats import SYSTEM, account_door, seated
from kaganek.people.models import Account, Membership, Person
from kaganek.people.queries.paperwork import inside_offices
from kaganek.people.rules import EmployeeRow
from kaganek.people.services.accounts import create_people

NOW = timezone.now()


def row(office, first="Ewa", last="Maj", **facts) -> EmployeeRow:
    return EmployeeRow(office.pk, first, last, **facts)


def made(cast: Cast, rows: list[EmployeeRow], *, who: str = "janina", project: int | None = None):
    seat = cast.seat(who)
    with inside_offices({one.office_id for one in rows}, seat):
        return create_people(rows, project_id=project, by=seat, at=NOW)


def test_one_account_one_person_one_seat(cast):
    found = made(cast, [row(cast.zalesie, email="EWA@z.example", group_name="A")], project=cast.project.pk)

    person = found.created[0]
    assert (found.existing, person.login, person.match_key, person.group_name) == (
        [],
        "e.maj",
        "ewa@z.example",
        "A",
    )
    assert (person.project_ids, person.created_at, person.activated_at) == ([cast.project.pk], NOW, None)
    with account_door():
        account = Account.objects.get(login="e.maj")
        seats = list(
            Membership.policed.filter(account=account).values_list("role", "office", "project", "person")
        )
    assert not account.has_usable_password()
    assert seats == [("learner", cast.zalesie.pk, None, person.pk)]


@pytest.mark.rule("P-03")
def test_logins_are_unique_across_offices_and_reach_past_unrelated_ones(cast):
    with account_door():
        for login in ("e.maj", "e.maj2", "e.majewska", "e.maj-x", "e.maj9a"):
            Account.objects.create(login=login)

    found = made(cast, [row(cast.zalesie, email=f"{n}@z.example") for n in range(3)])

    assert [person.login for person in found.created] == ["e.maj3", "e.maj4", "e.maj5"]


def test_the_same_rows_again_and_within_one_call_are_the_same_people(cast):
    rows = [row(cast.zalesie, department="Kadry"), row(cast.zalesie, "EWA", "MAJ", department="KADRY")]
    first = made(cast, rows)
    again = made(cast, rows)

    assert (len(first.created), len(again.created)) == (1, 0)
    assert again.existing == first.created


@pytest.mark.rule("P-02")
def test_a_namesake_without_email_in_another_department_is_another_person(cast):
    found = made(cast, [row(cast.zalesie, department="Kadry"), row(cast.zalesie, department="Drogi")])

    assert [person.login for person in found.created] == ["e.maj", "e.maj2"]


def test_what_is_known_of_a_person_stays_as_it_was(cast):
    made(cast, [row(cast.zalesie, email="ewa@z.example", department="Kadry")])
    made(cast, [row(cast.zalesie, "Ewa", "Maj-Lis", email="ewa@z.example", department="Drogi")])

    with seated(SYSTEM):
        facts = Person.objects.filter(email="ewa@z.example").values_list("last_name", "department")
        assert list(facts) == [("Maj", "Kadry")]


@pytest.mark.rule("P-04")
@pytest.mark.parametrize("office", ["zalesie", "borki"])
def test_an_office_reaches_its_own_people_alone(cast, office):
    where = getattr(cast, office)
    made(cast, [row(where, email="ewa@z.example")], who="dorota")

    for who, own in (("janina", "zalesie"), ("celina", "borki")):
        with seated(cast.seat(who)):
            assert Person.objects.filter(login="e.maj").exists() is (own == office)


@pytest.mark.rule("P-02")
def test_a_row_without_an_address_is_the_one_person_of_that_name_and_department(cast):
    known = made(cast, [row(cast.zalesie, email="ewa@z.example", department="Kadry")]).created

    again = made(cast, [row(cast.zalesie, "EWA", department="kadry")])
    rows = [row(cast.zalesie, department="Drogi"), row(cast.borki, department="Kadry")]
    elsewhere = made(cast, rows, who="dorota")

    assert (again.created, again.existing) == ([], known)
    assert len(elsewhere.created) == 2


@pytest.mark.rule("P-02")
def test_two_namesakes_of_one_department_are_nobody_s_guess(cast):
    made(cast, [row(cast.zalesie, email=f"{n}@z.example", department="Kadry") for n in "ab"])

    found = made(cast, [row(cast.zalesie, department="Kadry")])

    assert (len(found.created), found.existing) == (1, [])

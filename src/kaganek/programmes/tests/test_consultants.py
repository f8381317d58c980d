"""Consultants appointed and dismissed from the project's page."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.cast import NAMES, Cast

from kaganek.core.models import AuditEntry, Letter
from kaganek.core.seats import SYSTEM, account_door, seated
from kaganek.people.models import Account, AdvisedOffice, Membership, Person
from kaganek.people.seats import seats_of_account
from kaganek.people.terms import Role

PAGE = "/projekty/SU-2026/konsultanci/osoby/"
NEW = {"first_name": "Urszula", "last_name": "Nowak-Żak", "email": "u.nowak@doradztwo.example"}


@pytest.fixture
def dorota(client: Client, cast: Cast) -> Client:
    client.force_login(cast.account("dorota"))
    return client


def found(email: str = NEW["email"]) -> list[Person]:
    with seated(SYSTEM):
        return list(Person.objects.filter(email=email))


def test_a_new_person_becomes_a_consultant_and_can_be_given_offices(dorota: Client, cast: Cast) -> None:
    for _ in range(2):  # safe to send twice
        assert dorota.post(PAGE, NEW)["Location"] == PAGE

    (person,) = found()
    assert (person.full_name, person.office_id, person.project_ids) == (
        "Urszula Nowak-Żak",
        None,
        [cast.project.pk],
    )
    with seated(SYSTEM):
        (held,) = Membership.objects.filter(person=person)
        assert (held.role, held.project, held.ended_at) == (Role.CONSULTANT, cast.project.pk, None)
    with account_door():
        (seat,) = seats_of_account(Account.objects.get(pk=person.account_id))
    assert seat.offices == ()
    assert "Urszula Nowak-Żak" in dorota.get(PAGE).content.decode()
    given = {"konsultant": held.pk, "office": cast.zalesie.pk}
    dorota.post("/projekty/SU-2026/konsultanci/przydzial/", given)
    with seated(SYSTEM):
        assert AdvisedOffice.objects.filter(membership=held, office=cast.zalesie, ended_at=None).exists()
        deeds = set(AuditEntry.objects.values_list("deed", flat=True))
    assert {"person added", "role given", "consultant assigned"} <= deeds


def test_the_way_in_goes_to_the_address_given(dorota: Client) -> None:
    for _ in range(2):
        dorota.post(PAGE, NEW)

    with seated(SYSTEM):
        (letter,) = Letter.objects.filter(kind="people.activation", to=NEW["email"])
    assert letter.person == found()[0].pk


def test_a_consultant_dismissed_loses_the_offices(dorota: Client, cast: Cast) -> None:
    held = cast.seat("filip").membership_id
    address = f"{PAGE}{held}/odbierz/"
    asked = dorota.post(address)
    assert "Filip Górski" in asked.content.decode()
    with seated(SYSTEM):
        assert Membership.objects.get(pk=held).ended_at is None

    assert dorota.post(address, {"confirmed": "1"})["Location"] == PAGE

    with seated(SYSTEM):
        assert Membership.objects.get(pk=held).ended_at is not None
        assert not AdvisedOffice.objects.filter(membership=held, ended_at=None).exists()
    assert dorota.post(address, {"confirmed": "1"}).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("email", "", "Wpisz adres e-mail."),
        ("email", "u.nowak", "e-mail"),
        ("last_name", " ", "Wpisz nazwisko."),
    ],
)
def test_bad_input_names_the_field_and_makes_nobody(
    dorota: Client, field: str, value: str, said: str
) -> None:
    reply = dorota.post(PAGE, NEW | {field: value})

    assert reply.status_code == 422
    assert said in reply.content.decode()
    assert found() == []


def test_an_account_switched_off_is_not_given_the_role(dorota: Client, cast: Cast) -> None:
    dorota.post(PAGE, NEW)
    with seated(SYSTEM):
        Person.objects.filter(email=NEW["email"]).update(deactivated_at="2026-01-01T10:00Z")

    reply = dorota.post(PAGE, NEW)

    assert reply.status_code == 422
    assert "wyłączone konto" in reply.content.decode()


@pytest.mark.parametrize("who", [name for name in NAMES if name not in ("dorota", "grazyna")])
def test_nobody_else_appoints(client: Client, cast: Cast, who: str) -> None:
    client.force_login(cast.account(who))

    assert client.get(PAGE).status_code in (403, 404)
    assert client.post(PAGE, NEW).status_code in (403, 404)
    assert client.post(f"{PAGE}{cast.seat('filip').membership_id}/odbierz/").status_code in (403, 404)
    assert found() == []


@pytest.mark.parametrize("who", ["dorota", "daniel"])
def test_other_roles_are_not_taken_away_here(dorota: Client, cast: Cast, who: str) -> None:
    """A coordinator of this project, and somebody of another one."""
    assert (
        dorota.post(f"{PAGE}{cast.seat(who).membership_id}/odbierz/", {"confirmed": "1"}).status_code == 404
    )

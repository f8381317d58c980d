"""Consultants and the offices assigned to them: the page, both deeds, the history, what the seat reaches."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import NAMES, Cast

from kaganek.core.models import AuditEntry
from kaganek.core.seats import SYSTEM, seated
from kaganek.people.models import AdvisedOffice, Membership, Person
from kaganek.people.seats import seats_of_account
from kaganek.people.services import reach
from kaganek.people.services.advising import NotAConsultant, advise
from kaganek.people.terms import Role
from kaganek.people.tests.factories import give_role, make_advised, make_office, make_person
from kaganek.programmes.models import Participation
from kaganek.programmes.services.advisers import NobodyToAdvise, assign_offices, take_offices
from kaganek.programmes.tests.factories import make_participation

ASSIGN = "/projekty/SU-2026/konsultanci/przydzial/"
PAGE = "/projekty/SU-2026/konsultanci/"


def filips(cast: Cast) -> int:
    return cast.seat("filip").membership_id or 0


def text(client: Client, address: str) -> str:
    return b"".join(client.get(address)).decode("utf-8-sig")


def seen_offices(cast: Cast) -> list[str]:
    """As the next request would find them."""
    (seat,) = seats_of_account(cast.account("filip"))
    with seated(seat):
        return sorted(Participation.objects.values_list("office__name", flat=True))


@pytest.mark.rule("L-90")
def test_an_office_given_is_reached_and_an_office_taken_is_not(cast: Cast) -> None:
    dorota = cast.seat("dorota")
    assert seen_offices(cast) == ["Zalesie"]
    for _ in range(2):  # safe to send twice
        with seated(dorota):
            assign_offices(cast.project, filips(cast), [cast.borki.pk], by=dorota, at=timezone.now())
        assert seen_offices(cast) == ["Borki", "Zalesie"]

    with seated(dorota):
        taken = take_offices(
            cast.project, filips(cast), [cast.zalesie.pk, cast.borki.pk], by=dorota, at=timezone.now()
        )
        assert taken == 2
        assert AdvisedOffice.objects.filter(ended_at=None).count() == 0
        assert AdvisedOffice.objects.count() == 2
        deeds = list(AuditEntry.objects.order_by("pk").values_list("deed", flat=True))
    assert seen_offices(cast) == []
    assert deeds == ["consultant assigned", "consultant taken off", "consultant taken off"]


@pytest.mark.rule("L-90")
def test_people_of_the_office_in_another_project_stay_unknown(cast: Cast) -> None:
    with seated(SYSTEM):
        make_participation(cast.other_project, cast.zalesie)
        make_person(cast.zalesie, login="obca", project_ids=[cast.other_project.pk])
    with seated(cast.seat("filip")):
        assert list(Person.objects.values_list("login", flat=True)) == ["anna"]
        assert "obca" not in Person.policed.values_list("login", flat=True)


def test_offices_outside_the_project_are_passed_over(cast: Cast) -> None:
    dorota = cast.seat("dorota")
    with seated(SYSTEM):
        elsewhere = make_office(name="Dalekie")
    with seated(dorota):
        number = assign_offices(
            cast.project, filips(cast), [elsewhere.pk, cast.borki.pk], by=dorota, at=timezone.now()
        )
    assert number == 1


def test_the_database_refuses_an_office_that_does_not_take_part(cast: Cast) -> None:
    with seated(SYSTEM):
        elsewhere = make_office(name="Dalekie")
    with seated(SYSTEM), pytest.raises(IntegrityError, match="project_office_belongs"), transaction.atomic():
        advise(filips(cast), [elsewhere.pk], by=SYSTEM, at=timezone.now())
        connection.check_constraints()


@pytest.mark.parametrize("who", ["bogdan", "anna"])
def test_offices_are_given_to_consultants_of_the_project_alone(cast: Cast, who: str) -> None:
    with seated(SYSTEM):
        membership = Membership.objects.get(person=cast.person(who), ended_at=None)
        with pytest.raises(NobodyToAdvise):
            assign_offices(cast.project, membership.pk, [cast.zalesie.pk], by=SYSTEM, at=timezone.now())
        with pytest.raises(NotAConsultant):
            advise(membership.pk, [cast.zalesie.pk], by=SYSTEM, at=timezone.now())


def test_a_coordinator_of_another_project_cannot_give_offices(cast: Cast) -> None:
    with seated(cast.seat("daniel")), pytest.raises(NotAConsultant):
        advise(filips(cast), [cast.borki.pk], by=cast.seat("daniel"), at=timezone.now())


def test_a_role_that_ends_ends_its_assignments(cast: Cast) -> None:
    dorota = cast.seat("dorota")
    with seated(dorota):
        reach.end_role(filips(cast), by=dorota, at=timezone.now())
        assert not AdvisedOffice.objects.filter(ended_at=None).exists()
    with seated(cast.seat("anna")):
        assert "filip" not in Person.policed.values_list("login", flat=True)


STATUS = dict.fromkeys(NAMES, 403) | {
    "dorota": 200,
    "grazyna": 200,
    "irena": 200,
    "kazimierz": 200,
    "daniel": 404,
}


@pytest.mark.parametrize("who", NAMES)
def test_who_sees_the_page(client: Client, cast: Cast, who: str) -> None:
    client.force_login(cast.account(who))
    for name in ("advisers", "advisers_history"):
        assert client.get(reverse(f"programmes:{name}", args=["SU-2026"])).status_code == STATUS[who]


def test_the_coordinator_assigns_many_offices_at_once(client: Client, cast: Cast) -> None:
    client.force_login(cast.account("dorota"))
    ticked = {"konsultant": filips(cast), "office": [cast.zalesie.pk, cast.borki.pk]}

    page = client.post(ASSIGN, ticked, follow=True).content.decode()
    assert "Przydzielono 1\xa0urząd." in page
    assert "Nic się nie zmieniło" in client.post(ASSIGN, ticked, follow=True).content.decode()
    page = client.post(ASSIGN, ticked | {"odbierz": "1"}, follow=True).content.decode()
    assert "Odebrano 2\xa0urzędy." in page
    history = text(client, PAGE + "historia.csv").splitlines()
    assert len(history) == 3
    assert all("Górski, Filip" in line for line in history[1:])


def test_nothing_ticked_and_nobody_chosen_are_said(client: Client, cast: Cast) -> None:
    client.force_login(cast.account("dorota"))
    assert (
        "Zaznacz na liście" in client.post(ASSIGN, {"konsultant": filips(cast)}, follow=True).content.decode()
    )
    told = client.post(ASSIGN, {"office": [cast.borki.pk]}, follow=True).content.decode()
    assert "Wybierz konsultanta" in told


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_much_for_one_office_as_for_three(
    client: Client, cast: Cast, django_assert_num_queries, rows: int
) -> None:
    with seated(SYSTEM):
        for n in range(rows - 1):
            office = make_office(name=f"Nowy {n}")
            make_participation(cast.project, office)
            make_advised(Membership.objects.get(pk=filips(cast)), office)
    client.force_login(cast.account("dorota"))
    client.get(PAGE)
    with django_assert_num_queries(STATEMENTS):
        assert client.get(PAGE).content.decode().count("Filip Górski") == rows


STATEMENTS = 9


def test_filters_by_consultant(client: Client, cast: Cast) -> None:
    client.force_login(cast.account("dorota"))
    file = text(client, f"/projekty/SU-2026/konsultanci.csv?konsultant={filips(cast)}")
    assert ("Zalesie" in file, "Borki" in file) == (True, False)
    file = text(client, "/projekty/SU-2026/konsultanci.csv?konsultant=bez")
    assert ("Zalesie" in file, "Borki" in file) == (False, True)


def test_who_sees_my_data_names_the_consultant_of_the_office(client: Client, cast: Cast) -> None:
    client.force_login(cast.account("anna"))
    assert "<strong>Filip Górski</strong>" in client.get("/kto-widzi-moje-dane/").content.decode()
    client.force_login(cast.account("cezary"))
    page = client.get("/kto-widzi-moje-dane/").content.decode()
    assert "Filip" not in page
    assert "nie doradza teraz żaden konsultant" in page


def test_another_project_s_consultant_is_not_named(client: Client, cast: Cast) -> None:
    with seated(SYSTEM):
        make_participation(cast.other_project, cast.zalesie)
        other = make_person(None, login="gustaw", first_name="Gustaw", project_ids=[cast.other_project.pk])
        make_advised(give_role(other, Role.CONSULTANT, project=cast.other_project.pk), cast.zalesie)
        Person.objects.filter(login="anna").update(project_ids=[cast.project.pk])
    client.force_login(cast.account("anna"))
    assert "Gustaw" not in client.get("/kto-widzi-moje-dane/").content.decode()

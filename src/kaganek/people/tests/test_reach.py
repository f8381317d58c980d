"""Roles given and taken, accounts switched off and on: who may, where, and what follows."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast

from kaganek.core.models import AuditEntry
from kaganek.core.seats import SYSTEM, account_door, seated
from kaganek.people.models import Account, Membership, OneTimeCode, Person
from kaganek.people.queries.paperwork import OfficeOutOfReach, inside_offices
from kaganek.people.services import codes, reach
from kaganek.people.terms import Role
from kaganek.people.tests.factories import make_office


def held(person: Person) -> list[str]:
    with account_door():
        return sorted(Membership.policed.filter(person=person, ended_at=None).values_list("role", flat=True))


def again(person: Person) -> Person:
    with seated(SYSTEM):
        return Person.objects.get(pk=person.pk)


GIVING = [  # who, to whom, which role, in which project, allowed
    ("janina", "anna", Role.SUPERVISOR, None, True),
    ("janina", "anna", Role.IT_ADMIN, None, True),
    ("janina", "anna", Role.COORDINATOR, "main", False),
    ("janina", "anna", Role.CONSULTANT, "main", False),
    ("janina", "anna", Role.SUPPLIER, None, False),
    ("dorota", "anna", Role.SUPERVISOR, None, True),
    ("dorota", "cezary", Role.OFFICE_COORDINATOR, None, True),
    ("dorota", "anna", Role.CONSULTANT, "main", True),
    ("dorota", "anna", Role.CONSULTANT, "other", False),
    ("dorota", "anna", Role.COORDINATOR, "main", False),
    ("dorota", "filip", Role.SUPERVISOR, None, False),  # no office to supervise
    ("grazyna", "anna", Role.COORDINATOR, "other", True),
    ("grazyna", "anna", Role.AUDITOR, None, True),
    ("grazyna", "dorota", Role.COORDINATOR, None, False),  # of which project?
    ("bogdan", "anna", Role.SUPERVISOR, None, False),
    ("kazimierz", "anna", Role.SUPERVISOR, None, False),
]


@pytest.mark.rule("P-05")
@pytest.mark.parametrize(("who", "whom", "role", "project", "allowed"), GIVING)
def test_a_role_is_given_within_ones_own_place(cast: Cast, who, whom, role, project, allowed) -> None:
    seat, person = cast.seat(who), cast.person(whom)
    projects = {"main": cast.project.pk, "other": cast.other_project.pk, None: None}
    before = held(person)
    with seated(seat):
        if allowed:
            reach.give_role(person, role, project_id=projects[project], by=seat, at=timezone.now())
        else:
            with pytest.raises(reach.RoleNotGivable):
                reach.give_role(person, role, project_id=projects[project], by=seat, at=timezone.now())
    assert held(person) == sorted([*before, role.value] if allowed else before)


@pytest.mark.parametrize(("who", "whom"), [("janina", "celina"), ("daniel", "anna"), ("dorota", "daniel")])
def test_people_out_of_reach_do_not_exist(cast: Cast, who: str, whom: str) -> None:
    seat, person = cast.seat(who), cast.person(whom)
    membership = held_row(person)
    with seated(seat):
        with pytest.raises(Person.DoesNotExist):
            reach.give_role(person, Role.SUPERVISOR, by=seat, at=timezone.now())
        with pytest.raises(Person.DoesNotExist):
            reach.deactivate(person.pk, by=seat, at=timezone.now())
        with pytest.raises(Membership.DoesNotExist):
            reach.end_role(membership, by=seat, at=timezone.now())


def held_row(person: Person, role: Role | None = None) -> int:
    with account_door():
        rows = Membership.policed.filter(person=person, ended_at=None)
        return (rows.filter(role=role) if role else rows).order_by("pk").values_list("pk", flat=True)[0]


def test_a_role_given_twice_is_one_role_and_one_line_in_the_log(cast: Cast) -> None:
    seat, anna = cast.seat("janina"), cast.person("anna")
    with seated(seat):
        first = reach.give_role(anna, Role.SUPERVISOR, by=seat, at=timezone.now())
        second = reach.give_role(anna, Role.SUPERVISOR, by=seat, at=timezone.now())
    assert first == second
    with seated(SYSTEM):
        assert AuditEntry.objects.filter(deed="role given").count() == 1


def test_staff_are_shown_by_name_to_their_office_as_long_as_they_are_staff(cast: Cast) -> None:
    seat, anna = cast.seat("janina"), cast.person("anna")
    assert again(anna).is_contact is False
    with seated(seat):
        made = reach.give_role(anna, Role.SUPERVISOR, by=seat, at=timezone.now())
        assert again(anna).is_contact is True
        reach.end_role(made.pk, by=seat, at=timezone.now())
    assert again(anna).is_contact is False


def test_an_expert_enters_the_editor_and_leaves_it(cast: Cast) -> None:
    seat, filip = cast.seat("grazyna"), cast.person("filip")
    with seated(seat):
        made = reach.give_role(filip, Role.EXPERT, by=seat, at=timezone.now())
    assert (cast.account("filip").is_editor, cast.account("filip").shown_name) == (True, "Filip Górski")
    with seated(seat):
        reach.end_role(made.pk, by=seat, at=timezone.now())
    assert (cast.account("filip").is_editor, cast.account("filip").shown_name) == (False, "")


def test_a_consultant_joins_the_project_they_advise_in(cast: Cast) -> None:
    seat, kazimierz = cast.seat("grazyna"), cast.person("kazimierz")
    with seated(seat):
        reach.give_role(kazimierz, Role.CONSULTANT, project_id=cast.project.pk, by=seat, at=timezone.now())
    assert again(kazimierz).project_ids == [cast.project.pk]


def test_the_coordinator_takes_an_offices_role_away(cast: Cast) -> None:
    seat, bogdan = cast.seat("dorota"), cast.person("bogdan")
    with seated(SYSTEM):
        reach.grant_project([bogdan.pk], cast.project.pk)
        reach.grant_project([bogdan.pk], cast.project.pk)
    assert again(bogdan).project_ids == [cast.project.pk]
    with seated(seat):
        reach.end_role(held_row(bogdan), by=seat, at=timezone.now())
    assert held(bogdan) == []


def test_losing_a_role_ends_the_sessions_at_once(cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.account("henryk"))
    assert browser.get(reverse("people:account")).status_code == 200
    seat, henryk = cast.seat("janina"), cast.person("henryk")

    with seated(seat):
        reach.end_role(held_row(henryk, Role.SUPERVISOR), by=seat, at=timezone.now())

    assert browser.get(reverse("people:account")).status_code == 302
    assert held(henryk) == [Role.IT_ADMIN]


def test_an_office_takes_no_role_it_could_not_give(cast: Cast) -> None:
    with seated(SYSTEM):
        made = reach.give_role(
            cast.person("anna"), Role.COORDINATOR, project_id=cast.project.pk, by=SYSTEM, at=timezone.now()
        )
    seat = cast.seat("janina")
    with seated(seat), pytest.raises(reach.RoleNotGivable):
        reach.end_role(made.pk, by=seat, at=timezone.now())
    with seated(seat), pytest.raises(reach.RoleNotGivable):
        reach.deactivate(cast.person("anna").pk, by=seat, at=timezone.now())


@pytest.mark.parametrize("who", ["janina", "henryk", "dorota", "grazyna"])
def test_switching_off_ends_sessions_and_codes_and_switching_on_gives_all_back(cast: Cast, who: str) -> None:
    seat, anna = cast.seat(who), cast.person("anna")
    browser = Client()
    browser.force_login(cast.account("anna"))
    with seated(SYSTEM):
        codes.make_slips([anna.pk], by=SYSTEM, at=timezone.now())
    now = timezone.now()

    with seated(seat):
        reach.deactivate(anna.pk, by=seat, at=now)
        reach.deactivate(anna.pk, by=seat, at=timezone.now())

    assert again(anna).deactivated_at == now
    assert browser.get(reverse("people:account")).status_code == 302
    with account_door():
        assert OneTimeCode.objects.count() == 0
        assert Account.objects.get(login="anna").is_active is False

    with seated(seat):
        reach.reactivate(anna.pk, by=seat, at=timezone.now())
    assert again(anna).deactivated_at is None
    assert cast.account("anna").is_active is True


@pytest.mark.rule("P-05")
def test_nobody_switches_themselves_off(cast: Cast) -> None:
    seat = cast.seat("janina")
    with seated(seat), pytest.raises(reach.OwnAccount):
        reach.deactivate(cast.person("janina").pk, by=seat, at=timezone.now())


@pytest.mark.rule("P-05")
def test_the_last_supplier_stays(cast: Cast) -> None:
    grazyna = cast.person("grazyna")
    with seated(SYSTEM):
        with pytest.raises(reach.LastSupplier):
            reach.deactivate(grazyna.pk, by=SYSTEM, at=timezone.now())
        with pytest.raises(reach.LastSupplier):
            reach.end_role(held_row(grazyna), by=SYSTEM, at=timezone.now())
        reach.give_role(cast.person("kazimierz"), Role.SUPPLIER, by=SYSTEM, at=timezone.now())
        reach.end_role(held_row(grazyna), by=SYSTEM, at=timezone.now())
    assert held(grazyna) == []


@pytest.mark.parametrize("who", ["bogdan", "filip", "kazimierz", "irena"])
def test_others_switch_nobody_off(cast: Cast, who: str) -> None:
    seat = cast.seat(who)
    with seated(seat), pytest.raises((reach.RoleNotGivable, Person.DoesNotExist)):
        reach.deactivate(cast.person("anna").pk, by=seat, at=timezone.now())
    assert again(cast.person("anna")).deactivated_at is None


@pytest.mark.parametrize(
    ("who", "reached"),
    [
        ("henryk", {"zalesie"}),
        ("celina", {"borki"}),
        ("dorota", {"zalesie", "borki"}),
        ("grazyna", {"zalesie", "borki", "foreign"}),
        ("anna", set()),
        ("irena", set()),  # reads everything and works for nobody
        ("kazimierz", set()),
        ("ewa", set()),
        ("filip", set()),
    ],
)
def test_only_those_who_work_for_an_office_get_inside(cast: Cast, who: str, reached: set[str]) -> None:
    with seated(SYSTEM):
        offices = {"zalesie": cast.zalesie, "borki": cast.borki, "foreign": make_office()}
    inside = set()
    for name, office in offices.items():
        with suppress(OfficeOutOfReach), inside_offices([office.pk], cast.seat(who)):
            inside.add(name)

    assert inside == reached


def test_one_strange_office_keeps_all_closed(cast: Cast) -> None:
    with seated(SYSTEM):
        strange = make_office()
    with (
        pytest.raises(OfficeOutOfReach) as fault,
        inside_offices([cast.zalesie.pk, strange.pk], cast.seat("dorota")),
    ):
        pass

    assert fault.value.office_ids == (strange.pk,)

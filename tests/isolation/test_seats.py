"""The two walls: the ORM scope and row-level security, each alone and both together."""

from __future__ import annotations

import pytest
from django.db import Error, ProgrammingError, connection, transaction
from django_scopes.exceptions import ScopeError

from kaganek.core.dbroles import DbRole
from kaganek.core.seats import SYSTEM, account_door, seated
from kaganek.people.models import Account, Person
from kaganek.people.tests.factories import make_person
from kaganek.programmes.models import Enrolment
from tests.cast import Cast


def names(manager) -> list[str]:
    return sorted(manager.values_list("login", flat=True))


ZALESIE = ["anna", "bogdan", "henryk", "janina"]
NAMED = ["anna", "bogdan", "filip", "henryk", "janina"]  # an office knows its consultant


@pytest.mark.rule("P-04")
@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("anna", ["anna"]),
        ("bogdan", ZALESIE),
        ("janina", ZALESIE),
        ("celina", ["celina", "cezary"]),
        ("dorota", ["anna", "cezary", "dorota", "filip"]),
        ("filip", ["anna"]),
        ("daniel", ["daniel"]),
    ],
)
def test_a_seat_reads_the_people_within_its_reach(cast: Cast, who: str, seen: list[str]) -> None:
    with seated(cast.seat(who)):
        assert names(Person.objects) == seen


@pytest.mark.rule("P-04")
@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("anna", NAMED),  # herself, and those who see her progress
        ("bogdan", NAMED),
        ("filip", ["anna", "filip"]),
        ("celina", ["celina", "cezary"]),
        ("dorota", ["anna", "cezary", "dorota", "filip"]),
        ("daniel", ["daniel"]),
    ],
)
def test_without_the_orm_filter_the_database_still_keeps_the_reach(
    cast: Cast, who: str, seen: list[str]
) -> None:
    with seated(cast.seat(who)):
        assert names(Person.policed) == seen


def test_the_auditor_reads_all_and_changes_nothing(cast: Cast) -> None:
    with seated(cast.seat("irena")):
        assert Person.objects.count() == len(cast.people)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Person.objects.update(department="nowy")


def test_the_content_editor_reaches_no_person(cast: Cast) -> None:
    with (
        seated(cast.seat("ewa")),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        Person.policed.count()


def test_without_a_seat_both_walls_raise(cast: Cast) -> None:
    with pytest.raises(ScopeError):
        Person.objects.count()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Person.policed.count()


def test_no_seat_reads_accounts(cast: Cast) -> None:
    for who in ("anna", "dorota", "filip", "grazyna", "irena"):
        with seated(cast.seat(who)):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                Account.objects.count()
            with account_door():
                assert Account.objects.count() == len(cast.people)


def test_staff_of_an_office_read_their_own_account_and_no_other(cast: Cast) -> None:
    """The content editor's log asks for the account of the one who works."""
    for who in ("bogdan", "henryk", "janina", "celina"):
        with seated(cast.seat(who)):
            assert [one.login for one in Account.objects.all()] == [who]
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                Account.objects.update(login="x")


def test_rows_of_another_office_cannot_be_written(cast: Cast) -> None:
    with seated(cast.seat("bogdan")):
        assert Person.policed.filter(pk=cast.person("celina").pk).update(department="x") == 0
        with pytest.raises(Error, match="row-level security"), transaction.atomic():
            Person.policed.filter(pk=cast.person("anna").pk).update(office=cast.borki)


def test_an_enrolment_cannot_point_at_a_person_of_another_office(cast: Cast) -> None:
    with seated(SYSTEM):
        stranger = make_person(cast.borki)
    with (
        seated(cast.seat("janina")),
        pytest.raises(Error, match="office_person_belongs"),
        transaction.atomic(),
    ):
        Enrolment.objects.create(
            project=cast.project, office=cast.zalesie, person_id=stranger.pk, enrolled_at="2026-11-20T10:00Z"
        )
        connection.check_constraints()


def test_nested_seats_come_back_to_the_outer_one(cast: Cast) -> None:
    with seated(cast.seat("bogdan")):
        with seated(SYSTEM):
            assert Person.policed.count() == len(cast.people)
        assert names(Person.policed) == NAMED
        with pytest.raises(RuntimeError), seated(SYSTEM):
            raise RuntimeError
        assert names(Person.policed) == NAMED
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == (DbRole.OFFICE,)

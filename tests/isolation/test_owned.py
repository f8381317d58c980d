"""Courses of offices and all that hangs on them: the database alone keeps each to its owner.

Whose a row is, is worked out here from the tables, with none of the policies.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.db import ProgrammingError, connection, models, transaction

from kaganek.core.dbroles import DbRole
from kaganek.core.rls import owned_models
from kaganek.core.seats import SYSTEM, Seat, seated
from tests.isolation import country
from tests.isolation.test_walls import as_owner

OWNED = {model._meta.label: model for model in owned_models()}
IN_OFFICES = (DbRole.OFFICE, DbRole.PERSON)  # everyone else meets the programme's rows alone


@pytest.fixture(scope="module")
def seats(django_db_setup, django_db_blocker) -> Iterator[dict[str, Seat]]:
    with django_db_blocker.unblock(), country.opened("test_owned"):
        yield {viewer.role: viewer.seat for viewer in country.viewers()}


@pytest.fixture(autouse=True)
def _database(seats, django_db_blocker) -> Iterator[None]:
    """Whatever a test breaks is whole again after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def owners(model: Any) -> dict[int, int | None]:
    """The office of every row; None = the programme's."""
    path, at = [model.behind], model
    while at._meta.get_field(path[-1]).related_model._meta.label != "people.Office":
        at = at._meta.get_field(path[-1]).related_model
        path.append(at.behind)
    with seated(SYSTEM):
        return dict(model.objects.values_list("pk", "__".join(path)))


def foreign(seat: Seat, model: type[models.Model]) -> list[int]:
    """Rows of other offices that a seat reads."""
    own = set(seat.offices or ()) if seat.db_role in IN_OFFICES else set()
    known = owners(model)
    seen: list[int] = []
    with seated(seat), connection.cursor() as cursor, suppress(ProgrammingError), transaction.atomic():
        cursor.execute(f'SELECT "{model._meta.pk.column}" FROM "{model._meta.db_table}"')
        seen = [pk for (pk,) in cursor.fetchall()]
    return [pk for pk in seen if known[pk] is not None and known[pk] not in own]


@pytest.mark.parametrize("label", OWNED)
def test_the_country_fills_every_table_for_offices_and_the_programme(seats, label: str) -> None:
    """A table without rows of others would hide any hole in its walls."""
    spaces = set(owners(OWNED[label]).values())
    assert None in spaces
    assert len(spaces) >= 3


@pytest.mark.parametrize("label", OWNED)
def test_no_seat_reads_what_is_another_offices(seats, label: str) -> None:
    narrow = {
        role: seat for role, seat in seats.items() if seat.db_role not in (DbRole.GLOBAL, DbRole.READER)
    }
    assert {seat.db_role for seat in narrow.values()} >= {
        DbRole.OFFICE, DbRole.PERSON, DbRole.PROJECT, DbRole.ADVISER, DbRole.EDITOR,
    }  # fmt: skip
    assert {role: foreign(seat, OWNED[label]) for role, seat in narrow.items()} == {
        role: [] for role in narrow
    }


@pytest.mark.parametrize("label", OWNED)
def test_an_administrator_reads_the_own_offices_rows(seats, label: str) -> None:
    """The tools of authors would be of no use otherwise."""
    model, seat = OWNED[label], seats["it_admin"]
    own = {pk for pk, office in owners(model).items() if office in (seat.offices or ())}
    with seated(seat):
        assert own
        assert set(model.objects.filter(pk__in=own).values_list("pk", flat=True)) == own


@pytest.mark.parametrize("label", OWNED)
@pytest.mark.parametrize("role", ["it_admin", "learner"])
def test_hole_a_table_whose_policy_was_opened(seats, label: str, role: str) -> None:
    """Negative control of the wall above."""
    seat, table = seats[role], OWNED[label]._meta.db_table
    as_owner(
        f'GRANT SELECT ON "{table}" TO {seat.db_role}',
        f'CREATE POLICY hole ON "{table}" FOR SELECT TO {seat.db_role} USING (true)',
    )
    assert foreign(seat, OWNED[label])


@pytest.mark.parametrize("label", OWNED)
def test_hole_a_table_without_protection(seats, label: str) -> None:
    seat, table = seats["supervisor"], OWNED[label]._meta.db_table
    as_owner(
        f'GRANT SELECT ON "{table}" TO {seat.db_role}', f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY'
    )
    assert foreign(seat, OWNED[label])

"""Either wall alone keeps every seat to its rows; each of the planted holes below is seen by a test.

A hole is planted in one wall while the other is down, since with both standing one hole leaks nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from unittest import mock

import pytest
from django.db import ProgrammingError, connection, transaction

from kaganek.core import rls
from kaganek.core.dbroles import DbRole
from kaganek.core.rls import seated_models
from kaganek.core.seats import seated
from kaganek.people.models import Account
from tests.isolation import country, walls


@pytest.fixture(scope="module")
def seats(django_db_setup, django_db_blocker) -> Iterator[dict]:
    with django_db_blocker.unblock(), country.opened("test_walls"):
        yield {viewer.role: viewer.seat for viewer in country.viewers()}


@pytest.fixture(autouse=True)
def _database(seats, django_db_blocker) -> Iterator[None]:
    """Whatever a test breaks is whole again after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def as_owner(*statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', 'none', true)")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SELECT set_config('role', %s, true)", [DbRole.APP])


FILLED = [
    "people.Person", "people.Membership", "programmes.Participation", "programmes.Enrolment",
    "programmes.Achievement", "documents.Certificate", "learning.PathAssignment", "learning.CourseProgress",
    "learning.LessonVisit", "learning.Attempt", "learning.AttemptAnswer",
]  # fmt: skip


def test_the_country_fills_the_tables_that_the_holes_are_planted_in(seats) -> None:
    filled = [m._meta.label for m in seated_models() if walls.expected(seats["auditor"], m)]
    assert set(FILLED) <= set(filled)


@pytest.mark.parametrize("wall", ["orm", "database"])
def test_one_wall_alone_keeps_every_seat_to_its_rows(seats, wall: str) -> None:
    assert walls.leaks(seats, wall=wall) == []


@pytest.mark.parametrize("label", FILLED)
def test_hole_a_table_whose_filter_was_dropped(seats, label: str) -> None:
    model = next(m for m in seated_models() if m._meta.label == label)
    with mock.patch.object(model, "reach", {}):
        found = walls.leaks(seats, wall="orm")
    assert any(label in line for line in found)


@pytest.mark.parametrize("label", FILLED)
def test_hole_a_table_whose_policy_was_opened(seats, label: str) -> None:
    table = next(m._meta.db_table for m in seated_models() if m._meta.label == label)
    as_owner(f'CREATE POLICY hole ON "{table}" FOR SELECT TO {DbRole.OFFICE} USING (true)')
    found = walls.leaks({"supervisor": seats["supervisor"]}, wall="database")
    assert any(label in line for line in found)


@pytest.mark.parametrize("label", FILLED)
def test_hole_a_table_whose_protection_was_switched_off(seats, label: str) -> None:
    table = next(m._meta.db_table for m in seated_models() if m._meta.label == label)
    as_owner(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')
    found = walls.leaks({"learner": seats["learner"]}, wall="database")
    assert any(label in line for line in found)


def test_hole_a_role_that_was_given_the_accounts(seats) -> None:
    def reads_accounts() -> bool:
        try:
            with seated(seats["supervisor"]), transaction.atomic():
                return Account.objects.exists()
        except ProgrammingError:
            return False

    assert not reads_accounts()
    as_owner(f"GRANT SELECT ON people_account TO {DbRole.OFFICE}")
    assert reads_accounts()


def test_every_composite_key_is_there(seats) -> None:
    """Without one a row of one office could point at a person of another; the refusal is tested in test_seats."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND cardinality(conkey) > 1 AND connamespace = 'public'::regnamespace"
        )
        present = {row[0] for row in cursor.fetchall()}
    wanted = {
        "programmes_enrolment_office_person_belongs", "programmes_enrolment_project_office_belongs",
        "people_membership_office_person_belongs",
    } | {
        f"{m._meta.db_table}_enrolment_project_office_person_belongs"[:63]
        for m in seated_models()
        if {"enrolment", "project", "office", "person"} <= {f.name for f in m._meta.get_fields()}
    }  # fmt: skip
    assert wanted <= present


def test_hole_a_policy_that_names_the_wrong_setting(seats) -> None:
    with mock.patch.object(rls, "OFFICES", rls.PROJECTS):
        as_owner()
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('role', 'none', true)")
        rls.secure()
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('role', %s, true)", [DbRole.APP])
    model = next(m for m in seated_models() if m._meta.label == "people.Person")
    with seated(seats["supervisor"]):
        seen = set(model.policed.values_list("office", flat=True))
    assert seen != {seats["supervisor"].offices[0]}

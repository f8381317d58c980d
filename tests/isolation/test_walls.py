"""Either wall alone keeps every seat to its rows; each of the planted holes below is seen by a test.

Of the holes an ordinary run draws some; `--full` plants all.

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
from kaganek.core.scoping import SeatedModel
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


FILLED = sorted(m._meta.label for m in seated_models())
WITHOUT_SEES_ALL = [role for role in DbRole if role not in walls.SEES_ALL]
BY_DESIGN = {  # read by a role without any setting: who may read at all is read to find the seat; reports are public;
    # packages of no office are the whole programme's
    ("people.Membership", DbRole.APP): "false",
    ("people.AdvisedOffice", DbRole.APP): "false",
    ("core.NoticeCount", DbRole.APP): "false",  # a number for the header, read with the session
    **{
        ("communication.Announcement", role): "audience <> 'all'" for role in DbRole
    },  # to everyone who signs in
    **{("communication.FaqEntry", role): "withdrawn_at IS NOT NULL" for role in DbRole},
    **{("reporting.ReportIssue", role): "published_at IS NULL" for role in DbRole},
    **{
        (label, role): "office_id IS NOT NULL"
        for label in ("learning.Package", "learning.PackageItem")
        for role in DbRole
    },
    **{
        (f"learning.Bank{part}", role): "office_id IS NOT NULL"  # the programme's own bank
        for part in ("Category", "Question", "Version")
        for role in (DbRole.PROJECT, DbRole.ADVISER, DbRole.EDITOR)
    },
    **{
        (model._meta.label, role): "office_id IS NOT NULL"  # the programme's own forms
        for model in seated_models()
        if model._meta.app_label == "questionnaires"
        for role in (DbRole.PROJECT, DbRole.ADVISER, DbRole.EDITOR)
    },
}


def model_of(label: str) -> type[SeatedModel]:
    return next(m for m in seated_models() if m._meta.label == label)


def opened(label: str, role: DbRole) -> tuple[str, str]:
    """The database wall of one table taken down for one role, its right to read included."""
    table = model_of(label)._meta.db_table
    return (
        f'GRANT SELECT ON "{table}" TO {role}',
        f'CREATE POLICY hole ON "{table}" FOR SELECT TO {role} USING (true)',
    )


def rows_without_a_seat(label: str, role: DbRole) -> int:
    """How many rows the role reads whose settings name nobody and nothing; none where it has no right at all."""
    where = BY_DESIGN.get((label, role), "true")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.' || name, '', true) FROM unnest('{person,code}'::text[]) AS name"
        )
        cursor.execute(
            "SELECT set_config('app.' || name, '{}', true) FROM unnest('{offices,projects}'::text[]) AS name"
        )
        cursor.execute("SELECT set_config('role', %s, true)", [role])
        try:
            with transaction.atomic():
                cursor.execute(f'SELECT count(*) FROM "{model_of(label)._meta.db_table}" WHERE {where}')
                return cursor.fetchone()[0]
        except ProgrammingError:
            return 0
        finally:
            cursor.execute("SELECT set_config('role', %s, true)", [DbRole.APP])


@pytest.mark.parametrize("label", FILLED)
def test_the_country_fills_every_table_for_more_than_one_space(seats, label: str) -> None:
    """A table without rows of others would hide any hole in its walls."""
    assert walls.spaces(model_of(label)) >= 2


@pytest.mark.parametrize("label", FILLED)
@pytest.mark.parametrize("role", WITHOUT_SEES_ALL)
def test_a_role_without_a_seat_reads_nothing(seats, label: str, role: DbRole) -> None:
    """The role is taken on, its settings are empty: no right or no rows, never rows."""
    assert rows_without_a_seat(label, role) == 0


@pytest.mark.turns(120)
@pytest.mark.parametrize("label", FILLED)
@pytest.mark.parametrize("role", WITHOUT_SEES_ALL)
def test_hole_a_role_that_needs_no_seat(seats, label: str, role: DbRole) -> None:
    """Negative control of the test above."""
    as_owner(*opened(label, role))
    assert rows_without_a_seat(label, role) or (role is DbRole.APP and (label, role) in BY_DESIGN)


@pytest.mark.parametrize("wall", ["orm", "database"])
def test_one_wall_alone_keeps_every_seat_to_its_rows(seats, wall: str) -> None:
    assert walls.leaks(seats, wall=wall) == []


@pytest.mark.turns(30)
@pytest.mark.parametrize("label", FILLED)
def test_hole_a_table_whose_filter_was_dropped(seats, label: str) -> None:
    with walls.filter_dropped(model_of(label)):
        assert walls.leaks(seats, wall="orm", tables=[model_of(label)])


@pytest.mark.turns(31)
@pytest.mark.parametrize("label", FILLED)
def test_hole_a_table_whose_policy_was_opened(seats, label: str) -> None:
    as_owner(*opened(label, DbRole.OFFICE))
    one = {"supervisor": seats["supervisor"]}
    assert walls.leaks(one, wall="database", tables=[model_of(label)])


@pytest.mark.turns(32)
@pytest.mark.parametrize("label", FILLED)
def test_hole_a_table_whose_protection_was_switched_off(seats, label: str) -> None:
    table = model_of(label)._meta.db_table
    as_owner(
        f'GRANT SELECT ON "{table}" TO {DbRole.PERSON}', f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY'
    )
    assert walls.leaks({"learner": seats["learner"]}, wall="database", tables=[model_of(label)])


OF_OFFICES = sorted(m._meta.label for m in seated_models() if {"project", "office"} <= m.reach.keys())


@pytest.mark.rule("L-90")
@pytest.mark.parametrize("label", OF_OFFICES)
def test_hole_a_consultant_given_the_whole_project(seats, label: str) -> None:
    """The canary is an office of the consultant's own project that was not assigned to them."""
    seat, model = seats["consultant"], model_of(label)
    assert len(seat.offices) >= 2
    table, wide = model._meta.db_table, rls.condition(model, DbRole.PROJECT)
    as_owner(
        f'GRANT SELECT ON "{table}" TO {DbRole.ADVISER}',
        f'CREATE POLICY hole ON "{table}" FOR SELECT TO {DbRole.ADVISER} USING ({wide})',
    )
    assert walls.leaks({"consultant": seat}, wall="database", tables=[model])


def test_hole_a_role_that_was_given_the_accounts(seats) -> None:
    def others_read(role: str) -> bool:
        """Whether a seat reads an account that is not its own."""
        try:
            with seated(seats[role]), transaction.atomic():
                return Account.objects.exclude(pk=seats[role].account_id).exists()
        except ProgrammingError:
            return False

    assert not any(others_read(role) for role in ("learner", "supervisor"))
    as_owner(
        f"GRANT SELECT ON people_account TO {DbRole.PERSON}",
        "ALTER TABLE people_account DISABLE ROW LEVEL SECURITY",
    )
    assert all(others_read(role) for role in ("learner", "supervisor"))


def test_every_composite_key_is_there(seats) -> None:
    """Without one a row of one office could point at a person of another; the refusal is tested in test_seats."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND cardinality(conkey) > 1 AND connamespace = 'public'::regnamespace"
        )
        present = {row[0] for row in cursor.fetchall()}
    wanted = {
        "programmes_enrolment_office_person_belongs", "programmes_enrolment_project_office_belongs",
        "people_membership_office_person_belongs", "people_advisedoffice_project_office_belongs",
        "people_advisedoffice_membership_adviser_project_belongs",
    } | {
        f"{m._meta.db_table}_enrolment_project_office_person_belongs"[:63]
        for m in seated_models()
        if {"enrolment", "project", "office", "person"} <= {f.name for f in m._meta.get_fields()}
    }  # fmt: skip
    assert wanted <= present


def test_hole_a_policy_that_names_the_wrong_setting(seats) -> None:
    with mock.patch.dict(rls.WITHIN, {"office": rls.WITHIN["project"]}):
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

"""Staff of an office: supervisors, its coordinator, its IT administrator."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kaganek.core.seats import Seat
from kaganek.people.models import Membership, Person
from kaganek.people.queries.paperwork import inside_offices, reached_projects, runs_office
from kaganek.people.rules import EmployeeRow
from kaganek.people.services.accounts import create_people
from kaganek.people.services.reach import end_role, give_role, grant_project
from kaganek.people.terms import OFFICE_STAFF, Role


class NotStaff(Exception):
    """The role is none of an office's staff."""


class OwnRole(Exception):
    """Nobody takes their own role away."""


def appoint(office_id: int, person_id: int, *, role: Role, by: Seat, at: datetime) -> Membership:
    """Give a person of an office a role of its staff; a role held already stays one.

    Raises NotStaff, Person.DoesNotExist for an office or a person beyond the seat's reach and for a
    person of another office, RoleNotGivable for a role this seat may not give.
    """
    _check(office_id, role, by)
    person = Person.objects.get(pk=person_id, office_id=office_id, deactivated_at=None)
    return give_role(person, role, by=by, at=at)


@transaction.atomic
def appoint_new(row: EmployeeRow, *, role: Role, by: Seat, at: datetime) -> Membership:
    """Give a role to somebody who is on no list yet: first the account and the person, then the role.

    A person whose match key the office already knows is that person. They join a project of the
    office within the seat's reach, so that its coordinator sees whom they appointed.

    Raises NotStaff, Person.DoesNotExist beyond the seat's reach, RoleNotGivable.
    """
    _check(row.office_id, role, by)
    project_id = next((pk for pk, _ in reached_projects(row.office_id)), None)
    with inside_offices([row.office_id], by):
        people = create_people([row], project_id=project_id, by=by, at=at)
        person = [*people.created, *people.existing][0]
        if project_id:
            grant_project([person.pk], project_id)
    return appoint(row.office_id, person.pk, role=role, by=by, at=at)


def dismiss(membership: Membership, *, by: Seat, at: datetime) -> None:
    """Take a role of staff away; the person's sessions end, so it holds from the next click.

    Raises NotStaff, OwnRole, Person.DoesNotExist for an office beyond the seat's reach.
    """
    _check(membership.office_id or 0, Role(membership.role), by)
    if membership.person_id == by.person_id:
        raise OwnRole
    project_id = next((pk for pk, _ in reached_projects(membership.office_id or 0)), None)
    if by.projects is not None and project_id:
        with inside_offices([membership.office_id or 0], by):
            grant_project([membership.person_id], project_id)
    end_role(membership.pk, by=by, at=at)


def _check(office_id: int, role: Role, by: Seat) -> None:
    if role not in OFFICE_STAFF:
        raise NotStaff
    if not runs_office(by, office_id):
        raise Person.DoesNotExist

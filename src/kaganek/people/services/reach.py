"""How far people reach and are reached: roles given and taken, projects, accounts switched off and on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, Func, Value

from kaganek.core import audit
from kaganek.core.dbroles import DbRole
from kaganek.core.seats import SYSTEM, Seat, account_door, seated
from kaganek.people.models import Account, Membership, Person
from kaganek.people.queries.paperwork import inside_offices, runs_office
from kaganek.people.queries.persons import roles_of
from kaganek.people.services import sessions
from kaganek.people.services.advising import end_all_advising
from kaganek.people.services.codes import void
from kaganek.people.terms import OFFICE_ROLES, OFFICE_STAFF, PROJECT_ROLES, Role, may_give


class RoleNotGivable(Exception):
    """This seat may not give or take this role, or not here."""


class OwnAccount(Exception):
    """Nobody switches off the account they act with."""


class LastSupplier(Exception):
    """The platform needs at least one supplier who can sign in."""


def grant_project(person_ids: Sequence[int], project_id: int) -> None:
    """Note that people take part in a project; the project's seats see them from now on. Idempotent."""
    Person.objects.filter(pk__in=person_ids).exclude(project_ids__contains=[project_id]).update(
        project_ids=Func(
            F("project_ids"),
            Value(project_id, output_field=BigIntegerField()),
            function="array_append",
            output_field=ArrayField(BigIntegerField()),
        )
    )


def give_role(
    person: Person, role: Role, *, project_id: int | None = None, by: Seat, at: datetime
) -> Membership:
    """Give a person a role: in their office, in a project, or everywhere; a role held already stays one.

    person      within the seat's reach.
    project_id  the project of a coordinator or consultant; offices' roles hold in all projects.

    Staff of an office become visible by name to their office's people; an expert may enter the
    content editor. The person finds the new seat in the header at the next click.

    Raises RoleNotGivable when the seat may not give this role or gives it outside its own offices
    and projects, Person.DoesNotExist for a person beyond its reach.
    """
    person = _within_reach(person.pk)
    _check(role, person, project_id, by)
    in_office = role in OFFICE_ROLES
    with _at_work(role, by, person):
        if role in PROJECT_ROLES:
            grant_project([person.pk], project_id or 0)
        made, new = Membership.objects.get_or_create(
            person=person,
            role=role,
            office=person.office if in_office else None,
            project=project_id if role in PROJECT_ROLES else None,
            ended_at=None,
            defaults={"account_id": person.account_id, "granted_at": at},
        )
        if new:
            audit.record(by, "role given", made, role=role.value)
            _follow(person)
    return made


def end_role(membership_id: int, *, by: Seat, at: datetime) -> None:
    """Take a role away; every session of the person ends at once. A role ended already stays as it was.

    Raises Membership.DoesNotExist beyond the seat's reach, RoleNotGivable for a role this seat
    could not give, LastSupplier for the only supplier left.
    """
    with account_door():
        membership = Membership.policed.get(pk=membership_id)
    try:
        person = _within_reach(membership.person_id)
        role = Role(membership.role)
        _check(role, person, membership.project, by)
    except Person.DoesNotExist:
        raise Membership.DoesNotExist from None
    if role is Role.SUPPLIER:
        _keep_a_supplier(person)
    with _at_work(role, by, person):
        ended = Membership.objects.filter(pk=membership_id, ended_at=None).update(ended_at=at)
        if ended:
            audit.record(by, "role ended", membership, role=role.value)
            if role is Role.CONSULTANT:
                end_all_advising(membership_id, by=by, at=at)
            _follow(person)
    sessions.end_all([person.account_id or 0])


def deactivate(person_id: int, *, by: Seat, at: datetime) -> None:
    """Switch a person's account off: sessions end at once, unused codes stop working. Idempotent.

    Everything the person has earned stays.

    Raises Person.DoesNotExist beyond the seat's reach, RoleNotGivable when the person holds a role
    this seat could not give, OwnAccount, LastSupplier.
    """
    person = _manageable(person_id, by)
    if person.pk == by.person_id:
        raise OwnAccount
    if Role.SUPPLIER in roles_of([person.pk]).get(person.pk, ()):
        _keep_a_supplier(person)
    if person.deactivated_at is None:
        person.deactivated_at = at
        person.save(update_fields=["deactivated_at"])
        audit.record(by, "person deactivated", person)
    _switch(person, on=False)


def reactivate(person_id: int, *, by: Seat, at: datetime) -> None:
    """Switch a person's account on again, with the password it had. Raises as `deactivate`. Idempotent."""
    person = _manageable(person_id, by)
    if person.deactivated_at is not None:
        person.deactivated_at = None
        person.save(update_fields=["deactivated_at"])
        audit.record(by, "person reactivated", person)
    _switch(person, on=True)


def _switch(person: Person, *, on: bool) -> None:
    accounts = [person.account_id or 0]
    with account_door():
        Account.objects.filter(pk__in=accounts).update(is_active=on)
    if not on:
        sessions.end_all(accounts)
        void(accounts)


def _within_reach(person_id: int) -> Person:
    return Person.objects.select_related("office").get(pk=person_id)


def _manageable(person_id: int, by: Seat) -> Person:
    person = _within_reach(person_id)
    if not may_give(by.role, roles_of([person_id]).get(person_id, ())):
        raise RoleNotGivable
    return Person.objects.select_for_update(of=("self",)).get(pk=person.pk)


def _check(role: Role, person: Person, project_id: int | None, by: Seat) -> None:
    """The role is this seat's to give, and its place is within the seat's reach."""
    fits = may_give(by.role, [role])
    if role in OFFICE_ROLES:
        fits = fits and person.office_id is not None and runs_office(by, person.office_id)
    elif role in PROJECT_ROLES:
        fits &= project_id is not None and (by.projects is None or project_id in by.projects)
    if not fits:
        raise RoleNotGivable


@contextmanager
def _at_work(role: Role, by: Seat, person: Person) -> Iterator[None]:
    """A project's coordinator writes the roles of an office from within that office."""
    if role in OFFICE_ROLES and by.db_role is DbRole.PROJECT and person.office_id:
        with inside_offices([person.office_id], by):
            yield
    else:
        yield


def _follow(person: Person) -> None:
    """Let what hangs on roles follow them: visibility to the own office, the way into the editor."""
    with account_door():
        held = set(Membership.policed.filter(person=person, ended_at=None).values_list("role", flat=True))
        editor = Role.EXPERT in held
        Account.objects.filter(pk=person.account_id or 0).exclude(is_editor=editor).update(
            is_editor=editor, shown_name=person.full_name if editor else ""
        )
    contact = bool(held & set(OFFICE_STAFF))
    Person.objects.filter(pk=person.pk).exclude(is_contact=contact).update(is_contact=contact)


def _keep_a_supplier(person: Person) -> None:
    with seated(SYSTEM):
        others = Membership.objects.filter(
            role=Role.SUPPLIER, ended_at=None, person__deactivated_at=None
        ).exclude(person=person)
        if not others.select_for_update(of=("self",)).exists():
            raise LastSupplier

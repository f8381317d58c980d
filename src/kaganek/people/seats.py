"""From a signed-in account to its seats: one per role held, one of them taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from kaganek.core.dbroles import DbRole
from kaganek.core.prepared import prepared
from kaganek.core.seats import ANONYMOUS, Seat, account_door
from kaganek.people.models import Account, AdvisedOffice, Membership
from kaganek.people.terms import OFFICE_STAFF, Role

DB_ROLES = {
    Role.LEARNER: DbRole.PERSON,
    Role.SUPERVISOR: DbRole.OFFICE,
    Role.OFFICE_COORDINATOR: DbRole.OFFICE,
    Role.IT_ADMIN: DbRole.OFFICE,
    Role.CONSULTANT: DbRole.ADVISER,
    Role.COORDINATOR: DbRole.PROJECT,
    Role.EXPERT: DbRole.EDITOR,
    Role.OPERATOR: DbRole.GLOBAL,
    Role.SUPPLIER: DbRole.GLOBAL,
    Role.AUDITOR: DbRole.READER,
}
FIRST = (  # which seat a person finds themselves in after signing in
    Role.SUPPLIER, Role.OPERATOR, Role.COORDINATOR, Role.AUDITOR, Role.EXPERT, Role.CONSULTANT,
    Role.OFFICE_COORDINATOR, Role.IT_ADMIN, Role.SUPERVISOR, Role.LEARNER,
)  # fmt: skip
SESSION_KEY = "seat"


def seats_of(request: HttpRequest) -> tuple[Seat, tuple[Seat, ...]]:
    """The seat in use and all seats of the signed-in account; strangers get the public one.

    Read anew for every request, so a role taken away is gone at the next click.
    """
    account = request.user
    if not isinstance(account, Account):
        return ANONYMOUS, ()
    held = _came_along(request.session, account)
    seats = seats_of_account(account) if held is None else _in_order(held)
    chosen = request.session.get(SESSION_KEY)
    return next((s for s in seats if s.membership_id == chosen), seats[0] if seats else ANONYMOUS), seats


def _came_along(session: Any, account: Account) -> Sequence[Membership] | None:
    """The roles read with the session (people.arrivals); None when they are not this account's."""
    came: Account | None = getattr(session, "account", None)
    return session.memberships if came is not None and came.pk == account.pk else None


def seats_of_account(account: Account) -> tuple[Seat, ...]:
    """Every seat of an account in the order of `FIRST`; runs as the database's nobody-yet role."""
    return _in_order(_memberships(account=account.pk, today=timezone.localdate()))


def seat_again(account_id: int, membership_id: int) -> Seat | None:
    """The seat of work asked for earlier, as it is now; None when the role has ended since."""
    with account_door():
        held = _memberships(account=account_id, today=timezone.localdate())
    return next((seat_from(row) for row in held if row.pk == membership_id), None)


def _in_order(rows: Sequence[Membership]) -> tuple[Seat, ...]:
    found = [seat_from(row) for row in rows]
    return tuple(sorted(found, key=lambda seat: (FIRST.index(Role(seat.role)), seat.membership_id)))


@prepared
def _memberships(account: int, today: date) -> QuerySet[Membership]:
    rows = Membership.policed.filter(account_id=account, ended_at=None).exclude(ends_on__lt=today)
    return with_offices(rows).only(
        "role", "person_id", "account_id", "office_id", "project", "office__office_name"
    )


def with_offices(rows: QuerySet[Membership]) -> QuerySet[Membership]:
    """Memberships with all that `seat_from` reads: their office, and in `advised` those a consultant was given."""
    given = AdvisedOffice.policed.filter(membership=OuterRef("pk"), ended_at=None).order_by("office")
    return rows.select_related("office").annotate(advised=ArraySubquery(given.values("office")))


def seat_from(row: Membership) -> Seat:
    """The reach that one membership gives, read by `with_offices`. Its office name is public."""
    role = Role(row.role)
    central = DB_ROLES[role] in (DbRole.GLOBAL, DbRole.READER)
    in_office = role is Role.LEARNER or role in OFFICE_STAFF
    in_project = DB_ROLES[role] is DbRole.PROJECT
    office = (row.office_id,) if row.office_id else ()
    if role is Role.CONSULTANT:
        office = tuple(row.advised)  # type: ignore[attr-defined]
    return Seat(
        person_id=row.person_id,
        role=role.value,
        db_role=DB_ROLES[role],
        offices=None if central or in_project else office,
        projects=None if central or in_office else ((row.project,) if row.project else ()),
        own_rows_only=role is Role.LEARNER,
        account_id=row.account_id,
        membership_id=row.pk,
        label=role.label,
        place=row.office.office_name if row.office else "",
    )

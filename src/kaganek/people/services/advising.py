"""Which offices of a project a consultant advises: given and taken back, with their history."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.people.models import AdvisedOffice, Membership
from kaganek.people.terms import Role


class NotAConsultant(Exception):
    """The membership is no open role of a consultant within the seat's reach."""


@transaction.atomic
def advise(membership_id: int, office_ids: Collection[int], *, by: Seat, at: datetime) -> int:
    """Let a consultant reach offices of their project, from the next click on; returns how many are new.

    membership_id  an open consultant's role within the seat's reach; locked until commit.
    office_ids     offices that take part in the consultant's project; the database refuses others.

    Offices advised already stay as they are, so a form sent twice changes nothing twice.

    Raises NotAConsultant.

    Source: rule L-90 in docs/reference/rules.md.
    """
    membership = _locked(membership_id)
    held = set(_open(membership).filter(office__in=office_ids).values_list("office_id", flat=True))
    made = AdvisedOffice.objects.bulk_create(
        AdvisedOffice(
            membership=membership,
            adviser_id=membership.person_id,
            project=membership.project or 0,
            office_id=office,
            assigned_at=at,
            assigned_by_id=by.person_id,
        )
        for office in sorted(set(office_ids) - held)
    )
    if made:
        audit.record_all(by, "consultant assigned", made, adviser=str(membership.person_id))
    return len(made)


@transaction.atomic
def stop_advising(membership_id: int, office_ids: Collection[int], *, by: Seat, at: datetime) -> int:
    """Take offices back from a consultant, from the next click on; returns how many were taken.

    The rows are closed and kept: who advised whom and when stays readable. Raises NotAConsultant.

    Source: rule L-90 in docs/reference/rules.md.
    """
    rows = list(_open(_locked(membership_id)).filter(office__in=office_ids).order_by("pk"))
    return _close(rows, by=by, at=at)


def end_all_advising(membership_id: int, *, by: Seat, at: datetime) -> int:
    """Close every assignment of a role that ends; within the caller's transaction."""
    return _close(list(AdvisedOffice.objects.filter(membership=membership_id, ended_at=None)), by=by, at=at)


def _close(rows: list[AdvisedOffice], *, by: Seat, at: datetime) -> int:
    ended = AdvisedOffice.objects.filter(pk__in=[row.pk for row in rows])
    ended.update(ended_at=at, ended_by=by.person_id)
    if rows:
        audit.record_all(by, "consultant taken off", rows, adviser=str(rows[0].adviser_id))
    return len(rows)


def _open(membership: Membership) -> QuerySet[AdvisedOffice]:
    return AdvisedOffice.objects.filter(membership=membership, ended_at=None)


def _locked(membership_id: int) -> Membership:
    rows = Membership.objects.select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=membership_id, role=Role.CONSULTANT, ended_at=None).first()
    if found is None:
        raise NotAConsultant(membership_id)
    return found

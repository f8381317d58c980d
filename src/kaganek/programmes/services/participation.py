"""Offices take part in a project, on terms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.people.models import Office
from kaganek.programmes.models import Enrolment, Participation, Project


class LimitBelowTaken(Exception):
    """The limit of places would be under the number of people who take part already."""

    def __init__(self, taken: int) -> None:
        super().__init__(taken)
        self.taken = taken


@transaction.atomic
def add_offices(
    project: Project,
    office_ids: Sequence[int],
    *,
    place_limit: int,
    agreement_ref: str = "",
    joined_on: date | None = None,
    by: Seat,
    at: datetime,
) -> list[Participation]:
    """Let offices take part in a project; those who already do keep their terms.

    project     within the seat's reach.
    place_limit number of logins each of the new offices may have.
    joined_on   the day of joining; the day of the deed when not given.

    Returns the new participations. Closed and unknown offices are passed over; a form sent twice
    adds nothing twice.

    Raises Project.DoesNotExist beyond the seat's reach.

    Source: rule U-01 in docs/reference/rules.md.
    """
    if by.projects is not None and project.pk not in by.projects:
        raise Project.DoesNotExist
    Project.objects.select_for_update(of=("self",), no_key=True).get(pk=project.pk)
    taking = Participation.objects.filter(project=project).values("office")
    offices = Office.objects.filter(pk__in=office_ids, closed_on=None).exclude(pk__in=taking)
    made = Participation.objects.bulk_create(
        Participation(
            project=project,
            office=office,
            place_limit=place_limit,
            agreement_ref=agreement_ref,
            joined_on=joined_on or at.date(),
        )
        for office in offices.order_by("pk")
    )
    if made:
        audit.record_all(by, "office joined", made, place_limit=str(place_limit))
    return made


@transaction.atomic
def change_terms(
    participation_id: int, *, place_limit: int, agreement_ref: str, by: Seat, at: datetime
) -> Participation:
    """Change the limit of places and the agreement of an office in a project.

    The participation is locked, as enrolling locks it, so nobody takes a place meanwhile.

    Raises Participation.DoesNotExist beyond the seat's reach, LimitBelowTaken; then nothing changes.

    Source: rule U-02 in docs/reference/rules.md.
    """
    row = Participation.objects.select_for_update(of=("self",)).get(pk=participation_id)
    taken = Enrolment.objects.filter(project=row.project_id, office=row.office_id, left_at=None).count()
    if place_limit < taken:
        raise LimitBelowTaken(taken)
    if (row.place_limit, row.agreement_ref) != (place_limit, agreement_ref):
        facts = {"before": str(row.place_limit), "after": str(place_limit)}
        row.place_limit, row.agreement_ref = place_limit, agreement_ref
        row.save(update_fields=["place_limit", "agreement_ref"])
        audit.record(by, "terms changed", row, **facts)
    return row

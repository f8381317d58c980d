"""The log of contacts with offices in care."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kaganek.communication.models import OfficeContact
from kaganek.communication.services.calls import take_back_next
from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.core.turns import take_turn
from kaganek.lib.names import fold
from kaganek.people.models import Office
from kaganek.people.queries.account import own_person
from kaganek.programmes.models import Participation


class NotInCare(Exception):
    """The office takes part in no such project within the seat's reach."""


@transaction.atomic
def note_contact(
    office_id: int,
    *,
    project_id: int,
    kind: str,
    on: date,
    agreed: str,
    with_whom: str = "",
    next_on: date | None = None,
    once: UUID,
    by: Seat,
    at: datetime,
) -> OfficeContact:
    """Write down a contact with an office; what was planned for it earlier, up to that day, is thereby done.

    once  the form's own key: sent twice, it is written once.

    Raises NotInCare, also for an office of the project that this consultant does not advise.

    Source: rule C-98 in docs/reference/rules.md.
    """
    if not Participation.objects.filter(office=office_id, project=project_id).exists():
        raise NotInCare
    take_turn(once)
    before = OfficeContact.objects.filter(once=once).first()
    if before is not None:
        return before
    who, office = own_person(by), Office.objects.get(pk=office_id)
    made = OfficeContact.objects.create(
        project_id=project_id, office=office, kind=kind, on=on, with_whom=with_whom, agreed=agreed, next_on=next_on,
        author=who, author_name=who.full_name, written_at=at, once=once,
        folded=fold(f"{office.office_name} {with_whom} {agreed}"),
    )  # fmt: skip
    planned = OfficeContact.objects.filter(
        project=project_id, office=office_id, next_done_at=None, next_on__lte=on
    ).exclude(pk=made.pk)
    take_back_next(*planned.values_list("pk", flat=True), at=at)
    planned.update(next_done_at=at)
    audit.record(by, "contact noted", made, kind=kind)
    return made


@transaction.atomic
def settle_next(contact_id: int, *, by: Seat, at: datetime) -> OfficeContact:
    """Say that the next contact took place, or is not needed. Done again, nothing changes.

    Raises OfficeContact.DoesNotExist beyond the seat's reach.
    """
    found = OfficeContact.objects.select_for_update(of=("self",)).get(pk=contact_id)
    if found.next_on is not None and found.next_done_at is None:
        found.next_done_at = at
        found.save(update_fields=["next_done_at"])
        take_back_next(found.pk, at=at)
        audit.record(by, "next contact settled", found)
    return found


@transaction.atomic
def withdraw_contact(contact_id: int, *, reason: str, by: Seat, at: datetime) -> OfficeContact:
    """Withdraw a contact that was written down by mistake: it stays with the reason and counts no more; what it settled
    waits again. Done again, nothing changes.

    Raises OfficeContact.DoesNotExist for anybody else's.

    Source: rule C-102 in docs/reference/rules.md.
    """
    found = OfficeContact.objects.select_for_update(of=("self",)).get(pk=contact_id, author=by.person_id)
    if found.withdrawn_at is None:
        found.withdrawn_at, found.withdrawn_why = at, reason
        found.save(update_fields=["withdrawn_at", "withdrawn_why"])
        settled = OfficeContact.objects.filter(
            project=found.project_id, office=found.office_id, next_done_at=found.written_at
        )
        settled.update(next_done_at=None)
        take_back_next(found.pk, at=at)
        audit.record(by, "contact withdrawn", found)
    return found

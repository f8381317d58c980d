"""What an office does with responses: marks them handled, erases them on request or when their time is over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.utils.timezone import localdate

from kaganek.core import audit
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.people.services.signatures import signature
from kaganek.questionnaires.models import Disposal, FormFile, FormKnock, Response
from kaganek.questionnaires.rules.sending import AN_HOUR
from kaganek.questionnaires.terms import DisposalReason, ResponseState

AT_ONCE = 1000  # responses erased in one transaction
UNSENT = timedelta(days=1)  # how long a file waits for its response


@transaction.atomic
def handle(response_id: int, note: str, *, done: bool, by: Seat, at: datetime) -> Response:
    """Write the office's note and whether the matter is done with. Raises Response.DoesNotExist."""
    found = Response.objects.select_for_update(of=("self",)).get(pk=response_id)
    found.note = note
    if done and found.state != ResponseState.HANDLED:
        found.state, found.handled_by, found.handled_at = ResponseState.HANDLED, signature(by), at
    elif not done:
        found.state, found.handled_by, found.handled_at = ResponseState.NEW, "", None
    found.save(update_fields=["note", "state", "handled_by", "handled_at"])
    audit.record(by, "questionnaires.handle", found, state=found.state)
    return found


@transaction.atomic
def erase(response_id: int, note: str, *, by: Seat, at: datetime) -> Disposal:
    """Erase one response with its answers and files, and write the protocol. Raises Response.DoesNotExist.

    Source: rule Q-16.
    """
    found = Response.objects.select_for_update(of=("self",)).get(pk=response_id)
    made = _erased(
        [found], DisposalReason.REQUEST, note=note, number=found.number, signed=signature(by), at=at
    )
    audit.record(by, "questionnaires.erase", made, number=found.number)
    return made


def erase_due(*, at: datetime) -> int:
    """Erase what is past its day, form by form with a protocol of each, and what was never sent; how many responses.

    Called by the worker's clock every hour; a second run finds nothing. Source: rules Q-15 and Q-13.
    """
    count = 0
    while erased := _erase_some(localdate(at), at):
        count += erased
    with seated(SYSTEM):
        FormFile.objects.filter(response=None, added_at__lt=at - UNSENT).delete()
        FormKnock.objects.filter(at__lt=at - AN_HOUR).delete()
    return count


def _erase_some(today: date, at: datetime) -> int:
    with seated(SYSTEM):
        due = list(
            Response.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(erase_on__lte=today)
            .order_by("form_id", "pk")[:AT_ONCE]
        )
        for _, rows in groupby(due, key=lambda one: one.form_id):
            made = _erased(rows, DisposalReason.RETENTION, note="", number="", signed="", at=at)
            audit.record(SYSTEM, "questionnaires.erase_due", made, count=str(made.count))
    return len(due)


def _erased(
    rows: Iterable[Response], reason: DisposalReason, *, note: str, number: str, signed: str, at: datetime
) -> Disposal:
    gone = list(rows)
    days = [localdate(one.sent_at) for one in gone]
    Response.objects.filter(pk__in=[one.pk for one in gone]).delete()
    return Disposal.objects.create(
        form_id=gone[0].form_id, office_id=gone[0].office_id, reason=reason, count=len(gone), number=number,
        oldest_on=min(days), newest_on=max(days), note=note, erased_by=signed, erased_at=at,
    )  # fmt: skip

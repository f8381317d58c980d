"""Cases: a stranger writes, somebody answers within the deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kaganek.core import audit, outbox
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.people.services.signatures import signature
from kaganek.portal.models import Case
from kaganek.portal.rules import deadlines
from kaganek.portal.services.receipts import send_receipt
from kaganek.portal.services.strangers import MOST_AN_HOUR, TooOften
from kaganek.portal.services.telling import take_back_case, take_back_reminders, tell_of_case
from kaganek.portal.terms import CaseKind, CaseState
from kaganek.programmes.models import Project

ANSWERED = "portal.case_answered"  # the letters
PUT_OFF = "portal.case_put_off"


class NothingSaid(Exception):
    """An answer, a refusal or a new deadline says something."""


class AlreadyClosed(Exception):
    """The case has its answer."""


class TooLate(Exception):
    """The new day lies beyond the longest the law gives, or not after the old one."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a stranger wrote."""

    kind: CaseKind
    name: str
    email: str
    phone: str
    page: str
    text: str
    wish: str
    earlier: str


def send_case(sent: Sent, *, key: UUID, at: datetime) -> Case:
    """A case with its deadlines; the same form twice is one. Raises TooOften when they pour in.

    It goes to the coordinators of the one project that runs, or to the supplier alone when there are more or none;
    who is to answer is told, and the sender gets a receipt.

    Source: rules W-05 (roboty bez zagadek), W-06 (terminy spraw), W-07 (kto się dowiaduje), W-25 (potwierdzenie).
    """
    with seated(SYSTEM):  # a stranger reads no case
        if found := Case.objects.filter(key=key).first():
            return found
        if Case.objects.filter(sent_at__gt=at - timedelta(hours=1)).count() >= MOST_AN_HOUR:
            raise TooOften
        today = timezone.localdate(at)
        due_on, longest_on = deadlines(sent.kind, today)
        made, new = Case.objects.get_or_create(
            key=key,
            defaults=_columns(sent)
            | {"project": _the_one_running(today), "sent_at": at, "due_on": due_on, "longest_on": longest_on},
        )
        if new:
            audit.record(SYSTEM, "case sent", made)
            tell_of_case(made, at=at)
            send_receipt(made, at=at)
        return made


@transaction.atomic
def answer(case_id: int, text: str, *, refuse: bool, by: Seat, at: datetime) -> Case:
    """Close a case with an answer or a refusal and send it by e-mail, if there is an address.

    The same answer twice is one. Raises Case.DoesNotExist out of reach, NothingSaid, AlreadyClosed.
    """
    row = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    state = CaseState.REFUSED if refuse else CaseState.ANSWERED
    if row.state == state and row.answer == text.strip():
        return row
    if not row.is_open:
        raise AlreadyClosed(row)
    if not text.strip():
        raise NothingSaid
    row.state, row.answer, row.closed_at, row.closed_by = state, text.strip(), at, signature(by)
    row.save(update_fields=["state", "answer", "closed_at", "closed_by"])
    audit.record(by, f"case {state}", row)
    take_back_case(row.pk, at=at)
    _write(row, ANSWERED, at=at)
    return row


@transaction.atomic
def put_off(case_id: int, *, until: date, why: str, by: Seat, at: datetime) -> Case:
    """Give a case a later day, two months after it came at most, and say why. Done twice it is once.

    Raises Case.DoesNotExist, NothingSaid, AlreadyClosed, TooLate.

    Source: rule W-06 (terminy spraw).
    """
    row = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    if row.state == CaseState.PUT_OFF and (row.due_on, row.put_off_why) == (until, why.strip()):
        return row
    if not row.is_open or row.state == CaseState.PUT_OFF:
        raise AlreadyClosed(row)
    if not why.strip():
        raise NothingSaid
    if not row.due_on < until <= row.longest_on:
        raise TooLate(row)
    row.state, row.due_on, row.put_off_why = CaseState.PUT_OFF, until, why.strip()
    row.save(update_fields=["state", "due_on", "put_off_why"])
    audit.record(by, "case put off", row, until=until.isoformat())
    take_back_reminders(row.pk, at=at)
    _write(row, PUT_OFF, at=at)
    return row


def _write(row: Case, kind: str, *, at: datetime) -> None:
    if row.email:
        letter = outbox.Post(
            kind=kind, event=f"{kind}:{row.pk}", to=row.email, person=None, project=row.project_id,
            facts={"case": row.pk},
        )  # fmt: skip
        outbox.post([letter], at=at)


def _the_one_running(today: date) -> Project | None:
    running = list(Project.objects.filter(starts_on__lte=today, ends_on__gte=today)[:2])
    return running[0] if len(running) == 1 else None


def _columns(sent: Sent) -> dict[str, Any]:
    return {name: getattr(sent, name) for name in Sent.__slots__}

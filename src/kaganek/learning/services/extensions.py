"""Deadlines moved for chosen people: later only, with a reason, for many at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from kaganek.core import audit
from kaganek.core.notices import withdraw
from kaganek.core.seats import Seat
from kaganek.learning.models import CourseProgress, DeadlineExtension
from kaganek.learning.services.deadlines import about
from kaganek.learning.services.telling import tell_of_extensions
from kaganek.people.models import Person


class DayNotAhead(Exception):
    """The new deadline is not after today."""


class NoReason(Exception):
    """Nothing was said about why."""


@dataclass(frozen=True, slots=True)
class Extended:
    """How many deadlines were moved; the others were later already, done, or had no deadline."""

    moved: int
    passed_over: int


@transaction.atomic
def extend_deadlines(
    progress_ids: Collection[int], *, until_on: date, reason: str, by: Seat, at: datetime
) -> Extended:
    """Move the deadlines of people's courses to a later day; no deadline ever becomes an earlier one.

    progress_ids  current rounds within the seat's reach; others are passed over.
    reason        kept for good and shown to the person.

    What is completed meanwhile, has no deadline or a later one, and people who left are passed over. Done
    again with the same day it changes nothing. Raises DayNotAhead, NoReason; nothing is written then.

    Source: rule L-102 (przedłużenie terminu).
    """
    if until_on <= localdate(at):
        raise DayNotAhead(until_on)
    if not reason.strip():
        raise NoReason
    wanted = CourseProgress.objects.select_for_update(of=("self",), no_key=True).filter(
        pk__in=progress_ids, completed_at=None, due_on__lt=until_on, enrolment__left_at=None
    )
    rows = list(wanted.select_related("course").order_by("pk"))
    CourseProgress.objects.filter(pk__in=[row.pk for row in rows]).update(
        due_on=until_on, extended_to=until_on
    )
    who = Person.objects.filter(pk=by.person_id).first() if by.person_id else None
    made = DeadlineExtension.objects.bulk_create(
        DeadlineExtension(
            progress=row, from_on=row.due_on, until_on=until_on, reason=reason.strip(), given_by=by.person_id,
            given_name=who.full_name if who else "", given_at=at, **row.quad,
        )
        for row in rows
        if row.due_on
    )  # fmt: skip
    withdraw(*(about(row.pk) for row in rows), at=at)
    tell_of_extensions(made, at=at)
    audit.record_all(by, "deadline extended", rows, until=until_on.isoformat())
    return Extended(len(rows), len(set(progress_ids)) - len(rows))

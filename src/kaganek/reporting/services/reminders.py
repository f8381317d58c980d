"""Reminders to people who have not finished: asked for by their office, sent by the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from kaganek.core import audit
from kaganek.core.notices import News, notify
from kaganek.core.seats import Seat
from kaganek.learning.models import CourseProgress
from kaganek.programmes.models import Enrolment
from kaganek.reporting.models import Reminder
from kaganek.reporting.queries import standing

PAUSE = timedelta(days=3)
KIND = "reporting.reminder"


@dataclass(frozen=True, kw_only=True)
class Reminded:
    """What came of one request to remind."""

    sent: int
    without_email: int
    too_soon: int = 0  # reminded less than three days ago
    passed_over: int = 0  # named one by one, with nothing to be reminded of


def remind(
    office_id: int, person_ids: Sequence[int] | None, *, batch: UUID, by: Seat, at: datetime
) -> Reminded:
    """Remind people of an office of the course that presses them most, one letter each.

    person_ids  who; None = everyone after a deadline. Those who have nothing left to do, whose account
                is off or who belong elsewhere are passed over.
    batch       one per form shown: the same form sent again changes nothing and answers the same.

    A person reminded in the last three days is not reminded again.
    """
    if again := _outcome_of(batch):
        return again
    pressing = _most_pressing(office_id, person_ids, at=at)
    # Two requests about the same people wait for each other here.
    list(
        Enrolment.objects.select_for_update(of=("self",))
        .filter(pk__in=[row.enrolment_id for row in pressing]).order_by("pk").values_list("pk")
    )  # fmt: skip
    if again := _outcome_of(batch):
        return again
    recent = _recently_reminded([row.person_id for row in pressing], at=at)
    due = [row for row in pressing if row.person_id not in recent]
    made = Reminder.objects.bulk_create([_reminder(row, batch, by=by, at=at) for row in due])
    _tell(due, batch, at=at)
    audit.record_all(by, "reporting.remind", made)
    without = sum(not row.person.email for row in due)
    named = len(pressing) if person_ids is None else len(set(person_ids))
    return Reminded(
        sent=len(due) - without, without_email=without, too_soon=len(pressing) - len(due),
        passed_over=named - len(pressing),
    )  # fmt: skip


def _most_pressing(office_id: int, person_ids: Sequence[int] | None, *, at: datetime) -> list[CourseProgress]:
    """For each person the unfinished course with the earliest deadline."""
    rows = (
        CourseProgress.objects.filter(standing.CAN_BE_REMINDED, office_id=office_id)
        .select_related("person", "course")
        .order_by("person_id", F("due_on").asc(nulls_last=True), "pk")
        .distinct("person_id")
    )
    if person_ids is None:
        return list(rows.filter(due_on__lt=timezone.localdate(at)))
    return list(rows.filter(person_id__in=person_ids))


def _recently_reminded(person_ids: Sequence[int], *, at: datetime) -> set[int]:
    recent = Reminder.objects.filter(person_id__in=person_ids, asked_at__gt=at - PAUSE)
    return set(recent.exclude(outcome=Reminder.Outcome.NO_EMAIL).values_list("person_id", flat=True))


def _outcome_of(batch: UUID) -> Reminded | None:
    outcomes = list(Reminder.objects.filter(batch=batch).values_list("outcome", flat=True))
    if not outcomes:
        return None
    without = outcomes.count(Reminder.Outcome.NO_EMAIL)
    return Reminded(sent=len(outcomes) - without, without_email=without)


def _event(batch: UUID, row: CourseProgress) -> str:
    return f"{KIND}:{batch}:{row.enrolment_id}"


def _reminder(row: CourseProgress, batch: UUID, *, by: Seat, at: datetime) -> Reminder:
    has_address = bool(row.person.email)
    return Reminder(
        enrolment_id=row.enrolment_id, project_id=row.project_id, office_id=row.office_id,
        person_id=row.person_id, batch=batch, asked_at=at, asked_by=by.person_id,
        outcome=Reminder.Outcome.QUEUED if has_address else Reminder.Outcome.NO_EMAIL,
        event=_event(batch, row) if has_address else "",
    )  # fmt: skip


def _tell(rows: Sequence[CourseProgress], batch: UUID, *, at: datetime) -> None:
    notify(
        [
            News(
                KIND, _event(batch, row), row.person_id, office=row.office_id, project=row.project_id,
                title=f"Przypomnienie: {row.course.title}", url=reverse("learning:course", args=[row.course_id]),
                facts={"progress": row.pk},
            )
            for row in rows
        ],
        at=at,
    )  # fmt: skip

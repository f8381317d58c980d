"""Saved reports, schedules and what became of what they sent."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, F, Q, QuerySet, Value, When

from kaganek.core import fates
from kaganek.core.seats import Seat
from kaganek.reporting.models import ReportResult, ReportSchedule, SavedReport
from kaganek.reporting.terms import Share

State = ReportResult.State
FATES = {
    **fates.FATES,
    "no_email": "Brak e-maila",
    "no_role": "Rola wygasła, nic nie wysłano",
    "no_one": "Nie ma komu wysłać",
    "waiting": "W przygotowaniu",
}


def saved_for(seat: Seat) -> QuerySet[SavedReport]:
    """Reports that the seat sees by name: its own, and those shared within its place."""
    mine = Q(author=seat.person_id or 0)
    return (
        SavedReport.objects.select_related("author")
        .filter(mine | ~Q(share=Share.OWN), removed_at=None)
        .order_by("name__alphabetical", "pk")
    )


def all_schedules() -> QuerySet[Any, Any]:
    """Schedules of the seat's place, those under way first."""
    return ReportSchedule.objects.select_related("author")


def log_of(schedule_id: int) -> QuerySet[Any, Any]:
    """What a schedule sent or tried to, to whom, and what became of the letter."""
    rows = fates.with_fates(ReportResult.objects.filter(schedule=schedule_id))
    found: QuerySet[Any, Any] = rows.annotate(
        fate=Case(
            When(state=State.WAITING, then=Value("waiting")),
            When(state=State.NO_ROLE, then=Value("no_role")),
            When(state=State.NO_ONE, then=Value("no_one")),
            When(event="", then=Value("no_email")),
            default=F("fate"),
        )
    ).values(
        "pk", "period_from", "period_to", "rows", "state", "made_at", "sent_at", "fate", "whom", "office__office_name", "office__sort_name",
    )  # fmt: skip
    return found


def received(seat: Seat) -> QuerySet[Any, Any]:
    """What was sent to the person, in any of their roles that reach it."""
    sent = ReportResult.objects.filter(person=seat.person_id or 0, made_at__isnull=False)
    return sent.exclude(state=State.NO_ROLE).defer("content")

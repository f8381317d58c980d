"""The delivery log of reminders: who was to be reminded, when, and what became of the letter."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, OuterRef, QuerySet, Subquery, Value, When

from kaganek.core.models import Letter
from kaganek.core.outbox import MAX_ATTEMPTS
from kaganek.reporting.models import Reminder

NO_EMAIL = "no_email"
FATES = {
    "sent": "Wysłano",
    "queued": "Czeka na wysłanie",
    "bounced": "Nie udało się",
    "off": "Niepotrzebne: już ukończone",
    NO_EMAIL: "Brak e-maila",
}


def log() -> QuerySet[Any, Any]:
    """Reminders within reach, each with the fate of its letter: sent, queued, bounced or no_email."""
    letter = Letter.objects.filter(event=OuterRef("event"))
    return (
        Reminder.objects.annotate(
            sent_at=Subquery(letter.values("sent_at")[:1]),
            dropped=Subquery(letter.values("dropped")[:1]),
            attempts=Subquery(letter.values("attempts")[:1]),
            error=Subquery(letter.values("error")[:1]),
        )
        .annotate(
            fate=Case(
                When(outcome=Reminder.Outcome.NO_EMAIL, then=Value(NO_EMAIL)),
                When(dropped=True, then=Value("off")),
                When(sent_at__isnull=False, then=Value("sent")),
                When(attempts__gte=MAX_ATTEMPTS, then=Value("bounced")),
                default=Value("queued"),
            )
        )
        .values(
            "pk", "asked_at", "sent_at", "attempts", "error", "fate", "office_id", "person_id",
            "person__last_name", "person__first_name", "person__email", "office__office_name",
        )
    )  # fmt: skip

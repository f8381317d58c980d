"""The delivery log of reminders: who was to be reminded, when, and what became of the letter."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, F, QuerySet, Value, When

from kaganek.core import fates
from kaganek.reporting.models import Reminder

NO_EMAIL = "no_email"
FATES = fates.FATES | {"dropped": "Niepotrzebne: już ukończone", NO_EMAIL: "Brak e-maila"}


def log() -> QuerySet[Any, Any]:
    """Reminders within reach, each with the fate of its letter or "no_email"."""
    rows = fates.with_fates(Reminder.objects.all())
    without = When(outcome=Reminder.Outcome.NO_EMAIL, then=Value(NO_EMAIL))
    found: QuerySet[Any, Any] = rows.annotate(fate=Case(without, default=F("fate"))).values(
        "pk", "asked_at", "sent_at", "fate", "office_id", "person_id",
        "person__last_name", "person__first_name", "person__email", "office__office_name",
    )  # fmt: skip
    return found

"""Reads of frequent questions."""

from __future__ import annotations

from kaganek.communication.models import FaqEntry
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.lib.names import fold

MOST = 300
MOST_WORDS = 6


def shown_entries(asked: str = "") -> list[FaqEntry]:
    """Entries for everybody, by topic; only those with every word asked for, without regard to accents."""
    rows = FaqEntry.policed.filter(withdrawn_at=None)
    for word in fold(asked).split()[:MOST_WORDS]:
        rows = rows.filter(folded__contains=word)
    return list(rows.order_by("topic__alphabetical", "pk")[:MOST])


def own_entries(seat: Seat) -> list[FaqEntry]:
    """Entries of the seat's projects, the newest first, withdrawn ones too."""
    with seated(SYSTEM):  # a consultant's seat reads rows of offices, and these belong to the project alone
        rows = (
            FaqEntry.objects.all()
            if seat.projects is None
            else FaqEntry.objects.filter(project__in=seat.projects)
        )
        return list(rows.order_by("-published_on", "-pk")[:MOST])

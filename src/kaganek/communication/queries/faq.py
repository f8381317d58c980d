"""Reads of frequent questions."""

from __future__ import annotations

from kaganek.communication.models import FaqEntry
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.lib.stems import WORD, asked_stems, is_asked

MOST = 300


def shown_entries(asked: str = "") -> list[FaqEntry]:
    """Entries for everybody, by topic; only those with every word asked for, in whatever form."""
    rows = FaqEntry.policed.filter(withdrawn_at=None).order_by("topic__alphabetical", "pk")[:MOST]
    wanted = asked_stems(asked)
    return [one for one in rows if _has_all(one, wanted)]


def _has_all(entry: FaqEntry, wanted: list[str]) -> bool:
    words = set(WORD.findall(f"{entry.topic} {entry.question} {entry.answer}"))
    return all(any(is_asked(word, (one,)) for word in words) for one in wanted)


def own_entries(seat: Seat) -> list[FaqEntry]:
    """Entries of the seat's projects, the newest first, withdrawn ones too."""
    with seated(SYSTEM):  # a consultant's seat reads rows of offices, and these belong to the project alone
        rows = (
            FaqEntry.objects.all()
            if seat.projects is None
            else FaqEntry.objects.filter(project__in=seat.projects)
        )
        return list(rows.order_by("-published_on", "-pk")[:MOST])

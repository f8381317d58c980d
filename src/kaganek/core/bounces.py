"""Letters that came back: which of ours, and whether the address is of any use."""

from __future__ import annotations

from datetime import datetime

from kaganek.core.models import Letter
from kaganek.core.seats import SYSTEM, seated
from kaganek.core.written import is_hard, letter_of, one_line

REASON_MOST = 300


def note_bounce(message_id: str, status: str, reason: str, *, at: datetime) -> bool:
    """Mark a letter as returned; whether it was one of ours.

    message_id  of the letter that came back; its signature must be ours.
    status      as the report gives it, "5.1.1"; from 5.1.x and 5.2.1 on the address takes no more notices,
                any other says only what became of this letter.
    reason      the other server's words, for the log of deliveries.

    Noted again, nothing changes. Source: rule C-06.
    """
    letter_id = letter_of(message_id)
    if letter_id is None:
        return False
    said = one_line(f"{status} {reason}")[:REASON_MOST]
    with seated(SYSTEM):
        rows = Letter.objects.filter(pk=letter_id, bounced_at=None)
        rows.update(bounced_at=at, bounce=said, bounce_stands=is_hard(0, status))
        return Letter.objects.filter(pk=letter_id).exists()


def lift(address: str) -> int:
    """Write to an address again; returns how many letters had come back. 0 when none within the seat's reach did."""
    if not Letter.objects.filter(to=address, bounce_stands=True).exists():
        return 0
    with seated(SYSTEM):  # the same mailbox may serve two offices
        return Letter.objects.filter(to=address, bounce_stands=True).update(bounce_stands=False)

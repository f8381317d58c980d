"""The secret address of one's own calendar: made, replaced, taken back."""

from __future__ import annotations

from datetime import datetime

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.learning.models import DeadlineFeed
from kaganek.lib.codes import activation_token, hash_token


def open_feed(*, by: Seat, at: datetime) -> str:
    """Make a secret for the person's calendar and return it; it is known here and nowhere else.

    An older one stops working at once. Asked twice, the answer to the last time is the one that works.
    """
    secret = activation_token()
    feed, _ = DeadlineFeed.objects.update_or_create(
        author_id=by.person_id or 0, defaults={"code_hash": hash_token(secret), "made_at": at}
    )
    audit.record(by, "calendar address made", feed)
    return secret


def close_feed(*, by: Seat) -> None:
    """Take the secret back: its address opens nothing any more. Done again, it changes nothing."""
    for feed in DeadlineFeed.objects.all():
        audit.record(by, "calendar address taken back", feed)
        feed.delete()

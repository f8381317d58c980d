"""Judgements on sending a form: how soon, how long, how often. Pure; rules Q-10 to Q-12."""

from __future__ import annotations

from datetime import date, datetime, timedelta

FASTEST = timedelta(seconds=3)  # no person reads and fills in a form sooner
LASTS = timedelta(hours=24)  # a page opened for filling in
AN_HOUR = timedelta(hours=1)
MOST_AN_HOUR = 60  # tries to send one form from one address, files added on the way among them
MOST_ANSWERS_BYTES = 200_000  # of all answers of one response
TRAP = "strona_www"  # a field no person sees; robots fill it in


def too_fast(began_at: datetime, at: datetime) -> bool:
    """Whether the form came back sooner than a person could have filled it in (Q-10)."""
    return at - began_at < FASTEST


def too_old(began_at: datetime, at: datetime) -> bool:
    """Whether the page was opened too long ago to be taken without a look at the form as it is now (Q-10)."""
    return at - began_at > LASTS


def is_open(state: str, opens_on: date | None, closes_on: date | None, today: date) -> bool:
    """Whether a form takes responses today, the last day included (Q-06)."""
    return state == "open" and not (opens_on and today < opens_on) and not (closes_on and today > closes_on)


def erase_on(sent_on: date, days: int) -> date:
    """The day on which a response is erased: so many days after it came, as its notice said (Q-15)."""
    return sent_on + timedelta(days=days)

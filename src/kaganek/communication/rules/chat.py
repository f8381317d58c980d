"""Judgements about chats: when it is quiet, what a line may be, how fast one may write."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

MOST_AT_ONCE = 30  # lines of one person in one room ...
AT_ONCE = timedelta(minutes=1)  # ... in this time
_EMPTY_LINES = re.compile(r"\n{3,}")
_UNSEEN = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f\u200b\u202a-\u202e\u2066-\u2069\ufeff]")


def is_quiet(quiet_from: time | None, quiet_to: time | None, clock: time) -> bool:
    """Whether it is quiet when the clock on the wall says so; hours may span midnight.

    Source: rule C-67 (godziny ciszy).
    """
    if quiet_from is None or quiet_to is None:
        return False
    if quiet_from < quiet_to:
        return quiet_from <= clock < quiet_to
    return clock >= quiet_from or clock < quiet_to


def cleaned(text: str) -> str:
    """What is kept of what was typed: no blank ends, no more than one empty line, no signs that cannot be seen.

    Signs that turn the direction of writing are dropped too: with them a line could look like another's.
    """
    plain = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _EMPTY_LINES.sub("\n\n", plain).strip()


def too_fast(earlier: datetime | None, at: datetime) -> bool:
    """Whether the line MOST_AT_ONCE before this one was said just now. Source: rule C-70."""
    return earlier is not None and at - earlier < AT_ONCE

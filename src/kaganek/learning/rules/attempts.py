"""An attempt's time, its order of options, what it shows. Pure; rules L-66 to L-70 of docs/reference/rules.md."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from kaganek.learning.terms import Review


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one person has beyond the quiz's own limits."""

    minutes: int = 0
    attempts: int = 0
    until: datetime | None = None  # no attempt under way is closed before


def end_of(started_at: datetime, time_limit: int | None, allowed: Allowance) -> datetime | None:
    """When an attempt closes (L-68): its minutes and the extra ones after the start, and not before `until`.

    time_limit  minutes; None = the quiz has no limit, and neither has anybody.
    """
    if not time_limit:
        return None
    end = started_at + timedelta(minutes=time_limit + allowed.minutes)
    return max(end, allowed.until) if allowed.until else end


def in_own_order(options: Sequence[Any], *, attempt: int | str, question: int) -> list[Any]:
    """Options in an order of their own for each attempt, the same on every device and at every look (L-67)."""

    def dice(option: Any) -> bytes:
        return hashlib.sha256(f"{attempt}/{question}/{option['id']}".encode()).digest()

    return sorted(options, key=dice)


def shows_answers(review: str, *, passed: bool, last: bool) -> bool:
    """Whether a finished attempt shows the answers and the right ones (L-70)."""
    return review == Review.ANSWERS or (review == Review.LAST and (passed or last))

"""Days reckoned by months and years."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def clamped(year: int, month: int, day: int) -> date:
    """That day, or the last of its month: 31 February is the 28th or 29th."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def add_months(start: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    years, month = divmod(start.month - 1 + months, 12)
    return clamped(start.year + years, month + 1, start.day)


def first_after(start: date, *, month: int, day: int) -> date:
    """The first such day of a year that comes after `start`."""
    this_year = clamped(start.year, month, day)
    return this_year if this_year > start else clamped(start.year + 1, month, day)

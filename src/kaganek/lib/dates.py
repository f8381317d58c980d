"""Days reckoned by months and years, and by the working days of Polish offices."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import cache


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


@cache
def days_off(year: int) -> frozenset[date]:
    """Polish public holidays of a year, Sundays aside (Act of 18 January 1951 with later changes)."""
    fixed = ((1, 1), (1, 6), (5, 1), (5, 3), (8, 15), (11, 1), (11, 11), (12, 24), (12, 25), (12, 26))
    easter = _easter(year)
    return frozenset(
        [*(date(year, month, day) for month, day in fixed), easter + timedelta(1), easter + timedelta(60)]
    )


def _easter(year: int) -> date:
    """Easter Sunday of the western churches (Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    later = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * later) // 451
    month, day = divmod(h + later - 7 * m + 114, 31)
    return date(year, month, day + 1)


def is_working_day(day: date) -> bool:
    """Whether Polish offices work: Monday to Friday, no public holiday."""
    return day.weekday() < 5 and day not in days_off(day.year)


def working_day_after(start: date, days: int) -> date:
    """The day that ends so many working days after `start`, which does not count itself."""
    found = start
    while days > 0:
        found += timedelta(1)
        days -= is_working_day(found)
    return found

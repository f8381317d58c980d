from __future__ import annotations

from datetime import date

import pytest

from kaganek.lib.dates import add_months, clamped, days_off, first_after, working_day_after


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 11, 21), 12, date(2027, 11, 21)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 5, 5), 24, date(2028, 5, 5)),
    ],
)
def test_months_are_added_to_a_day(start, months, end):
    assert add_months(start, months) == end


def test_a_day_that_a_month_does_not_have_is_its_last():
    assert clamped(2026, 2, 31) == date(2026, 2, 28)
    assert clamped(2028, 2, 31) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("start", "found"),
    [
        (date(2026, 12, 30), date(2026, 12, 31)),
        (date(2026, 12, 31), date(2027, 12, 31)),
        (date(2027, 1, 1), date(2027, 12, 31)),
    ],
)
def test_the_next_such_day_of_a_year(start, found):
    assert first_after(start, month=12, day=31) == found


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 11, 23), 2, date(2026, 11, 25)),
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # a Friday
        (date(2026, 11, 21), 2, date(2026, 11, 24)),  # a Saturday
        (date(2026, 11, 10), 1, date(2026, 11, 12)),  # Independence Day
        (date(2026, 12, 23), 1, date(2026, 12, 28)),  # Christmas, Eve included
        (date(2026, 4, 3), 1, date(2026, 4, 7)),  # Good Friday, Easter Monday
        (date(2026, 6, 3), 1, date(2026, 6, 5)),  # Corpus Christi
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
    ],
)
def test_working_days_of_polish_offices(start, days, end):
    assert working_day_after(start, days) == end


def test_moving_feasts():
    assert {date(2027, 3, 29), date(2027, 5, 27)} <= days_off(2027)
    assert {date(2028, 4, 17), date(2028, 6, 15)} <= days_off(2028)

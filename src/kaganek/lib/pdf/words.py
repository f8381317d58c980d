"""What our PDF files say beside the words of `kaganek.lib.polish`: exact numbers, hours, periods."""

from datetime import date
from decimal import Decimal

from kaganek.lib.polish import MONTHS, NBSP, form, long_date, number


def exact(value: Decimal | float) -> str:
    """All the places the value has and no more: 12345.50 becomes `12 345,5`."""
    exponent = Decimal(str(value)).normalize().as_tuple().exponent
    return number(value, max(-exponent, 0) if isinstance(exponent, int) else 0)


def teaching_hours(hours: Decimal) -> str:
    """`1 godzina dydaktyczna`, `2 godziny dydaktyczne`, `6 godzin dydaktycznych`, `1,5 godziny dydaktycznej`."""
    if hours == int(hours):
        noun = form(int(hours), "godzina dydaktyczna", "godziny dydaktyczne", "godzin dydaktycznych")
    else:
        noun = "godziny dydaktycznej"
    return f"{exact(hours)}{NBSP}{noun}"


def period(first: date, last: date) -> str:
    """`14 listopada 2026 r.`, `3–14 listopada 2026 r.`, `30 września – 2 października 2026 r.`"""
    if first == last:
        return long_date(last)
    if first.year != last.year:
        return f"{long_date(first)} – {long_date(last)}"
    if first.month != last.month:
        return f"{first.day}{NBSP}{MONTHS[first.month - 1]} – {long_date(last)}"
    return f"{first.day}–{long_date(last)}"

"""Polish words, numbers and dates as our PDF files print them."""

from datetime import date
from decimal import Decimal

MONTHS = (
    "stycznia",
    "lutego",
    "marca",
    "kwietnia",
    "maja",
    "czerwca",
    "lipca",
    "sierpnia",
    "września",
    "października",
    "listopada",
    "grudnia",
)
NBSP = "\u00a0"


def number(value: Decimal | float) -> str:
    """12345.5 becomes `12 345,5` with a hard space; four digits stay together."""
    text = f"{Decimal(str(value)).normalize():,f}".replace(",", NBSP).replace(".", ",")
    whole = text.lstrip("-").split(",")[0]
    return text.replace(NBSP, "") if len(whole) == 5 else text


def teaching_hours(hours: Decimal) -> str:
    """`1 godzina dydaktyczna`, `2 godziny dydaktyczne`, `6 godzin dydaktycznych`, `1,5 godziny dydaktycznej`."""
    if hours != int(hours):
        return f"{number(hours)}{NBSP}godziny dydaktycznej"
    last, teen = abs(int(hours)) % 10, abs(int(hours)) % 100 in (12, 13, 14)
    if hours == 1:
        noun = "godzina dydaktyczna"
    else:
        noun = "godziny dydaktyczne" if last in (2, 3, 4) and not teen else "godzin dydaktycznych"
    return f"{number(hours)}{NBSP}{noun}"


def long_date(day: date) -> str:
    """`14 listopada 2026 r.`"""
    return f"{day.day}{NBSP}{MONTHS[day.month - 1]} {day.year}{NBSP}r."


def period(first: date, last: date) -> str:
    """`14 listopada 2026 r.`, `3–14 listopada 2026 r.`, `30 września – 2 października 2026 r.`"""
    if first == last:
        return long_date(last)
    if first.year != last.year:
        return f"{long_date(first)} – {long_date(last)}"
    if first.month != last.month:
        return f"{first.day}{NBSP}{MONTHS[first.month - 1]} – {long_date(last)}"
    return f"{first.day}–{long_date(last)}"

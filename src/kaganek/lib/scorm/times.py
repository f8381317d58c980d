"""Spans and points of time as both versions write them."""

from __future__ import annotations

import calendar
import re
from decimal import ROUND_HALF_UP, Decimal

SPAN_12 = re.compile(r"(\d{2,4}):(\d{2}):(\d{2}(?:\.\d{1,2})?)", re.ASCII)
TIME_12 = re.compile(r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,2})?", re.ASCII)
SPAN_2004 = re.compile(
    r"P(?=[\dT])(?:(\d{1,10})Y)?(?:(\d{1,10})M)?(?:(\d{1,10})D)?"
    r"(?:T(?=\d)(?:(\d{1,10})H)?(?:(\d{1,10})M)?(?:(\d{1,10}(?:\.\d{1,2})?)S)?)?",
    re.ASCII,
)
POINT_2004 = re.compile(
    r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T([01]\d|2[0-3])(?::[0-5]\d(?::[0-5]\d"
    r"(?:\.\d{1,2}(?:Z|[+-](?:[01]\d|2[0-3])(?::[0-5]\d)?)?)?)?)?)?)?)?",
    re.ASCII,
)
FIRST_YEAR, LAST_YEAR = 1970, 2038  # what the standard promises to keep
# Years and months have no length of their own; the usual reading, needed only to add spans up.
SECONDS = (365 * 86400, 30 * 86400, 86400, 3600, 60, 1)
LONGEST = Decimal(10**9)  # seconds, some thirty years: more is a mistake or an attack
LONGEST_12 = Decimal("35999999.99")  # 9999:59:59.99
CENT = Decimal("0.01")


def seconds_12(text: str) -> Decimal | None:
    """Seconds of a CMITimespan, None when it is not one."""
    found = SPAN_12.fullmatch(text)
    if not found:
        return None
    hours, minutes, seconds = found.groups()
    return Decimal(hours) * 3600 + Decimal(minutes) * 60 + Decimal(seconds)


def seconds_2004(text: str) -> Decimal | None:
    """Seconds of a timeinterval(second,10,2), None when it is not one."""
    found = SPAN_2004.fullmatch(text)
    if not found:
        return None
    return sum(
        (Decimal(part) * unit for part, unit in zip(found.groups("0"), SECONDS, strict=True)), Decimal(0)
    )


def span_12(seconds: Decimal) -> str:
    """HHHH:MM:SS.SS; what is longer than that can hold is written as its end."""
    whole = min(seconds, LONGEST_12).quantize(CENT, ROUND_HALF_UP)
    hours, minutes, rest = _clock(whole)
    return f"{hours:04d}:{minutes:02d}:{rest:05.2f}"


def span_2004(seconds: Decimal) -> str:
    """PT…H…M…S, hours as many as there are; cents only when there are any."""
    whole = min(seconds, LONGEST).quantize(CENT, ROUND_HALF_UP)
    hours, minutes, rest = _clock(whole)
    shown = f"{rest:.2f}".rstrip("0").rstrip(".")
    return f"PT{hours}H{minutes}M{shown}S"


def _clock(seconds: Decimal) -> tuple[int, int, Decimal]:
    minutes, rest = divmod(seconds, 60)
    return int(minutes) // 60, int(minutes) % 60, rest


def is_time_12(text: str) -> bool:
    """A CMITime: a time of day on the 24-hour clock."""
    return TIME_12.fullmatch(text) is not None


def is_point_2004(text: str) -> bool:
    """A time(second,10,0): a year, or more of it down to hundredths of a second and a zone."""
    found = POINT_2004.fullmatch(text)
    if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return False
    month = int(found[2] or 1)
    if not 1 <= month <= 12:
        return False
    return 1 <= int(found[3] or 1) <= calendar.monthrange(int(found[1]), month)[1]

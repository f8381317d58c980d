"""Polish words by number, dates, sizes and hard spaces, as the reader expects them. Pure functions."""

import re
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

MONTHS: Final = (
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
MONTHS_SHORT: Final = ("sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paź", "lis", "gru")
WEEKDAYS: Final = ("poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela")
NBSP: Final = "\u00a0"
GROUPED: Final = 10_000  # from here on digits stand in groups

Number = int | float | Decimal


def form(n: int, one: str, few: str, many: str) -> str:
    """The noun that goes with n: 1 lekcja, 2 lekcje, 5 lekcji, 12 lekcji, 22 lekcje."""
    n = abs(n)
    if n == 1:
        return one
    return few if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14) else many


def counted(n: int, one: str, few: str, many: str) -> str:
    """Number and noun held together: '12 345 lekcji'."""
    return f"{number(n)}{NBSP}{form(n, one, few, many)}"


def number(value: Number, places: int = 0) -> str:
    """12345.6 -> '12 346' with hard spaces, half up; four digits stay together as Polish typography asks."""
    if type(value) is int and 0 <= value < GROUPED and not places:
        return str(value)  # most numbers of a page
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    whole, _, rest = f"{abs(exact):,f}".partition(".")
    whole = whole.replace(",", "" if len(whole) == 5 else NBSP)
    sign = "−" if exact < 0 else ""
    return f"{sign}{whole},{rest}" if rest else f"{sign}{whole}"


def percent(value: Number, places: int = 0) -> str:
    """54.6 -> '55%'; the sign stands without a space."""
    return f"{number(value, places)}%"


def exact_percent(value: Number) -> str:
    """At most two decimal places, without zeros at the end: 19.10 -> '19,1%', 100.00 -> '100%'."""
    text = number(value, 2)
    return f"{text.rstrip('0').rstrip(',')}%"


def file_size(size: int) -> str:
    """Bytes as a person reads them: '812 B', '14 KB', '2,4 MB'. Tenths only from a megabyte up."""
    if size < 1024:
        return f"{size}{NBSP}B"
    if size < 1024**2:
        return f"{number(size / 1024)}{NBSP}KB"
    if size < 1024**3:
        return f"{number(size / 1024**2, 1)}{NBSP}MB"
    return f"{number(size / 1024**3, 1)}{NBSP}GB"


def duration(seconds: int) -> str:
    """Time spent, in whole minutes: "5 min", "1 godz. 20 min", "2 godz."."""
    hours, minutes = divmod(seconds // 60, 60)
    parts = [f"{hours}{NBSP}godz."] if hours else []
    return " ".join(parts + ([f"{minutes}{NBSP}min"] if minutes or not hours else []))


def long_date(day: date, *, weekday: bool = False) -> str:
    """30 listopada 2026 r., with the weekday if asked: poniedziałek, 30 listopada 2026 r."""
    text = f"{day.day}{NBSP}{MONTHS[day.month - 1]} {day.year}{NBSP}r."
    return f"{WEEKDAYS[day.weekday()]}, {text}" if weekday else text


def short_date(day: date, today: date) -> str:
    """For tables: the current year is left out, any other is written."""
    return f"{day.day}{NBSP}{MONTHS[day.month - 1]}" if day.year == today.year else long_date(day)


def relative_day(day: date, today: date) -> str:
    """dziś, wczoraj, jutro; any other day as in a table. Instants are turned into local days by the caller."""
    near = {0: "dziś", -1: "wczoraj", 1: "jutro"}
    return near.get((day - today) // timedelta(days=1)) or short_date(day, today)


def clock(at: datetime) -> str:
    """10:42, in the zone the instant already carries."""
    return f"{at.hour:02d}:{at.minute:02d}"


# A space that must not break: after a one-letter word or a short abbreviation, and between a number and
# its unit. The pattern begins with the space, so the engine jumps from space to space.
_UNITS = rf"\d{{3}}\b|%|min\b|godz|zł\b|os[oó]b|lekcj|pyta|dni\b|r\.|[MKGk]?B\b|{'|'.join(MONTHS)}"
_HARD = re.compile(
    r" (?:(?<=[^\w&;][aiouwzAIOUWZ] )|(?<=\d )(?=" + _UNITS + r")|(?<=\bnr )|(?<=\bpkt )"
    r"|(?<=\. )(?:(?<=\bs\. )|(?<=\bul\. )|(?<=\bart\. )|(?<=\bust\. )|(?<=\bgodz\. )))(?=\S)"
)
_TEXT = re.compile(r">([^<]* [^<]*)<")
_RAW = re.compile(r"(<(textarea|script|style|pre|code)\b.*?</\2>)", re.DOTALL)
_RAW_TAGS = ("<textarea", "<script", "<style", "<pre", "<code")
_SEPARATOR = "\x00"


def no_orphans(text: str) -> str:
    """Hard space after one-letter words and between a number and its unit."""
    return _HARD.sub(NBSP, _SEPARATOR + text)[1:]


def no_orphans_html(html: str) -> str:
    """The same for the text between tags; attributes, code and text areas stay as they are."""
    if not any(tag in html for tag in _RAW_TAGS):
        return _between_tags(html)
    parts = _RAW.split(html)  # text, raw element, its name, text, …
    kept = [_between_tags(part) if i % 3 == 0 else part for i, part in enumerate(parts) if i % 3 != 2]
    return "".join(kept)


def _between_tags(html: str) -> str:
    # One substitution over all texts joined costs a third of one call for each of them.
    framed = f">{html}<"
    found = list(_TEXT.finditer(framed))
    texts = _HARD.sub(NBSP, _SEPARATOR + _SEPARATOR.join(match[1] for match in found))[1:].split(_SEPARATOR)
    out: list[str] = []
    at = 1
    for match, text in zip(found, texts, strict=False):
        out += (framed[at : match.start(1)], text)
        at = match.end(1)
    out.append(framed[at:-1])
    return "".join(out)

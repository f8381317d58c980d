"""The data types of both versions: what text is a value, how long it may be."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from kaganek.lib.scorm.errors import Trouble
from kaganek.lib.scorm.times import LONGEST, is_point_2004, is_time_12, seconds_12, seconds_2004

# Brackets and braces are left out, since they stand between identifiers in answers.
URI = re.compile(r"""[^\s\x00-\x20\x7f"<>\\^`{|}\[\]]+""")
URN = re.compile(r"urn:[A-Za-z0-9][A-Za-z0-9-]{0,31}:.+", re.IGNORECASE)
LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)
LANG_MARK = re.compile(r"\{lang=([^{}]*)\}")
REAL = re.compile(r"[+-]?(\d{1,10}(\.\d{0,18})?|\.\d{1,18})", re.ASCII)
INTEGER = re.compile(r"[+-]?\d{1,10}", re.ASCII)
IDENTIFIER_12 = re.compile(r"[\x21-\x7e]+")
ROOM = 4  # we keep this many times the least the 2004 standard asks for, then refuse

Check = Callable[[str], Trouble | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A data type. `spm` is the least length the standard wants kept, `hard` the most we keep, in characters."""

    name: str
    check: Check
    spm: int | None = None
    hard: int = 250

    def trouble(self, text: str) -> Trouble | None:
        """None for a value of this type, otherwise TYPE or RANGE."""
        if len(text) > self.hard or storable(text) != text:
            return Trouble.TYPE
        return self.check(text)


def storable(text: str) -> str:
    """The text as a database keeps it: a "?" for NUL, which none keeps, and for half a surrogate, which is no character."""
    return text.replace("\x00", "?").encode("utf-8", "replace").decode()


def _any(_text: str) -> Trouble | None:
    return None


def _fits(test: Callable[[str], object]) -> Check:
    def check(text: str) -> Trouble | None:
        return None if test(text) else Trouble.TYPE

    return check


def vocabulary(*words: str) -> Kind:
    """One of the words, written exactly so."""
    return Kind("vocabulary: " + ", ".join(f"“{word}”" for word in words), _fits(lambda text: text in words))


def number(name: str, lowest: int | None = None, highest: int | None = None, *, blank: bool = False) -> Kind:
    """A decimal number within bounds; blank says whether none at all is a value too."""

    def check(text: str) -> Trouble | None:
        if blank and not text:
            return None
        if not REAL.fullmatch(text):
            return Trouble.TYPE
        return _bounds(Decimal(text), lowest, highest)

    return Kind(_with_bounds(name, lowest, highest), check)


def integer(name: str, lowest: int, highest: int) -> Kind:
    """A whole number within bounds."""

    def check(text: str) -> Trouble | None:
        if not INTEGER.fullmatch(text):
            return Trouble.TYPE
        return _bounds(Decimal(text), lowest, highest)

    return Kind(_with_bounds(name, lowest, highest), check)


def _bounds(value: Decimal, lowest: int | None, highest: int | None) -> Trouble | None:
    low = lowest is not None and value < lowest
    return Trouble.RANGE if low or (highest is not None and value > highest) else None


def _with_bounds(name: str, lowest: int | None, highest: int | None) -> str:
    if lowest is None:
        return name
    return f"{name}, {lowest}…{'' if highest is None else highest}"


def string(name: str, spm: int, hard: int | None = None) -> Kind:
    """Free text."""
    return Kind(name, _any, spm, hard or spm)


def language_name(text: str) -> bool:
    """A language code: a name and parts of at most eight signs."""
    return LANGUAGE.fullmatch(text) is not None


def localized(spm: int) -> Kind:
    """Text that may begin with {lang=…}; the mark is not counted to its length by the standard."""

    def check(text: str) -> Trouble | None:
        found = LANG_MARK.match(text)
        return None if found is None or language_name(found[1]) else Trouble.TYPE

    return Kind("localized_string_type", check, spm, spm * ROOM)


def identifier(name: str, spm: int) -> Kind:
    """Text made of signs that an address may hold; one that says it is a URN is one."""

    def test(text: str) -> bool:
        if not URI.fullmatch(text):
            return False
        return text[:4].lower() != "urn:" or URN.fullmatch(text) is not None

    return Kind(name, _fits(test), spm, spm * ROOM)


def span(name: str, seconds: Callable[[str], Decimal | None]) -> Kind:
    """A stretch of time, up to the longest we add up."""

    def check(text: str) -> Trouble | None:
        found = seconds(text)
        if found is None:
            return Trouble.TYPE
        return Trouble.RANGE if found > LONGEST else None

    return Kind(name, check)


def either(name: str, first: Kind, second: Kind) -> Kind:
    """A value of one type or of the other."""

    def check(text: str) -> Trouble | None:
        return None if first.trouble(text) is None else second.trouble(text)

    return Kind(name, check)


SPAN_12 = span("CMITimespan", seconds_12)
TIME_12 = Kind("CMITime", _fits(is_time_12))
DECIMAL_12 = number("CMIDecimal")
SCORE_12 = number("CMIDecimal or blank", 0, 100, blank=True)
STRING_255 = string("CMIString255", 255)
STRING_4096 = string("CMIString4096", 4096)
# Packages of every maker outgrew 4096; the browser's side keeps 64,000 and so do we.
SUSPEND_12 = string("CMIString4096", 4096, 64_000)
ID_12 = Kind("CMIIdentifier", _fits(IDENTIFIER_12.fullmatch), 255, 255)
FEEDBACK_12 = string("CMIFeedback", 255, 4096)

SHORT_ID = identifier("short_identifier_type", 250)
LONG_ID = identifier("long_identifier_type", 4000)
REAL_2004 = number("real(10,7)")
SPAN_2004 = span("timeinterval(second,10,2)", seconds_2004)
POINT_2004 = Kind("time(second,10,0)", _fits(is_point_2004))
LANGUAGE_2004 = Kind("language_type", _fits(lambda text: not text or language_name(text)), 250, 1000)
SHORT_TEXT = localized(250)
LONG_TEXT = localized(4000)


def characters(spm: int) -> Kind:
    """Free text of the 2004 standard, kept longer than it asks for."""
    return string("characterstring", spm, spm * ROOM)

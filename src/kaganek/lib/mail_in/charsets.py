"""Bytes of Polish mail as text, also where the letter says a wrong charset or none."""

from __future__ import annotations

import codecs
import re
import unicodedata

POLISH = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")
LIKELY = frozenset("„”–—…§°äöüßéèáíčšžřÄÖÜ€«»’‚")
GUESSES = ("cp1250", "iso8859-2")
# UTF-8 read as a one-byte charset begins each Polish letter with one of these.
GARBLED = re.compile("[ÄÅĂĹÃ][\u0080-\u00ff\u0100-\u02ff\u2010-\u2122]")
# Marks that turn the direction of a line or hide in a word, and control characters but for the ends of lines.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe]"
)


def decoded(data: bytes, declared: str = "") -> str:
    """The text of these bytes: valid UTF-8 is believed first, then what was declared, unless it reads worse.

    declared  the charset that the letter names; may be unknown, wrong or "".
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = _guessed(data, declared)
    return mended(text)


def mended(text: str) -> str:
    """UTF-8 that somebody took for a one-byte charset and wrote down, put right; other text as it is."""
    if not GARBLED.search(text):
        return text
    for charset in ("cp1250", "cp1252", "iso8859-2", "latin-1"):
        try:
            put_right = text.encode(charset).decode("utf-8")
        except UnicodeError:
            continue
        if _worth(put_right) > _worth(text):
            return put_right
    return text


def tidy(text: str) -> str:
    """Lines ended our way, without characters that nobody sees."""
    return UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).replace("\xa0", " ")


def one_line(text: str, most: int) -> str:
    """A text that can stand in a header or a heading: no ends of lines, not too long."""
    return " ".join(tidy(text).split())[:most].strip()


def _guessed(data: bytes, declared: str) -> str:
    names = [name for name in (_known(declared), *GUESSES) if name]
    texts = [data.decode(name, "replace") for name in dict.fromkeys(names)]
    return max(texts, key=_worth)  # the first of equals: what was declared


def _known(name: str) -> str:
    try:
        found = codecs.lookup(name.strip().strip("\"'")[:40]).name
        b"x".decode(found, "replace")
    except (LookupError, ValueError):  # "rot13", "zlib" and the like are no charsets of text
        return ""
    return found if found not in ("ascii", "utf-8") else ""  # ASCII cannot hold these bytes, UTF-8 was tried


def _worth(text: str) -> int:
    """How much a text reads like Polish: its letters count for it, odd signs against it."""
    worth = 0
    for sign in text:
        if sign in POLISH:
            worth += 2
        elif sign > "\x7f" and sign not in LIKELY:
            worth -= 1 if unicodedata.category(sign)[0] == "L" else 3
    return worth

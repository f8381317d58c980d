"""Judgements about certificates: when one is due, how it is numbered, where it is issued."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from kaganek.people.terms import OfficeKind

TOWNS = (OfficeKind.CITY_COUNTY, OfficeKind.URBAN, OfficeKind.RURAL, OfficeKind.MIXED)
_NUMBER = re.compile(r"[^/]{1,20}/\d{4}/\d+")
_PLACE = re.compile(r"\{([^{}]*)\}")

# What a template may name, in braces, and what each means to its author.
PLACEHOLDERS = {
    "osoba": "imię i nazwisko",
    "urzad": "urząd, w którym pracuje",
    "tytul": "nazwa szkolenia",
    "godziny": "wymiar, na przykład 6 godzin dydaktycznych",
    "termin": "od kiedy do kiedy",
    "wynik": "wynik testu",
    "program": "nazwa programu",
    "projekt": "nazwa projektu",
    "organizator": "kto wydaje",
    "patron": "kto objął patronatem",
    "wazny_do": "ostatni dzień ważności",
}


def is_due(hours: Decimal) -> bool:
    """A certificate states teaching hours; what gave none earns none."""
    return hours > 0


def certificate_number(series: str, year: int, last: int) -> str:
    """`K/2026/000123`: series of the project, year of issue, place in that year from 1."""
    return f"{series}/{year}/{last:06d}"


def is_certificate_number(text: str) -> bool:
    """Whether somebody typed a number of this shape."""
    return _NUMBER.fullmatch(text) is not None


def unknown_placeholders(text: str) -> list[str]:
    """Words in braces that are not on the list, and a brace without its pair as "{" or "}" (D-06)."""
    unknown = [name for name in _PLACE.findall(text) if name not in PLACEHOLDERS]
    rest = _PLACE.sub("", text)
    return unknown + [sign for sign in "{}" if sign in rest]


def filled(text: str, words: Mapping[str, str]) -> str:
    """A template's text with facts in the places of their names; a fact nobody said leaves nothing (D-06).

    One pass: what a fact says is never read as a placeholder again.
    """
    return " ".join(_PLACE.sub(lambda found: words.get(found[1], ""), text).split())


def place_of(kind: str, name: str, parent_kind: str, parent_name: str) -> str:
    """Where an organiser issues: a gmina or city is its own place, others sit in the one above them."""
    if kind in TOWNS:
        return name
    return parent_name if parent_kind in TOWNS else ""

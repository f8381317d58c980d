"""Judgements about certificates: when one is due, how it is numbered, where it is issued."""

from __future__ import annotations

import re
from decimal import Decimal

from kaganek.people.terms import OfficeKind

TOWNS = (OfficeKind.CITY_COUNTY, OfficeKind.URBAN, OfficeKind.RURAL, OfficeKind.MIXED)
_NUMBER = re.compile(r"[^/]{1,20}/\d{4}/\d+")


def is_due(hours: Decimal) -> bool:
    """A certificate states teaching hours; what gave none earns none."""
    return hours > 0


def certificate_number(series: str, year: int, last: int) -> str:
    """`K/2026/000123`: series of the project, year of issue, place in that year from 1."""
    return f"{series}/{year}/{last:06d}"


def is_certificate_number(text: str) -> bool:
    """Whether somebody typed a number of this shape."""
    return _NUMBER.fullmatch(text) is not None


def place_of(kind: str, name: str, parent_kind: str, parent_name: str) -> str:
    """Where an organiser issues: a gmina or city is its own place, others sit in the one above them."""
    if kind in TOWNS:
        return name
    return parent_name if parent_kind in TOWNS else ""

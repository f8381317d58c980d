"""Addresses of pages that other apps serve."""

from __future__ import annotations

from django.urls import NoReverseMatch
from django.utils.safestring import SafeString

from kaganek.core.access import may
from kaganek.core.markup import address, filled, numbered
from kaganek.core.seats import Seat


def person(seat: Seat, person_id: int, name: str) -> SafeString:
    """The name, as a link when the seat may open the person's page."""
    if may(seat, "view", "people.person"):
        try:
            return filled('<a href="{}">{}</a>', numbered("people:person", person_id), name)
        except NoReverseMatch:  # an installation without that page
            pass
    return filled("{}", name)


def office_report(office_id: int) -> str:
    return f"{address('reporting:office')}?urzad={office_id}"

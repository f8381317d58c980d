"""Addresses of pages that other apps serve."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kaganek.core.access import may
from kaganek.core.seats import Seat


def person(seat: Seat, person_id: int, name: str) -> SafeString:
    """The name, as a link when the seat may open the person's page."""
    if may(seat, "view", "people.person"):
        try:
            return format_html('<a href="{}">{}</a>', reverse("people:person", args=[person_id]), name)
        except NoReverseMatch:  # an installation without that page
            pass
    return format_html("{}", name)


def office_report(office_id: int) -> str:
    return f"{reverse('reporting:office')}?urzad={office_id}"

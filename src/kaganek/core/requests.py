"""What a request says of where it comes from."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

LIGHT = "kaganek-lekko"  # cookie of a device on which pages save data


def saves_data(request: HttpRequest) -> bool:
    """Whether pages on this device are to be light: its owner asked, or the browser says Save-Data (rule L-111)."""
    chosen = request.COOKIES.get(LIGHT)
    return chosen == "1" or (chosen is None and request.headers.get("Save-Data", "").lower() == "on")


def address_of(request: HttpRequest) -> str | None:
    """The other end of the connection; behind a declared proxy, the last hop it wrote down."""
    if settings.BEHIND_PROXY and (hops := request.headers.get("X-Forwarded-For", "")):
        return hops.rsplit(",", 1)[-1].strip()
    return request.META.get("REMOTE_ADDR")

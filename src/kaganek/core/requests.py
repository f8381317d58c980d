"""What a request says of where it comes from."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """The other end of the connection; behind a declared proxy, the last hop it wrote down."""
    if settings.BEHIND_PROXY and (hops := request.headers.get("X-Forwarded-For", "")):
        return hops.rsplit(",", 1)[-1].strip()
    return request.META.get("REMOTE_ADDR")

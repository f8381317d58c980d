"""What a form of a stranger carries instead of a cookie, and how robots are kept out of it.

A stranger has no session that another site could misuse: sending the form does nothing that anyone could not do
directly. So the page needs no CSRF cookie; a signed token says when it was opened and gives its sending a key.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.core.cache import cache

FASTEST = timedelta(seconds=3)  # nobody reads and fills in a form sooner
LASTS = timedelta(hours=24)
MOST_FROM_ONE = 20  # sendings an hour from one address, counted in this process' memory alone
MOST_AN_HOUR = 120  # rows an hour of one kind, from everybody
AN_HOUR = 3600
TRAP = "strona_www"  # a field no person sees; robots fill it in
_SALT = "portal.strangers"


class Stale(Exception):
    """The page was opened too long ago, or its token is not ours."""


class TooFast(Exception):
    """Sent sooner than a person could have."""


class TooOften(Exception):
    """Too many sendings within the hour."""


def begin(purpose: str, *, at: datetime) -> str:
    """The token of a form that is opened now."""
    return signing.dumps([purpose, uuid.uuid4().hex, at.timestamp()], salt=_SALT)


def read_token(token: str, purpose: str, *, at: datetime) -> uuid.UUID:
    """The key of what is sent. Raises Stale, TooFast.

    Source: rule W-05 (roboty bez zagadek).
    """
    try:
        meant, key, opened = signing.loads(token[:500], salt=_SALT)
    except signing.BadSignature:
        raise Stale from None
    age = at - datetime.fromtimestamp(opened, UTC)
    if meant != purpose or age > LASTS:
        raise Stale
    if age < FASTEST:
        raise TooFast
    return uuid.UUID(key)


def knock(address: str | None, purpose: str) -> None:
    """Count one sending from an address, by a hash that lives an hour in memory. Raises TooOften."""
    secret = settings.SECRET_KEY.encode()
    mark = hmac.new(secret, f"{purpose} {address}".encode(), hashlib.sha256).hexdigest()[:24]
    key = f"portal.knock.{mark}"
    cache.add(key, 0, AN_HOUR)
    if cache.incr(key) > MOST_FROM_ONE:
        raise TooOften

"""What a page of a public form carries instead of a cookie: signed words about itself.

A stranger has no cookie and so no session that another site could misuse: sending a form does nothing for its sender
that anyone could not do directly. So the page needs no CSRF cookie. The token says which version was shown, when, and
gives the response its key; rules Q-09 and Q-10, decision 0026.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core import signing

_PAGE = "questionnaires.page"
_RECEIPT = "questionnaires.receipt"


class NotOurs(Exception):
    """The token was not made here, or for another form."""


@dataclass(frozen=True, slots=True)
class Began:
    """A page as it was opened: for which form and version, when, and the key of the response it will send."""

    form_id: int
    version_id: int
    key: uuid.UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the last page says."""

    form_id: int
    number: str
    at: datetime


def begin(form_id: int, version_id: int, *, at: datetime) -> str:
    """The token of a page that is opened now."""
    return signing.dumps([form_id, version_id, uuid.uuid4().hex, at.timestamp()], salt=_PAGE, compress=True)


def read_page(token: str, form_id: int) -> Began:
    """What the token says. Raises NotOurs."""
    form, version, key, at = _read(token, _PAGE, form_id)
    return Began(form, version, uuid.UUID(key), datetime.fromtimestamp(at, UTC))


def receipt_token(form_id: int, number: str, *, at: datetime) -> str:
    return signing.dumps([form_id, number, at.timestamp()], salt=_RECEIPT, compress=True)


def read_receipt(token: str, form_id: int) -> Receipt:
    """What the address of the last page says. Raises NotOurs."""
    form, number, at = _read(token, _RECEIPT, form_id)
    return Receipt(form, number, datetime.fromtimestamp(at, UTC))


def _read(token: str, salt: str, form_id: int) -> list:  # type: ignore[type-arg]
    try:
        found = signing.loads(token[:2000], salt=salt)
    except signing.BadSignature:
        raise NotOurs from None
    if found[0] != form_id:
        raise NotOurs
    return list(found)

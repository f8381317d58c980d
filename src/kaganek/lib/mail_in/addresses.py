"""Addresses to which one person may answer in one thread, and nobody else: signed, and safe in any spelling."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

SIGNED_BYTES = 13  # 104 bits, 21 letters
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
# Servers that know no "+" are set up with "-" or "="; letters of an address may come back in capitals.
LOCAL = re.compile(
    r"(?P<prefix>[a-z0-9._]+)[+=\-](?P<thread>[0-9a-z]{1,13})\.(?P<person>[0-9a-z]{1,13})\.(?P<mac>[a-z2-7]{21})"
)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a signed address says: an answer of this person in this thread."""

    thread: int
    person: int


def reply_address(thread: int, person: int, *, prefix: str, domain: str, key: bytes) -> str:
    """The address at which `person` answers in `thread`; small letters, digits, one plus, two dots.

    key   secret of the installation; with another one every address becomes invalid.
    """
    places = f"{_short(thread)}.{_short(person)}"
    return f"{prefix}+{places}.{_mac(thread, person, key)}@{domain}"


def reply_of(address: str, *, prefix: str, domain: str, key: bytes) -> Reply | None:
    """Whose answer an address takes, and where; None for every address that we did not write."""
    local, _, host = address.strip().lower().rpartition("@")
    found = LOCAL.fullmatch(local)
    if found is None or host != domain.lower() or found["prefix"] != prefix.lower():
        return None
    thread, person = int(found["thread"], 36), int(found["person"], 36)
    if not hmac.compare_digest(found["mac"], _mac(thread, person, key)):
        return None
    return Reply(thread, person)


def _mac(thread: int, person: int, key: bytes) -> str:
    made = hmac.new(key, f"reply:{thread}:{person}".encode(), hashlib.sha256).digest()
    return base64.b32encode(made[:SIGNED_BYTES]).decode().rstrip("=").lower()


def _short(number: int) -> str:
    said = ""
    while True:
        number, digit = divmod(number, 36)
        said = DIGITS[digit] + said
        if number == 0:
            return said

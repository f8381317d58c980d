"""Ending sessions: one's own one by one, or all of an account at once."""

from __future__ import annotations

import hashlib
from typing import Any

from kaganek.core.seats import account_door
from kaganek.people.models import Session


def handle_of(session_key: str) -> str:
    """The name of a session on a page; the key itself never leaves the cookie."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:16]


def end_all(account_ids: list[int], *, keep: str = "") -> int:
    """End every session of the accounts at once, but for the one with the key `keep`; returns how many."""
    with account_door():
        ended, _ = Session.objects.filter(account_id__in=account_ids).exclude(session_key=keep).delete()
    return ended


def end_one(account_id: int, handle: str) -> bool:
    """End one session of the account by its handle; False when there is none (already ended)."""
    with account_door():
        keys = Session.objects.filter(account_id=account_id).values_list("session_key", flat=True)
        key = next((key for key in keys if handle_of(key) == handle), None)
        return bool(key and Session.objects.filter(session_key=key).delete()[0])


def no_sign_of_life(session: Any) -> None:
    """What is asked now was asked by a page and not by the person: the session idles on. Source: rule P-09."""
    session.note = False

"""Who has come: session, account and roles of a request in one statement; and who of them is still here.

Each page asks for all three, so one look replaces three. What does not fit together at once (a
changed password, a switched-off account, another backend) is left to Django's own, longer way.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware as DjangoAuthenticationMiddleware
from django.db import DEFAULT_DB_ALIAS
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from kaganek.core.kept import ask, attnames, columns
from kaganek.core.seats import Seat, account_door
from kaganek.people import sessions
from kaganek.people.models import Account, Membership, Office, Session
from kaganek.people.queries.sittings import sitting_mark
from kaganek.people.seats import seat_from

(BACKEND,) = settings.AUTHENTICATION_BACKENDS
_SESSION, _ACCOUNT = attnames(Session), attnames(Account)
_MEMBERSHIP = ("id", "account_id", "person_id", "role", "office_id", "project")
_OFFICE = ("id", "office_name")
_ADVISED = (
    "ARRAY(SELECT d.office_id FROM people_advisedoffice d"
    " WHERE d.membership_id = m.id AND d.ended_at IS NULL ORDER BY d.office_id)"
)


# By hand: sessions know their account by number alone. The same rows as people.sessions,
# people.backends and people.seats ask for one by one; row-level security judges as there.
_ARRIVED = f"""
SELECT {", ".join([
    *columns(Session, "s", _SESSION), *columns(Account, "a", _ACCOUNT),
    *columns(Membership, "m", _MEMBERSHIP), _ADVISED, *columns(Office, "o", _OFFICE),
    "n.unread", "n.pinned::text",
])}
FROM people_session s
LEFT JOIN people_account a ON a.id = s.account_id
LEFT JOIN people_membership m ON m.account_id = a.id AND m.ended_at IS NULL
    AND (m.ends_on IS NULL OR m.ends_on >= %s)
LEFT JOIN people_office o ON o.id = m.office_id
LEFT JOIN core_noticecount n ON n.author_id = m.person_id
WHERE s.session_key = %s AND s.expire_date > %s
"""  # noqa: S608 - names of our own columns  # fmt: skip


_STILL_HERE = f"""
SELECT s.session_key, s.session_data, s.seen_at, {", ".join([
    *columns(Membership, "m", _MEMBERSHIP), _ADVISED, *columns(Office, "o", _OFFICE),
])}
FROM people_membership m
JOIN people_account a ON a.id = m.account_id AND a.is_active
JOIN people_session s ON s.account_id = a.id AND s.expire_date > %s
LEFT JOIN people_office o ON o.id = m.office_id
WHERE m.id = ANY(%s) AND m.ended_at IS NULL AND (m.ends_on IS NULL OR m.ends_on >= %s)
"""  # noqa: S608 - names of our own columns  # fmt: skip


class Sitting(NamedTuple):
    """Somebody signed in who acts in one role: the account, the role's row, and the mark of the session."""

    account: int
    membership: int
    mark: str  # queries.sittings.sitting_mark


def still_here(asked: Collection[Sitting], *, at: datetime) -> dict[Sitting, Seat]:
    """The seats of those who are still signed in and still hold their role; in one statement for all of them.

    Gone are: an ended, idle or outlived session, an ended role, a switched-off account.
    """
    with account_door():
        roles = sorted({sitting.membership for sitting in asked})
        rows = ask(_STILL_HERE, [at, roles, timezone.localdate(at)])
    found = {}
    for key, data, seen_at, *role in rows:
        membership = _membership(role)
        sitting = Sitting(membership.account_id or 0, membership.pk, sitting_mark(key))
        if sitting in asked and not sessions.idle_too_long(data, seen_at, at):
            found[sitting] = seat_from(membership)
    return found


class SessionStore(sessions.SessionStore):
    """A session that brings the account it belongs to, that account's roles, and what notices wait."""

    account: Account | None = None
    memberships: Sequence[Membership] = ()
    unread: int = 0  # notices, for the header
    pinned: Sequence[dict[str, Any]] = ()  # those for the first page

    def live(self, key: str, now: datetime) -> Any:
        rows = ask(_ARRIVED, [timezone.localdate(now), key, now])
        if not rows:
            return None
        start = len(_SESSION)
        session = Session.from_db(DEFAULT_DB_ALIAS, _SESSION, rows[0][:start])
        middle = start + len(_ACCOUNT)
        if rows[0][start] is not None:
            self.account = Account.from_db(DEFAULT_DB_ALIAS, _ACCOUNT, rows[0][start:middle])
            self.memberships = [_membership(row[middle:-2]) for row in rows if row[middle] is not None]
            self.unread = rows[0][-2] or 0
            self.pinned = json.loads(rows[0][-1] or "[]")
        return session


def _membership(row: Sequence[Any]) -> Membership:
    """As `people.seats.with_offices` reads it."""
    end = len(_MEMBERSHIP)
    made: Any = Membership.from_db(DEFAULT_DB_ALIAS, _MEMBERSHIP, row[:end])
    made.advised, office = row[end], row[end + 1 :]
    made.office = Office.from_db(DEFAULT_DB_ALIAS, _OFFICE, office) if office[0] is not None else None
    found: Membership = made
    return found


class SessionMiddleware(sessions.SessionMiddleware):
    """Ours over the session that brings its account."""

    def __init__(self, get_response: Any) -> None:
        super().__init__(get_response)
        self.SessionStore = SessionStore


class AuthenticationMiddleware(DjangoAuthenticationMiddleware):
    """Django's own, over the account that came with the session."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        user: Any = SimpleLazyObject(lambda: _arrived(request.session) or auth.get_user(request))
        request.user = user


def _arrived(session: Any) -> Account | None:
    """The session's account, once everything that Django would judge is in order; else None."""
    login, backend = session.get(auth.SESSION_KEY), session.get(auth.BACKEND_SESSION_KEY)
    account: Account | None = getattr(session, "account", None)
    if account is None or not account.is_active or (login, backend) != (str(account.pk), BACKEND):
        return None
    known = session.get(auth.HASH_SESSION_KEY, "")
    return account if constant_time_compare(known, account.get_session_auth_hash()) else None

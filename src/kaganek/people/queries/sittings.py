"""Whether somebody who was given a ticket is still signed in: for messages that come without a cookie."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.utils import timezone

from kaganek.core.kept import ask
from kaganek.core.seats import account_door

# By hand: a session knows its account by number alone.
_SITTING = """
SELECT 1 FROM people_membership m JOIN people_session s ON s.account_id = m.account_id
WHERE m.id = %s AND m.ended_at IS NULL AND (m.ends_on IS NULL OR m.ends_on >= %s)
    AND s.expire_date > %s AND encode(sha256(convert_to(s.session_key, 'UTF8')), 'hex') = %s
"""


def sitting_mark(session_key: str | None) -> str:
    """What a ticket carries of a session: enough to find it again, and nothing to sign in with."""
    return hashlib.sha256((session_key or "").encode()).hexdigest()


def is_sitting(membership_id: int, mark: str, *, at: datetime) -> bool:
    """Whether the role is still held and the session it was used in has not ended."""
    with account_door():
        return bool(ask(_SITTING, [membership_id, timezone.localdate(at), at, mark]))

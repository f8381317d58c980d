"""Whether somebody who was given a ticket is still signed in: for messages that come without a cookie."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.utils import timezone

from kaganek.core.dbroles import DbRole
from kaganek.core.kept import ask
from kaganek.core.seats import Seat, account_door
from kaganek.people.terms import Role

# By hand: a session knows its account by number alone.
_SITTING = """
SELECT m.id, m.person_id, m.account_id, m.office_id
FROM people_membership m JOIN people_session s ON s.account_id = m.account_id
WHERE m.id = %s AND m.role = %s AND m.ended_at IS NULL AND (m.ends_on IS NULL OR m.ends_on >= %s)
    AND s.expire_date > %s AND encode(sha256(convert_to(s.session_key, 'UTF8')), 'hex') = %s
"""


def sitting_mark(session_key: str | None) -> str:
    """What a ticket carries of a session: enough to find it again, and nothing to sign in with."""
    return hashlib.sha256((session_key or "").encode()).hexdigest()


def learner_sitting(membership_id: int, mark: str, *, at: datetime) -> Seat | None:
    """The seat of a learner whose role is still held and whose session has not ended; None when either is over."""
    with account_door():
        found = ask(_SITTING, [membership_id, Role.LEARNER, timezone.localdate(at), at, mark])
    if not found:
        return None
    membership, person, account, office = found[0]
    return Seat(
        person_id=person,
        role=Role.LEARNER.value,
        db_role=DbRole.PERSON,
        offices=(office,),
        projects=None,
        own_rows_only=True,
        account_id=account,
        membership_id=membership,
    )

"""Letters to strangers that say that what they sent came, with its number and what happens next."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from kaganek.core import outbox
from kaganek.core.models import Letter
from kaganek.portal.models import Case, JoinRequest

CASE_RECEIVED, JOIN_RECEIVED = "portal.case_received", "portal.join_received"
A_DAY = timedelta(days=1)
MOST_A_DAY = 3  # of a kind to one address: whoever types somebody else's cannot fill their box


def send_receipt(row: Case | JoinRequest, *, at: datetime) -> None:
    """One letter to the address that was given, if it takes mail; call as the system, with the row just made.

    Source: rule W-25 (potwierdzenie).
    """
    kind, fact = (CASE_RECEIVED, "case") if isinstance(row, Case) else (JOIN_RECEIVED, "request")
    often = _lately(row, at - A_DAY).filter(email__iexact=row.email).count() > MOST_A_DAY
    refuses = Letter.objects.filter(to=row.email, bounce_stands=True)
    if not row.email or often or refuses.exists():
        return
    letter = outbox.Post(
        kind=kind, event=f"{kind}:{row.pk}", to=row.email, person=None, project=row.project_id, facts={fact: row.pk}
    )  # fmt: skip
    outbox.post([letter], at=at)


def _lately(row: Case | JoinRequest, since: datetime) -> QuerySet[Any, Any]:
    if isinstance(row, Case):
        return Case.objects.filter(sent_at__gt=since)
    return JoinRequest.objects.filter(asked_at__gt=since)

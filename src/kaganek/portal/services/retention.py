"""What strangers sent is erased when it is no longer needed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from kaganek.core import audit
from kaganek.core.seats import SYSTEM, seated
from kaganek.lib.dates import add_months
from kaganek.portal.models import Case, JoinRequest
from kaganek.portal.rules import CASES_KEPT, REQUESTS_KEPT, UNDECIDED_KEPT
from kaganek.portal.terms import RequestState

AT_ONCE = 1000  # rows of a kind erased in one transaction


def erase_past(*, at: datetime) -> int:
    """Erase requests and cases whose time is over; how many. The log of deeds keeps which and when, and nobody's data.

    Called by the worker's clock every hour; a second run finds nothing. An open case is never erased.

    Source: rule W-24 (jak długo trzymamy to, co przysłano).
    """
    count = 0
    while erased := _erase_some(localdate(at)):
        count += erased
    return count


@transaction.atomic
def _erase_some(today: date) -> int:
    with seated(SYSTEM):
        decided = Q(decided_at__date__lte=add_months(today, -REQUESTS_KEPT))
        forgotten = Q(state=RequestState.NEW, asked_at__date__lte=add_months(today, -UNDECIDED_KEPT))
        requests = JoinRequest.objects.filter(decided | forgotten).order_by("pk")[:AT_ONCE]
        cases = Case.objects.filter(closed_at__date__lte=add_months(today, -CASES_KEPT)).order_by("pk")[
            :AT_ONCE
        ]
        return _erase(requests) + _erase(cases)


def _erase(due: QuerySet[Any]) -> int:
    rows = list(due.select_for_update(of=("self",), skip_locked=True))
    if rows:
        audit.record_all(SYSTEM, "portal.erase_past", rows)
        type(rows[0]).objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)

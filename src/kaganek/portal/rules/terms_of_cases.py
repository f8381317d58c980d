"""Days that bind: for answering cases, for taking requests to join."""

from __future__ import annotations

from datetime import date, timedelta

from kaganek.lib.dates import add_months
from kaganek.portal.terms import CaseKind

ACCESS_DAYS = 7
ACCESS_MONTHS = 2
COMPLAINT_MONTHS = 1
OTHER_DAYS = 14
REQUESTS_KEPT = 12  # months after the decision
UNDECIDED_KEPT = 24  # months after a request came that nobody decided
CASES_KEPT = 24  # months after the answer


def deadlines(kind: CaseKind, sent_on: date) -> tuple[date, date]:
    """The last day to answer a case, and the last day it may be put off to with a reason.

    A request for access: 7 days, two months at most (Act of 4 April 2019, art. 18). A complaint: a month, two at
    most (administrative procedure). Any other matter: 14 days, a month at most, which is our own promise.

    Source: rule W-06 (terminy spraw).
    """
    match kind:
        case CaseKind.ACCESS:
            return sent_on + timedelta(days=ACCESS_DAYS), add_months(sent_on, ACCESS_MONTHS)
        case CaseKind.COMPLAINT:
            return add_months(sent_on, COMPLAINT_MONTHS), add_months(sent_on, 2 * COMPLAINT_MONTHS)
        case _:
            return sent_on + timedelta(days=OTHER_DAYS), add_months(sent_on, 1)


def takes_requests(opens_on: date, closes_on: date, today: date) -> bool:
    """Whether an offer takes requests today, both its days included (rule W-03)."""
    return opens_on <= today <= closes_on

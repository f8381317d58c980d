"""Pure judgements of the portal."""

from kaganek.portal.rules.accessibility import REQUIRED, STATUSES, TITLES, faults, statement
from kaganek.portal.rules.terms_of_cases import (
    CASES_KEPT,
    REQUESTS_KEPT,
    UNDECIDED_KEPT,
    deadlines,
    takes_requests,
)
from kaganek.portal.rules.writing import as_html, as_words

__all__ = [
    "CASES_KEPT",
    "REQUESTS_KEPT",
    "REQUIRED",
    "STATUSES",
    "TITLES",
    "UNDECIDED_KEPT",
    "as_html",
    "as_words",
    "deadlines",
    "faults",
    "statement",
    "takes_requests",
]

"""Pure judgements of the portal."""

from kaganek.portal.rules.accessibility import (
    KINDS,
    REQUIRED,
    STATUSES,
    TITLES,
    as_page,
    faults,
    in_english,
    marks,
    statement,
)
from kaganek.portal.rules.terms_of_cases import (
    CASES_KEPT,
    REQUESTS_KEPT,
    UNDECIDED_KEPT,
    deadlines,
    takes_requests,
)
from kaganek.portal.rules.writing import as_html, as_text, as_words, gaps

__all__ = [
    "CASES_KEPT",
    "KINDS",
    "REQUESTS_KEPT",
    "REQUIRED",
    "STATUSES",
    "TITLES",
    "UNDECIDED_KEPT",
    "as_html",
    "as_page",
    "as_text",
    "as_words",
    "deadlines",
    "faults",
    "gaps",
    "in_english",
    "marks",
    "statement",
    "takes_requests",
]

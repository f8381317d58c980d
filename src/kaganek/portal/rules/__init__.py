"""Pure judgements of the portal."""

from kaganek.portal.rules.accessibility import REQUIRED, STATUSES, TITLES, faults, statement
from kaganek.portal.rules.terms_of_cases import deadlines, takes_requests
from kaganek.portal.rules.writing import as_html

__all__ = ["REQUIRED", "STATUSES", "TITLES", "as_html", "deadlines", "faults", "statement", "takes_requests"]

"""Pure judgements of the portal."""

from kaganek.portal.rules.accessibility import REQUIRED, STATUSES, TITLES, faults, statement
from kaganek.portal.rules.terms_of_cases import deadlines, takes_requests

__all__ = ["REQUIRED", "STATUSES", "TITLES", "deadlines", "faults", "statement", "takes_requests"]

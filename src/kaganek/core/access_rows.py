"""Rows of the access table for core's own tables."""

from __future__ import annotations

from kaganek.core.access import personal, table

# Keys of people.terms.Role, which stands a floor above.
STAFF = (
    "supervisor",
    "office_coordinator",
    "it_admin",
    "coordinator",
    "operator",
    "supplier",
    "auditor",
    "expert",
)

# kept for whoever runs the database; no page reads them
table("core.auditentry", {})
table("core.letter", {})
# whoever asked for the work watches it; `reach` keeps everyone else out
table("core.jobrun", dict.fromkeys(STAFF, "watch"))
table("core.shownmail", {})

personal("core.auditentry", {"person": "identifying", "facts": "log"})
personal("core.letter", {"person": "identifying", "to": "contact", "facts": "work"})
personal("core.shownmail", {"to": "contact", "body": "secret"})

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

# kept for whoever runs the database; no page reads it
table("core.auditentry", {})
table("core.letter", {})
# whoever asked for the work watches it; `reach` keeps everyone else out
table("core.jobrun", dict.fromkeys(STAFF, "watch"))
table("core.shownmail", {})

# every person the own ones
table("core.notice", {})
table("core.noticechoice", {})
table("core.noticecount", {})
table("core.digestrun", {})

personal("core.auditentry", {"person": "identifying", "facts": "log"})
personal("core.letter", {"person": "identifying", "to": "contact", "facts": "work"})
personal("core.notice", {"person": "identifying", "title": "work", "facts": "work", "read_at": "log"})
personal("core.noticechoice", {"person": "identifying", "key": "work", "way": "work"})
personal("core.noticecount", {"person": "identifying", "unread": "log"})
personal("core.shownmail", {"to": "contact", "body": "secret"})

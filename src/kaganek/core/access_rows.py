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

EVERYONE = ("learner", "consultant", *STAFF)
LOG_READERS = ("supervisor", "operator", "auditor")
LOG_KEEPERS = ("office_coordinator", "it_admin", "coordinator", "supplier")  # they put addresses right

# kept for whoever runs the database; no page reads it
table("core.auditentry", {})
# the log of deliveries; `reach` gives an office its own and a coordinator the own projects'
table("core.letter", dict.fromkeys(LOG_READERS, "view") | dict.fromkeys(LOG_KEEPERS, "view retry"))
# whoever asked for the work watches it; `reach` keeps everyone else out
table("core.jobrun", dict.fromkeys(STAFF, "watch"))
table("core.shownmail", {})

# every person the own ones
table("core.notice", dict.fromkeys(EVERYONE, "view read"))
table("core.noticechoice", dict.fromkeys(EVERYONE, "change"))
table("core.noticecount", {})
table("core.digestrun", {})

personal("core.auditentry", {"person": "identifying", "facts": "log"})
personal("core.letter", {"person": "identifying", "to": "contact", "facts": "work"})
personal("core.notice", {"person": "identifying", "title": "work", "facts": "work", "read_at": "log"})
personal("core.noticechoice", {"person": "identifying", "key": "work", "way": "work"})
personal("core.noticecount", {"person": "identifying", "unread": "log"})
personal("core.shownmail", {"to": "contact", "body": "secret"})

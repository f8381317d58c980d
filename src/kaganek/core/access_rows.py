"""Rows of the access table for core's own tables."""

from __future__ import annotations

from kaganek.core.access import personal, table

table("core.auditentry", {"auditor": "view", "supplier": "view", "operator": "view"})
table("core.letter", {"auditor": "view", "supplier": "view", "coordinator": "view"})
table("core.jobrun", {})
table("core.shownmail", {})

personal("core.auditentry", {"person": "identifying", "facts": "log"})
personal("core.letter", {"person": "identifying", "to": "contact", "facts": "work"})
personal("core.shownmail", {"to": "contact", "body": "secret"})

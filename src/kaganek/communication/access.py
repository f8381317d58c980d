"""Who may do what where people write to each other; whose places those are, the spaces say (models.audiences)."""

from __future__ import annotations

from kaganek.core.access import table
from kaganek.people.terms import OFFICE_STAFF, Role

TALKERS = (Role.LEARNER, *OFFICE_STAFF, Role.CONSULTANT, Role.COORDINATOR, Role.EXPERT)  # read some space

table("communication.space", {
    **dict.fromkeys(TALKERS, "view"),
    Role.COORDINATOR: "view add change",  # exchange groups of the own projects
})  # fmt: skip
table("communication.spaceoffice", {})

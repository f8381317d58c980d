"""Who may do what where people write to each other; whose places those are, the spaces say (models.audiences)."""

from __future__ import annotations

from kaganek.core.access import personal, table
from kaganek.people.terms import OFFICE_STAFF, Role

TALKERS = (Role.LEARNER, *OFFICE_STAFF, Role.CONSULTANT, Role.COORDINATOR, Role.EXPERT)  # read some space

table("communication.space", {
    **dict.fromkeys(TALKERS, "view"),
    Role.COORDINATOR: "view add change",  # exchange groups of the own projects
})  # fmt: skip
table("communication.spaceoffice", {})

# chats: whoever reads a space talks in its rooms; whoever keeps order in it (queries.spaces.moderates) has rooms there
_KEEPERS = (*OFFICE_STAFF, Role.COORDINATOR)
table("communication.chatroom", dict.fromkeys(TALKERS, "view") | dict.fromkeys(_KEEPERS, "view add change"))
table("communication.chatline", dict.fromkeys(TALKERS, "add withdraw"))
table("communication.chatvisit", {})  # each person's own place in a room
personal("communication.chatline", {
    "author": "identifying", "signed": "identifying", "place": "work", "text": "work", "said_at": "log",
})  # fmt: skip
personal("communication.chatvisit", {"person": "identifying", "number": "log"})

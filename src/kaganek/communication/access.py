"""Who may do what where people write to each other; whose places those are, the spaces say (models.audiences)."""

from __future__ import annotations

from kaganek.core.access import personal, table
from kaganek.people.terms import OFFICE_STAFF, Role

TALKERS = (Role.LEARNER, *OFFICE_STAFF, Role.CONSULTANT, Role.COORDINATOR, Role.EXPERT)  # read some space
KEEPERS = (*OFFICE_STAFF, Role.COORDINATOR)  # keep order in some space

table("communication.space", {
    **dict.fromkeys(TALKERS, "view"),
    Role.COORDINATOR: "view add change",  # exchange groups of the own projects
})  # fmt: skip
table("communication.spaceoffice", {})

# chats: whoever reads a space talks in its rooms; whoever keeps order in it (queries.spaces.moderates) has rooms there
table("communication.chatroom", dict.fromkeys(TALKERS, "view") | dict.fromkeys(KEEPERS, "view add change"))
table("communication.chatline", dict.fromkeys(TALKERS, "add withdraw"))
table("communication.chatvisit", {})  # each person's own place in a room
personal("communication.chatline", {
    "author": "identifying", "signed": "identifying", "place": "work", "text": "work", "said_at": "log",
})  # fmt: skip
personal("communication.chatvisit", {"person": "identifying", "number": "log"})
table("communication.topic", {
    **dict.fromkeys(TALKERS, "view add"),
    **dict.fromkeys(KEEPERS, "view add moderate"),
})  # fmt: skip
table("communication.post", dict.fromkeys(TALKERS, "view add change"))  # change: the own ones
table("communication.postfile", dict.fromkeys(TALKERS, "view"))
table("communication.topicfollow", dict.fromkeys(TALKERS, "change"))
table("communication.moderation", {})  # read with the topic by those who keep order in it
table("communication.abusereport", {
    **dict.fromkeys(TALKERS, "add"),
    **dict.fromkeys(KEEPERS, "add judge"),
})  # fmt: skip
table("communication.conversation", dict.fromkeys(TALKERS, "view add"))  # the own ones
table("communication.message", dict.fromkeys(TALKERS, "add"))
table("communication.contactcard", dict.fromkeys(TALKERS, "view change"))

_SIGNED = {"by": "identifying", "by_name": "identifying", "by_place": "work"}
personal("communication.topic", {**_SIGNED, "title": "work", "last_name": "identifying"})
personal("communication.post", {**_SIGNED, "text": "work", "html": "work", "vector": "work"})
personal("communication.postfile", {"name": "work", "body": "work"})
personal("communication.topicfollow", {"person": "identifying"})
personal("communication.moderation", {**_SIGNED, "reason": "work"})
personal("communication.abusereport", {
    **_SIGNED, "whose": "identifying", "words": "work", "reason": "work", "judged_by": "identifying",
})  # fmt: skip
personal("communication.conversation", {
    "member_ids": "identifying", "names": "identifying", "seen": "log", "refused_ids": "log", "last_words": "contact",
})  # fmt: skip
personal("communication.message", {**_SIGNED, "text": "contact", "html": "contact"})
personal("communication.contactcard", {
    "author": "identifying", "email": "contact", "phone": "contact", "position": "work", "department": "work",
    "about": "contact",
})  # fmt: skip

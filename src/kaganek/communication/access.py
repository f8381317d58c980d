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
table("communication.spacefollow", dict.fromkeys(TALKERS, "change"))
table("communication.topicfollow", dict.fromkeys(TALKERS, "change"))
table("communication.moderation", {})  # read with the topic by those who keep order in it
table("communication.abusereport", {
    **dict.fromkeys(TALKERS, "add"),
    **dict.fromkeys(KEEPERS, "add judge"),
})  # fmt: skip
table("communication.conversation", dict.fromkeys(TALKERS, "view add"))  # the own ones
table("communication.message", {})  # read and sent with its conversation
table("communication.contactcard", dict.fromkeys(TALKERS, "view change"))

_SIGNED = {"by": "identifying", "by_name": "identifying", "by_place": "work"}
personal("communication.topic", {**_SIGNED, "title": "work", "last_name": "identifying"})
personal("communication.post", {**_SIGNED, "text": "work", "html": "work", "vector": "work"})
personal("communication.postfile", {"name": "work", "body": "work"})
personal("communication.spacefollow", {"person": "identifying"})
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

# announcements: everybody meets those to them; whoever speaks for an office, a project or the platform makes them
ANNOUNCERS = (Role.SUPERVISOR, Role.OFFICE_COORDINATOR, Role.COORDINATOR, Role.OPERATOR, Role.SUPPLIER)
table("communication.announcement", {
    **dict.fromkeys(Role, "view confirm"),
    **dict.fromkeys(ANNOUNCERS, "view confirm add withdraw"),
})  # fmt: skip
table("communication.announcementreceipt", {})  # read with its announcement by whoever made it
personal(
    "communication.announcement",
    {"by": "identifying", "signed": "identifying", "title": "work", "body": "work"},
)
personal("communication.announcementreceipt", {"person": "identifying", "what": "log", "at": "log"})

# Questions: who asks, who answers, who only hands them on. An office's supervisor has no way to its people's questions.
table("communication.question", {
    Role.LEARNER: "inquire view",
    Role.SUPERVISOR: "inquire view",
    Role.OFFICE_COORDINATOR: "inquire view",
    Role.IT_ADMIN: "inquire view reply support",
    Role.CONSULTANT: "view reply note answer",
    Role.COORDINATOR: "view reply note answer assign",
    Role.SUPPLIER: "view reply note support",
})  # fmt: skip
table("communication.questionmessage", {})
table("communication.questionfile", {})
table("communication.questionnote", {})
table("communication.readyanswer", {
    Role.CONSULTANT: "view change", Role.COORDINATOR: "view change", Role.SUPPLIER: "view change", Role.IT_ADMIN: "view",
})  # fmt: skip
table("communication.readyansweruse", {})
table("communication.subjectadviser", {})
table("communication.faqentry", {Role.CONSULTANT: "publish", Role.COORDINATOR: "publish"})
table("communication.incomingmail", {Role.COORDINATOR: "view decide", Role.SUPPLIER: "view decide"})
table(
    "communication.officecontact",
    {Role.CONSULTANT: "view add", Role.COORDINATOR: "view add", Role.OPERATOR: "view"},
)

personal("communication.question", {
    "person": "identifying", "asker_name": "identifying", "subject": "work", "adviser": "identifying",
    "adviser_name": "identifying", "folded": "identifying", "about": "learning", "about_title": "learning",
    "closed_by": "identifying",
})  # fmt: skip
personal("communication.questionmessage", {
    "author": "identifying", "author_name": "identifying", "author_role": "work", "text": "work", "left_out": "work",
    "mail_id": "log",
})  # fmt: skip
personal("communication.questionfile", {"name": "work", "body": "work"})
personal(
    "communication.questionnote", {"author": "identifying", "author_name": "identifying", "text": "work"}
)
personal("communication.readyanswer", {"author_name": "identifying"})
personal("communication.readyansweruse", {"by_name": "identifying"})
personal("communication.subjectadviser", {"adviser": "identifying", "adviser_name": "identifying"})
personal("communication.incomingmail", {
    "envelope_from": "contact", "sender": "contact", "sender_name": "identifying", "subject": "work", "raw": "work",
    "person": "identifying", "decided_by": "identifying",
})  # fmt: skip
personal("communication.officecontact", {
    "with_whom": "identifying", "agreed": "work", "withdrawn_why": "work", "author": "identifying", "author_name": "identifying", "folded": "identifying",
})  # fmt: skip

"""Who may do what with courses, paths and progress."""

from __future__ import annotations

from kaganek.core.access import personal, table
from kaganek.people.terms import CENTRAL_ROLES, OFFICE_STAFF, PROJECT_ROLES, Role

_CONTENT = dict.fromkeys((*OFFICE_STAFF, *PROJECT_ROLES, *CENTRAL_ROLES), "view") | dict.fromkeys(
    (Role.EXPERT, Role.IT_ADMIN),
    "view edit",  # the latter their office's own courses
)
_WATCH = {
    Role.SUPERVISOR: "view",
    Role.OFFICE_COORDINATOR: "view",
    Role.IT_ADMIN: "view",
    Role.COORDINATOR: "view",
    Role.SUPPLIER: "view",
    Role.OPERATOR: "view",
    Role.AUDITOR: "view",
}

table("learning.course", _CONTENT | {Role.IT_ADMIN: "view edit give"})
table("learning.coursemodule", _CONTENT)
table("learning.lesson", _CONTENT)
_AUTHORS = (Role.EXPERT, Role.IT_ADMIN)  # the latter of their office's own courses
table("learning.courseedition", dict.fromkeys(_AUTHORS, "view publish"))
table("learning.editionlesson", {})
table("learning.editioncorrection", dict.fromkeys(_AUTHORS, "add"))
table("learning.editionmove", {})
table("learning.editionquiz", {})
table("learning.editionquestion", {})
table("learning.questioncorrection", dict.fromkeys(_AUTHORS, "add"))
table("learning.lessonindex", {})  # words of lessons, read through the search
table("learning.lessontext", {})
table("learning.lessonreview", dict.fromkeys(_AUTHORS, "view ask answer"))
table("learning.reviewanswer", {})
table("learning.lessonremark", dict.fromkeys(_AUTHORS, "add change"))
table("learning.editionplan", dict.fromkeys(_AUTHORS, "end"))
table("learning.quiz", _CONTENT | {
    Role.EXPERT: "view edit count",
    Role.IT_ADMIN: "view edit count",  # of their office's own courses
    Role.COORDINATOR: "view count",
    Role.SUPPLIER: "view count",
    Role.OPERATOR: "view count",
    Role.AUDITOR: "view count",
})  # fmt: skip
table("learning.quizdraft", dict.fromkeys((Role.EXPERT, Role.IT_ADMIN), "view edit"))
table("learning.question", _CONTENT)
table("learning.officeshelf", {})
table("learning.package", {
    **dict.fromkeys((*OFFICE_STAFF, *PROJECT_ROLES, *CENTRAL_ROLES), "view"),
    Role.COORDINATOR: "view add",
    **dict.fromkeys((Role.EXPERT, Role.SUPPLIER), "view add teach"),
    Role.IT_ADMIN: "view add teach",  # a course of the own office, of its own package
})  # fmt: skip
table("learning.packageitem", {})
table("learning.rubric", {Role.EXPERT: "view edit"})
table("learning.bankcategory", {})
table("learning.bankquestion", {
    Role.EXPERT: "view edit",
    Role.IT_ADMIN: "view edit",  # their own office's bank
    Role.COORDINATOR: "view",
    Role.CONSULTANT: "view",
    Role.SUPPLIER: "view",
    Role.OPERATOR: "view",
    Role.AUDITOR: "view",
})  # fmt: skip
table("learning.bankversion", {})
table("learning.bankimport", {Role.EXPERT: "add", Role.IT_ADMIN: "add"})
table("learning.bankimportline", {})
table(
    "learning.courseexport", {Role.EXPERT: "add view", Role.IT_ADMIN: "add view"}
)  # the latter their office's own
table("learning.courseimport", {Role.EXPERT: "add", Role.IT_ADMIN: "add"})
_SENT = dict.fromkeys((*OFFICE_STAFF, Role.OPERATOR, Role.AUDITOR), "view export")
table("learning.packageattempt", _SENT | dict.fromkeys(
    (*PROJECT_ROLES, Role.SUPPLIER), "view export answers"
) | {Role.LEARNER: "play"})  # fmt: skip
table("learning.packagecommit", {})
table("learning.packagerule", {
    Role.COORDINATOR: "change",
    Role.IT_ADMIN: "change",  # of their office's own packages
    Role.SUPPLIER: "change",
})  # fmt: skip
table(
    "learning.gateoverride",
    dict.fromkeys((Role.EXPERT, Role.IT_ADMIN, Role.COORDINATOR, Role.SUPPLIER, Role.AUDITOR), "view"),
)
table(
    "learning.learningpath", _WATCH | {Role.COORDINATOR: "view add change", Role.SUPPLIER: "view add change"}
)
table("learning.pathgroup", {})
table("learning.pathstep", {})
table("learning.pathassignment", _WATCH | {
    Role.LEARNER: "walk choose",
    Role.OFFICE_COORDINATOR: "view add",
    Role.IT_ADMIN: "view add",
    Role.COORDINATOR: "view add",
    Role.SUPPLIER: "view add",
})  # fmt: skip
table("learning.coursevalidity", _WATCH | {Role.COORDINATOR: "view change", Role.SUPPLIER: "view change"})
table("learning.activityday", {})  # as the next one
table("learning.deadlinechange", {})  # read by reports on past days
table("learning.deadlineescalation", {})  # shown in the report of deadlines
table("learning.deadlineextension", _WATCH | {
    Role.SUPERVISOR: "view add",
    Role.OFFICE_COORDINATOR: "view add",
    Role.COORDINATOR: "view add",
})  # fmt: skip
table("learning.assignmentrule", _WATCH | {
    Role.OFFICE_COORDINATOR: "view add",
    Role.IT_ADMIN: "view add",
    Role.COORDINATOR: "view add",
    Role.SUPPLIER: "view add",
})  # fmt: skip
table("learning.assignmenthit", {})
table("learning.courserequirement", _WATCH | {Role.COORDINATOR: "view change", Role.SUPPLIER: "view change"})
table("learning.courseprogress", _WATCH | {Role.LEARNER: "view study"})
table("learning.lessonvisit", {Role.LEARNER: "view"})
table("learning.deadlinefeed", {Role.LEARNER: "change"})
table("learning.lessonmargin", {Role.LEARNER: "view change"})
table("learning.attempt", {Role.LEARNER: "start view answer finish"})
table("learning.attemptanswer", {Role.CONSULTANT: "grade", Role.COORDINATOR: "grade"})
table("learning.essaygrade", {})
table("learning.quizallowance", {
    Role.SUPERVISOR: "view give",
    Role.OFFICE_COORDINATOR: "view give",
    Role.COORDINATOR: "view give",
    Role.AUDITOR: "view",
    Role.SUPPLIER: "view",
})  # fmt: skip
table("learning.progresschange", {})
table("learning.task", {
    Role.COORDINATOR: "view add",
    Role.SUPPLIER: "view add",
    Role.OPERATOR: "view",
    Role.AUDITOR: "view",
})  # fmt: skip
table("learning.taskwork", {
    Role.LEARNER: "write",
    Role.SUPERVISOR: "watch extend",
    Role.OFFICE_COORDINATOR: "watch extend",
    Role.CONSULTANT: "watch review extend",
    Role.COORDINATOR: "watch review extend",
    Role.SUPPLIER: "watch",
    Role.OPERATOR: "watch",
    Role.AUDITOR: "watch",
})  # fmt: skip
table("learning.taskfile", dict.fromkeys((
    Role.LEARNER, Role.SUPERVISOR, Role.OFFICE_COORDINATOR, Role.CONSULTANT, Role.COORDINATOR, Role.SUPPLIER,
    Role.OPERATOR, Role.AUDITOR,
), "view"))  # fmt: skip
table("learning.taskexample", {
    Role.SUPERVISOR: "agree withdraw",
    Role.OFFICE_COORDINATOR: "agree withdraw",
    Role.CONSULTANT: "propose withdraw",
    Role.COORDINATOR: "propose withdraw",
})  # fmt: skip
table("learning.taskexamplefile", dict.fromkeys((
    Role.SUPERVISOR, Role.OFFICE_COORDINATOR, Role.CONSULTANT, Role.COORDINATOR,
), "view"))  # fmt: skip
table("learning.shownexample", {})
table("learning.shownexamplefile", dict.fromkeys((
    Role.LEARNER, Role.SUPERVISOR, Role.OFFICE_COORDINATOR, Role.CONSULTANT, Role.COORDINATOR,
), "view"))  # fmt: skip
# read on the pages of the work they belong to
table("learning.handin", {})
table("learning.handinfile", {})
table("learning.review", {})

_OF_PERSON = {"person": "identifying"}
personal("learning.package", {"uploaded_by": "identifying", "uploaded_at": "work"})
personal("learning.pathassignment", _OF_PERSON | {"choices_left": "learning"})
personal("learning.courseedition", {"published_by": "identifying"})
personal("learning.editioncorrection", {"made_by": "identifying"})
personal("learning.questioncorrection", {"made_by": "identifying"})
personal("learning.editionmove", _OF_PERSON | {
    "kept": "learning", "dropped": "learning", "best_score": "learning", "moved_at": "learning",
})  # fmt: skip
personal("learning.lessonreview", {"asked_by": "identifying"})
personal("learning.reviewanswer", {"reviewer": "identifying", "remarks": "work"})
personal("learning.lessonremark", {"author": "identifying", "text": "work", "resolved_by": "identifying"})
personal("learning.editionplan", {"planned_by": "identifying", "author": "identifying"})
personal("learning.courseprogress", _OF_PERSON | {
    "edition": "learning", "quiz_after": "learning",
    "lessons_done": "learning", "current_lesson": "learning", "started_at": "learning",
    "last_activity_at": "learning", "completed_at": "learning", "best_score": "learning",
    "extended_to": "learning", "round": "learning", "valid_until": "learning", "renews_on": "learning", "given_at": "learning",
})  # fmt: skip
personal("learning.activityday", _OF_PERSON | {"day": "learning"})
personal("learning.deadlinechange", _OF_PERSON | {
    "from_on": "learning", "until_on": "learning", "at": "learning",
})  # fmt: skip
personal("learning.deadlineescalation", _OF_PERSON | {"due_on": "learning", "at": "learning"})
personal("learning.deadlineextension", _OF_PERSON | {
    "reason": "learning", "given_by": "identifying", "given_name": "identifying",
})  # fmt: skip
personal("learning.assignmentrule", {"made_by": "identifying", "made_name": "identifying"})
personal("learning.assignmenthit", _OF_PERSON | {"outcome": "learning", "why": "work"})
personal("learning.lessonvisit", _OF_PERSON | {"opened_at": "learning", "finished_at": "learning"})
personal("learning.deadlinefeed", {"author": "identifying", "code_hash": "secret", "made_at": "learning"})
personal("learning.lessonmargin", {
    "author": "identifying", "text": "learning", "folded": "learning", "marked_at": "learning",
    "saved_at": "learning", "place": "learning", "left_at": "learning", "seconds": "learning",
    "pages": "learning",
})  # fmt: skip
personal("learning.bankversion", {"made_by": "identifying", "signed": "identifying"})
personal("learning.bankimport", {"author": "identifying"})
personal("learning.bankimportline", {"author": "identifying"})
personal("learning.courseexport", {"author": "identifying"})
personal("learning.courseimport", {"author": "identifying"})
personal("learning.packageattempt", _OF_PERSON | dict.fromkeys(
    ("opened", "state", "completion", "success", "score", "measure", "seconds", "started_at", "last_at", "done_at"),
    "learning",
))  # fmt: skip
personal("learning.packagecommit", _OF_PERSON | {
    "received_at": "learning", "changes": "learning", "faults": "learning",
})  # fmt: skip
personal("learning.attempt", _OF_PERSON | {"points": "learning", "score": "learning", "passed": "learning"})
personal("learning.attemptanswer", _OF_PERSON | {"response": "learning", "points": "learning"})
personal("learning.quizallowance", _OF_PERSON | {"reason": "learning", "signed": "identifying"})
personal("learning.essaygrade", _OF_PERSON | {
    "marks": "learning", "points": "learning", "remark": "learning", "grader": "identifying", "signed": "identifying",
})  # fmt: skip
personal("learning.taskwork", _OF_PERSON | {
    "member_ids": "identifying", "members": "identifying", "draft": "learning", "draft_by": "identifying",
    "draft_at": "learning", "taker": "identifying", "taker_name": "identifying", "due_on": "learning",
    "due_reason": "learning", "accepted_at": "learning",
})  # fmt: skip
personal(
    "learning.taskfile",
    {"name": "learning", "body": "learning", "added_by": "identifying", "added_at": "log"},
)
personal(
    "learning.handin", {"by": "identifying", "by_name": "identifying", "text": "learning", "at": "learning"}
)
personal("learning.handinfile", {"hand_in": "learning"})
personal("learning.taskexample", {
    "text": "learning", "proposer": "identifying", "proposer_name": "identifying", "proposed_at": "log",
    "answer_name": "identifying", "answered_at": "log",
})  # fmt: skip
personal("learning.taskexamplefile", {"body": "learning"})
personal("learning.review", {
    "grader": "identifying", "signed": "identifying", "marks": "learning", "points": "learning",
    "remark": "learning", "graded_at": "learning",
})  # fmt: skip

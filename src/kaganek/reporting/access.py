"""Who may do what with reports and reminders."""

from __future__ import annotations

from kaganek.core.access import personal, table
from kaganek.people.terms import Role

table("reporting.reportissue", {
    Role.COORDINATOR: "view freeze review publish",
    Role.SUPPLIER: "view",
    Role.OPERATOR: "view",
    Role.AUDITOR: "view",
})  # fmt: skip
table("reporting.reminder", {
    Role.SUPERVISOR: "view send",
    Role.OFFICE_COORDINATOR: "view send",
    Role.IT_ADMIN: "view send",
    Role.COORDINATOR: "view",
    Role.SUPPLIER: "view",
    Role.AUDITOR: "view",
})  # fmt: skip
table("reporting.office", {  # the report of one office; not a table of the database
    Role.SUPERVISOR: "view export",
    Role.OFFICE_COORDINATOR: "view export",
    Role.IT_ADMIN: "view export",
    Role.AUDITOR: "view export",
    Role.SUPPLIER: "view export",
    Role.OPERATOR: "view",
    Role.COORDINATOR: "view export",
})  # fmt: skip
table("reporting.project", {  # the report across a project's offices
    Role.COORDINATOR: "view export",
    Role.AUDITOR: "view export",
    Role.SUPPLIER: "view export",
    Role.OPERATOR: "view export",
})  # fmt: skip
table("reporting.care", {  # how offices in care stand; not a table of the database
    Role.CONSULTANT: "view export",
    Role.COORDINATOR: "view export",
})  # fmt: skip
_EVERYONE_WHO_FOLLOWS = {
    Role.SUPERVISOR: "view",
    Role.OFFICE_COORDINATOR: "view",
    Role.IT_ADMIN: "view",
    Role.COORDINATOR: "view",
    Role.AUDITOR: "view",
    Role.SUPPLIER: "view",
    Role.OPERATOR: "view",
}
table("reporting.report", {  # the catalogue of reports; which of them, their own rows say
    Role.SUPERVISOR: "view export",
    Role.OFFICE_COORDINATOR: "view export",
    Role.IT_ADMIN: "view export",
    Role.COORDINATOR: "view export",
    Role.CONSULTANT: "view export",
    Role.AUDITOR: "view export",
    Role.SUPPLIER: "view export",
    Role.OPERATOR: "view export",
})  # fmt: skip
table("reporting.progress_report", _EVERYONE_WHO_FOLLOWS)
table("reporting.activity_report", _EVERYONE_WHO_FOLLOWS)
table("reporting.deadline_report", _EVERYONE_WHO_FOLLOWS)
table("reporting.quiz_report", _EVERYONE_WHO_FOLLOWS)
table("reporting.achievement_report", _EVERYONE_WHO_FOLLOWS)
table("reporting.letter_report", _EVERYONE_WHO_FOLLOWS)
table("reporting.question_report", {  # those who answer: what people ask is nobody else's to read
    Role.CONSULTANT: "view",
    Role.COORDINATOR: "view",
    Role.SUPPLIER: "view",
})  # fmt: skip
table("reporting.dashboard", {  # how everything goes, at one look; not a table of the database
    Role.COORDINATOR: "view",
    Role.SUPPLIER: "view",
    Role.OPERATOR: "view",
    Role.AUDITOR: "view",
})  # fmt: skip
_PLANNING = (
    Role.SUPERVISOR,
    Role.OFFICE_COORDINATOR,
    Role.IT_ADMIN,
    Role.COORDINATOR,
    Role.SUPPLIER,
    Role.OPERATOR,
)
table("reporting.savedreport", dict.fromkeys(_PLANNING, "save"))
table("reporting.reportschedule", dict.fromkeys(_PLANNING, "view add") | {Role.AUDITOR: "view"})
table(
    "reporting.reportresult", dict.fromkeys(_EVERYONE_WHO_FOLLOWS, "view export")
)  # each by its own recipient
table("reporting.indicator", {
    Role.COORDINATOR: "view add change freeze export",
    Role.SUPPLIER: "view export",
    Role.OPERATOR: "view export",
    Role.AUDITOR: "view export",
})  # fmt: skip
table("reporting.indicatorperiod", {})  # with their targets and lines: what a seat may do with the indicator
table("reporting.indicatortarget", {})
table("reporting.indicatorline", {})
table("reporting.tally", {})
personal("reporting.reminder", {"person": "identifying", "outcome": "log"})
personal("reporting.savedreport", {"author": "identifying", "name": "log", "asked": "log"})
personal("reporting.reportschedule", {
    "author": "identifying", "name": "log", "asked": "log", "account": "identifying", "membership": "identifying",
})  # fmt: skip
personal("reporting.reportresult", {
    "person": "identifying", "whom": "identifying", "account": "identifying", "membership": "identifying", "name": "log", "content": "learning",
    "state": "log", "event": "log",
})  # fmt: skip

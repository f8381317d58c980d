"""Who may do what with programmes and projects."""

from __future__ import annotations

from kaganek.core.access import personal, table
from kaganek.people.terms import Role

_SEE_ALL: dict[str, str] = {Role.OPERATOR: "view", Role.SUPPLIER: "view", Role.AUDITOR: "view"}

table("programmes.programme", {Role.COORDINATOR: "view", **_SEE_ALL})
table("programmes.programmeversion", {Role.COORDINATOR: "view", **_SEE_ALL})
table("programmes.project", {
    Role.COORDINATOR: "view change",
    Role.CONSULTANT: "view",
    Role.OPERATOR: "view",
    Role.SUPPLIER: "view add change",
    Role.AUDITOR: "view",
})  # fmt: skip
table("programmes.fundingsign", {Role.COORDINATOR: "view", Role.OPERATOR: "view", Role.SUPPLIER: "view add"})
table("programmes.participation", {
    Role.SUPERVISOR: "view",
    Role.OFFICE_COORDINATOR: "view",
    Role.IT_ADMIN: "view",
    Role.COORDINATOR: "view add change",
    Role.CONSULTANT: "view",
    Role.SUPPLIER: "view add change",
    Role.OPERATOR: "view",
    Role.AUDITOR: "view",
})  # fmt: skip
table("programmes.enrolment", {
    Role.LEARNER: "view",
    Role.SUPERVISOR: "view",
    Role.OFFICE_COORDINATOR: "view",
    Role.IT_ADMIN: "view",
    Role.CONSULTANT: "view",
    Role.COORDINATOR: "view",
    Role.SUPPLIER: "view",
    Role.OPERATOR: "view",
    Role.AUDITOR: "view",
})  # fmt: skip
table("programmes.achievement", {
    Role.LEARNER: "view",
    Role.SUPERVISOR: "view",
    Role.OFFICE_COORDINATOR: "view",
    Role.IT_ADMIN: "view",
    Role.COORDINATOR: "view",
    Role.SUPPLIER: "view",
    Role.OPERATOR: "view",
    Role.AUDITOR: "view",
})  # fmt: skip

personal("programmes.enrolment", {"person": "identifying", "enrolled_at": "learning", "left_at": "learning"})
personal(
    "programmes.achievement",
    {"person": "identifying", "title": "learning", "hours": "learning", "score": "learning"},
)

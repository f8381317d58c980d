"""Who may do what with certificates."""

from __future__ import annotations

from kaganek.core.access import personal, table
from kaganek.people.terms import Role

table("documents.numberseries", {})
table("documents.certificate", {
    Role.LEARNER: "view",
    Role.SUPERVISOR: "view",
    Role.OFFICE_COORDINATOR: "view",
    Role.IT_ADMIN: "view",
    Role.COORDINATOR: "view replace revoke",
    Role.SUPPLIER: "view replace revoke",
    Role.OPERATOR: "view",
    Role.AUDITOR: "view",
})  # fmt: skip
table(
    "documents.transcript", {Role.LEARNER: "view"}
)  # one's own achievements, whatever project they are from

personal(
    "documents.certificate",
    {"person": "identifying", "facts": "identifying", "number": "learning", "code": "secret"},
)

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
    Role.COORDINATOR: "view replace revoke issue",
    Role.SUPPLIER: "view replace revoke issue",
    Role.OPERATOR: "view",
    Role.AUDITOR: "view",
})  # fmt: skip
table("documents.certificateprint", {})
table("documents.certificatebundle", {
    Role.SUPERVISOR: "add view",
    Role.OFFICE_COORDINATOR: "add view",
    Role.IT_ADMIN: "add view",
    Role.COORDINATOR: "add view",
    Role.SUPPLIER: "add view",
})  # fmt: skip
_TEMPLATES = {
    Role.COORDINATOR: "view",
    Role.AUDITOR: "view",
    Role.OPERATOR: "view change",
    Role.SUPPLIER: "view change",
}
table("documents.certificatetemplate", _TEMPLATES)
table("documents.patron", {Role.OPERATOR: "change", Role.SUPPLIER: "change"})  # seen on the page of templates
table("documents.patronmark", {})
table("documents.badge", {Role.LEARNER: "view"})  # one's own certificate as an Open Badge
table(
    "documents.transcript", {Role.LEARNER: "view"}
)  # one's own achievements, whatever project they are from

personal("documents.certificatebundle", {"author": "identifying"})
personal("documents.certificateprint", {"person": "identifying", "sha256": "secret"})
personal(
    "documents.certificate",
    {"person": "identifying", "facts": "identifying", "number": "learning", "code": "secret"},
)

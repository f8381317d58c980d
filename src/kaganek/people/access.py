"""Who may do what with people and offices; which columns are about a person."""

from __future__ import annotations

from kaganek.core.access import personal, table
from kaganek.people.terms import Role

EVERYONE = tuple(Role)

table("people.account", dict.fromkeys(EVERYONE, "view change"))  # the own one
table("people.session", dict.fromkeys(EVERYONE, "view end"))  # the own ones
table("people.onetimecode", {
    Role.OFFICE_COORDINATOR: "issue",
    Role.IT_ADMIN: "issue",
    Role.COORDINATOR: "issue",
    Role.SUPPLIER: "issue",
})  # fmt: skip
table("people.signinattempt", {})
table("people.office", {
    Role.COORDINATOR: "view add change",
    Role.OPERATOR: "view",
    Role.SUPPLIER: "view add change",
    Role.AUDITOR: "view",
    Role.OFFICE_COORDINATOR: "view_own",
    Role.IT_ADMIN: "view_own",
    Role.SUPERVISOR: "view_own",
})  # fmt: skip
table("people.officestate", {})
table("people.registerimport", {Role.SUPPLIER: "view add", Role.OPERATOR: "view", Role.AUDITOR: "view"})
table("people.registerdraft", {Role.SUPPLIER: "confirm"})
table("people.person", {
    Role.SUPERVISOR: "view",
    Role.CONSULTANT: "view",
    Role.OFFICE_COORDINATOR: "view change move deactivate",
    Role.IT_ADMIN: "view change move deactivate",
    Role.COORDINATOR: "view change move deactivate",
    Role.SUPPLIER: "view change move deactivate",
    Role.OPERATOR: "view",
    Role.AUDITOR: "view",
})  # fmt: skip
table("people.membership", {
    Role.OFFICE_COORDINATOR: "view grant",
    Role.IT_ADMIN: "view grant",
    Role.COORDINATOR: "view grant",
    Role.SUPPLIER: "view grant",
    Role.AUDITOR: "view",
    Role.OPERATOR: "view",
})  # fmt: skip
table("people.advisedoffice", {
    Role.COORDINATOR: "view assign",
    Role.SUPPLIER: "view assign",
    Role.OPERATOR: "view",
    Role.AUDITOR: "view",
})  # fmt: skip
table("people.importdraft", {
    Role.OFFICE_COORDINATOR: "add confirm",
    Role.IT_ADMIN: "add confirm",
    Role.COORDINATOR: "add confirm",
    Role.SUPPLIER: "add confirm",
})  # fmt: skip

personal("people.account", {"login": "identifying", "password": "secret", "shown_name": "identifying"})
personal("people.session", {"account_id": "identifying", "browser": "log", "session_data": "secret"})
personal("people.onetimecode", {"account": "identifying", "code_hash": "secret"})
personal("people.signinattempt", {"login_hash": "identifying", "address": "log"})
personal("people.person", {
    "login": "identifying", "first_name": "identifying", "last_name": "identifying", "email": "contact",
    "department": "work", "position": "work", "group_name": "work", "sex": "identifying", "match_key": "identifying",
    "sort_name": "identifying", "folded": "identifying", "activated_at": "log", "deactivated_at": "work",
})  # fmt: skip
personal("people.membership", {"person": "identifying", "role": "work"})
personal("people.advisedoffice", {
    "adviser": "identifying", "assigned_by": "identifying", "ended_by": "identifying",
    "assigned_at": "work", "ended_at": "work",
})  # fmt: skip
personal("people.importdraft", {"rows": "identifying"})

"""Who may do what in the portal; reading it needs no seat."""

from __future__ import annotations

from kaganek.core.access import personal, table
from kaganek.people.terms import Role

table("portal.article", {Role.EXPERT: "view edit"})
# read by everybody on the portal's pages
table("portal.sitepage", dict.fromkeys((Role.OPERATOR, Role.SUPPLIER), "edit"))
table("portal.publication", {})
table("portal.editorial", {Role.EXPERT: "enter", Role.IT_ADMIN: "enter"})  # the content editor's screens
_EDITORS = dict.fromkeys((Role.EXPERT, Role.SUPPLIER), "edit")
table("portal.material", _EDITORS)
# read on the page of the material, written with it; a count is added to by whoever downloads
table("portal.materialversion", {})
table("portal.materialfile", {})
table("portal.materialcount", {})
table("portal.offer", {Role.COORDINATOR: "edit"})
table("portal.programmepage", {Role.COORDINATOR: "edit", Role.SUPPLIER: "edit"})
table("portal.joinrequest", {Role.COORDINATOR: "view decide"})
table("portal.portalevent", _EDITORS | {Role.COORDINATOR: "edit"})
table("portal.case", {Role.COORDINATOR: "view answer", Role.SUPPLIER: "view answer"})

personal("portal.joinrequest", {
    "name": "identifying", "office_name": "work", "email": "contact", "phone": "contact", "note": "work",
    "decided_by": "identifying",
})  # fmt: skip
personal("portal.case", {
    "name": "identifying", "email": "contact", "phone": "contact", "page": "work", "text": "work", "wish": "work",
    "answer": "work", "closed_by": "identifying",
})  # fmt: skip
table("portal.officearticle", {Role.IT_ADMIN: "edit", Role.SUPPLIER: "consent"})

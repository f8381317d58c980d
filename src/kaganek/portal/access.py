"""Who may do what in the portal; reading it needs no seat."""

from __future__ import annotations

from kaganek.core.access import table
from kaganek.people.terms import Role

table("portal.article", {Role.EXPERT: "view edit"})
table("portal.sitepage", {Role.EXPERT: "view", Role.SUPPLIER: "view"})
table("portal.publication", {Role.COORDINATOR: "view", Role.AUDITOR: "view"})
table("portal.editorial", {Role.EXPERT: "enter"})  # the content editor's screens

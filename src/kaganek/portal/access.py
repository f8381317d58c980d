"""Who may do what in the portal; reading it needs no seat."""

from __future__ import annotations

from kaganek.core.access import table
from kaganek.people.terms import Role

table("portal.article", {Role.EXPERT: "view edit"})
# read by everybody on the portal's pages
table("portal.sitepage", {})
table("portal.publication", {})
table("portal.editorial", {Role.EXPERT: "enter", Role.IT_ADMIN: "enter"})  # the content editor's screens

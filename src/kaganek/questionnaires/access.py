"""Who may do what with forms, and which columns tell about a person.

Reach does the rest: an office's administrator meets the office's own forms only, coordinators and experts the
programme's. The supplier agrees to an office's form where they chose to be asked, and reads no response.
"""

from __future__ import annotations

from kaganek.core.access import personal, table
from kaganek.people.terms import Role

_KEEPERS = (Role.IT_ADMIN, Role.OFFICE_COORDINATOR, Role.COORDINATOR)
_BUILDERS = dict.fromkeys((*_KEEPERS, Role.EXPERT), "view edit publish")

table("questionnaires.form", _BUILDERS | {Role.SUPPLIER: "agree"})
table("questionnaires.formagreement", {})  # the supplier's switch, on the page of forms that wait
table("questionnaires.formsection", {})
table("questionnaires.formquestion", {})
table("questionnaires.formversion", {})
table("questionnaires.privacynotice", {})
table("questionnaires.response", dict.fromkeys(_KEEPERS, "view handle erase"))
table("questionnaires.answer", {})
table("questionnaires.formfile", {})
table("questionnaires.formknock", {})
table("questionnaires.disposal", {})

personal("questionnaires.form", {"made_by": "identifying"})
personal("questionnaires.privacynotice", {"made_by": "identifying"})
personal("questionnaires.formversion", {"published_by": "identifying"})
personal("questionnaires.response", {"note": "identifying", "handled_by": "identifying"})
personal("questionnaires.answer", {"value": "identifying"})
personal("questionnaires.formfile", {"name": "identifying", "body": "identifying"})
personal("questionnaires.formknock", {"address": "log"})
personal("questionnaires.disposal", {"erased_by": "identifying"})

"""The log of deeds: who did what to which row, inside the caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from django.db.models import Model

from kaganek.core.kept import ask
from kaganek.core.models import AuditEntry
from kaganek.core.seats import Seat

# By hand, since Django asks for the new ids back and a seat that may only add cannot read them.
_INSERT = """
INSERT INTO core_auditentry (at, actor, role, deed, about, office_id, project_id, person_id, facts)
SELECT clock_timestamp(), %s::bigint, %s, %s, line.about, line.office, line.project, line.person, %s::jsonb
FROM jsonb_to_recordset(%s::jsonb) AS line(about text, office bigint, project bigint, person bigint)
"""


def record(by: Seat, deed: str, about: Model, **facts: str) -> None:
    """Append one line to the log. `facts` never hold passwords, codes or answers."""
    record_all(by, deed, [about], **facts)


def record_all(by: Seat, deed: str, about: Sequence[Model], **facts: str) -> None:
    """One line for each row, in one statement."""
    lines = [
        {
            "about": label_of(row),
            "office": getattr(row, "office_id", None),
            "project": _project_of(row),
            "person": getattr(row, "person_id", None),
        }
        for row in about
    ]
    ask(_INSERT, [by.person_id, by.role, deed, json.dumps(facts), json.dumps(lines)])


def last_actor(deeds: Collection[str], about: Model) -> int | None:
    """Who did one of these deeds to a row last; None when nobody or the system did. Call as the system."""
    rows = AuditEntry.objects.filter(about=label_of(about), deed__in=deeds).order_by("-pk")
    return rows.values_list("actor", flat=True).first()


def label_of(row: Model) -> str:
    """How the log names a row: "learning.attempt:17"."""
    return f"{row._meta.label_lower}:{row.pk}"


def _project_of(row: Model) -> object:
    """Below the projects a row names its project by a plain number (decision 4)."""
    if hasattr(row, "project_id"):
        return row.project_id
    found = getattr(row, "project", None)
    return found if isinstance(found, int) else None

"""What was mailed to a stranger and what became of it, as the pages of those who answer show it."""

from __future__ import annotations

from typing import Any

from kaganek.core.fates import ASTRAY, Fate, tag
from kaganek.core.notices.catalogue import label_of
from kaganek.portal.models import Case, JoinRequest
from kaganek.portal.queries.sent import letters_to


def letters_of(row: Case | JoinRequest) -> dict[str, Any]:
    """What the template needs: each letter in words, and whether one went astray."""
    rows = list(letters_to(row))
    sent = [
        {
            "label": label_of(one.kind), "tag": tag(one.fate), "left_at": one.left_at,
            "why": (one.bounce or one.error) if one.fate in (*ASTRAY, Fate.AGAIN) else "",
        }
        for one in rows
    ]  # fmt: skip
    return {"sent": sent, "astray": any(one.fate in ASTRAY for one in rows)}

"""What became of letters to strangers, for the pages of those who answer them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from kaganek.core.fates import fate, left_at
from kaganek.core.models import Letter
from kaganek.portal.models import Case, JoinRequest

# Kinds of letters, each with what it carries.
CASE_ANSWERS = {"portal.case_answered": "Odpowiedź", "portal.case_put_off": "Wiadomość o nowym terminie"}
JOIN_ANSWERS = {"portal.join_decided": "Decyzja"}
ANSWERS = CASE_ANSWERS | JOIN_ANSWERS


def answers_to(row: Case | JoinRequest) -> list[str]:
    """Events of the letters that answer."""
    return [f"{kind}:{row.pk}" for kind in (CASE_ANSWERS if isinstance(row, Case) else JOIN_ANSWERS)]


def letters_to(row: Case | JoinRequest) -> QuerySet[Any, Any]:
    """All letters to a stranger about what they sent, with `fate` and `left_at`, within the seat's reach."""
    received = "portal.case_received" if isinstance(row, Case) else "portal.join_received"
    rows = Letter.objects.filter(event__in=[f"{received}:{row.pk}", *answers_to(row)])
    return rows.annotate(fate=fate(), left_at=left_at()).order_by("pk")

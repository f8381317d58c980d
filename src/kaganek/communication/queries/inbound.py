"""Letters that wait for a decision, and whose each may be."""

from __future__ import annotations

from kaganek.communication.models import IncomingMail
from kaganek.communication.terms import MailFate
from kaganek.core.lists import by_words
from kaganek.people.models import Person

MOST = 20  # people offered at once


def writers(text: str) -> list[Person]:
    """People of offices within the seat's reach whose name, e-mail or login holds what was typed; none for nothing."""
    if not text.strip():
        return []
    rows = Person.objects.filter(deactivated_at=None).exclude(office=None).select_related("office")
    return list(by_words("folded")(rows, text).order_by("sort_name", "pk")[:MOST])


def held_mails() -> int:
    """How many letters wait for a decision within the seat's reach."""
    return IncomingMail.objects.filter(fate=MailFate.HELD).count()

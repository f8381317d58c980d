"""What a person tells of themselves to those they share a space with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from kaganek.communication.models import ContactCard
from kaganek.communication.queries.cards import FIELDS
from kaganek.core.seats import Seat


def keep_card(told: Mapping[str, str], *, by: Seat, at: datetime) -> ContactCard:
    """What is told from now on, field by field; what is not named is told no more. Source: rule C-43."""
    values = {name: told.get(name, "") for name in FIELDS} | {"changed_at": at}
    card, _ = ContactCard.objects.update_or_create(author_id=by.person_id or 0, defaults=values)
    return card

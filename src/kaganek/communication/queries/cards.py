"""Contact cards: one's own, and those of people one may meet."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kaganek.communication.models import ContactCard
from kaganek.communication.queries.acquaintance import may_meet, name_of
from kaganek.core.seats import SYSTEM, Seat, seated

FIELDS = ("email", "phone", "position", "department", "about")


@dataclass(frozen=True, slots=True)
class Shown:
    """A card as others see it: name and place always, the rest as its owner chose."""

    person_id: int
    name: str
    place: str
    told: dict[str, str]


def own_card(by: Seat) -> ContactCard | None:
    return ContactCard.objects.filter(author=by.person_id).first()


def card_of(person_id: int, *, by: Seat) -> Shown | None:
    """The card of somebody the seat may meet; None of anybody else. Source: rules C-41 and C-43."""
    if not may_meet(by, person_id):
        return None
    with seated(replace(SYSTEM, person_id=person_id)):
        card = ContactCard.objects.filter(author=person_id).first()
    name, place = name_of(person_id)
    told = {field: str(getattr(card, field)) for field in FIELDS if card and getattr(card, field)}
    return Shown(person_id, name, place, told)

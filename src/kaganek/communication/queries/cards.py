"""Contact cards: one's own, and those of people one may meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kaganek.communication.models import ContactCard, Conversation
from kaganek.communication.queries.acquaintance import known_people, may_meet, name_of
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.people.models import Person

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


def is_named(person_id: int, *, by: Seat) -> bool:
    """Whether pages of the seat name somebody whose card it may not see (any more): in a conversation or the register."""
    talked = Conversation.objects.filter(member_ids__contains=[person_id])
    return talked.exists() or known_people(by).filter(pk=person_id).exists()


def told_apart(people: Sequence[Person], *, by: Seat) -> list[tuple[Person, str]]:
    """Each with the place, and for those of one name and office with what tells them apart.

    That is what everybody who may meet them reads: roles and the card; the register only where the seat reads it.
    Source: rule C-43.
    """
    names = Counter((one.listed_name, one.office_id) for one in people)
    alike = [one for one in people if names[one.listed_name, one.office_id] > 1]
    register = (
        {one.pk: one for one in Person.objects.filter(pk__in=[one.pk for one in alike])} if alike else {}
    )
    found = []
    for one in people:
        place = one.office.office_name if one.office else "projekt"
        more = [place] if names[one.listed_name, one.office_id] == 1 else _more(one, place, register, by)
        found.append((one, ", ".join(filter(None, more))))
    return found


def _more(one: Person, place: str, register: dict[int, Person], by: Seat) -> list[str]:
    shown, kept = card_of(one.pk, by=by), register.get(one.pk)
    told = shown.told if shown else {}
    fields = [told.get(name) or (getattr(kept, name) if kept else "") for name in ("department", "position")]
    return [shown.place if shown else place, *fields]

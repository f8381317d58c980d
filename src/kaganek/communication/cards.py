"""What communication adds to pages below it: a person's address that refuses mail."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from kaganek.communication.queries.notices import refusing_address
from kaganek.core.access import may
from kaganek.core.seats import Seat
from kaganek.people.queries.panels import PersonPanel
from kaganek.people.queries.persons import roles_of
from kaganek.people.terms import may_give


def mail_panel(person_id: int, seat: Seat) -> PersonPanel | None:
    """Since when a person's address refuses mail and why; nothing while it takes it."""
    if not may(seat, "view", "core.letter"):
        return None
    letter = refusing_address(person_id)
    if letter is None:
        return None
    context = {
        "letter": letter,
        "log": f"{reverse('communication:letters')}?{urlencode({'q': letter.to})}",
        "may_retry": may(seat, "retry", "core.letter"),
        "may_change": may(seat, "change", "people.person")
        and may_give(seat.role, roles_of([person_id]).get(person_id, ())),
    }
    return PersonPanel("Adres odrzuca pocztę", "communication/refusing_address.html", context)

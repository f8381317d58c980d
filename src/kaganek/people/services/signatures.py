"""The name under a deed."""

from __future__ import annotations

from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.people.models import Person


def signature(by: Seat) -> str:
    """The full name of who acts, kept with what they did and said; "" for the system.

    One's own name, read past the walls: neither an author's seat nor an adviser's reaches its own row.
    """
    if by.person_id is None:
        return ""
    with seated(SYSTEM):
        own = Person.objects.filter(pk=by.person_id).first()
    return own.full_name if own else ""

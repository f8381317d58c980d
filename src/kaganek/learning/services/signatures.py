"""The name under a deed."""

from __future__ import annotations

from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.people.models import Person


def signature(by: Seat) -> str:
    """The full name of who acts, kept with what they said; the role for a seat without a person.

    One's own name, read past the walls: an adviser's seat does not reach its own row.
    """
    with seated(SYSTEM):
        own = Person.objects.filter(pk=by.person_id or 0).first()
    return own.full_name if own else by.label

"""Whose forms a seat keeps, and the seat from which a stranger's response is written."""

from __future__ import annotations

from kaganek.core.dbroles import DbRole
from kaganek.core.seats import Seat


def owner_of(by: Seat) -> int | None:
    """The office whose forms a seat keeps; None for the programme's own."""
    return by.offices[0] if by.db_role is DbRole.OFFICE and by.offices else None


def desk(office_id: int | None) -> Seat:
    """The seat of one owner's desk, at which nobody sits: what a stranger sends is written from here.

    It reaches the rows of that one owner and of no other, so that a fault in a public page is a fault in one office.
    """
    if office_id is None:
        return Seat(person_id=None, role="desk", db_role=DbRole.PROJECT)
    return Seat(person_id=None, role="desk", db_role=DbRole.OFFICE, offices=(office_id,))

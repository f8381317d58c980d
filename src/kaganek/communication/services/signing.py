"""Under what name somebody writes: as it stands on that day, for readers who cannot read the register."""

from __future__ import annotations

from typing import Any

from kaganek.core.seats import Seat
from kaganek.people.services.signatures import signature
from kaganek.people.terms import Role


def place_of(by: Seat) -> str:
    """The role and the office one writes from; a participant is told by the office alone."""
    role = "" if by.role == Role.LEARNER else by.label
    return ", ".join(filter(None, (role, by.place)))


def signed(by: Seat) -> dict[str, Any]:
    """The columns of `models.signed.Signed`."""
    return {"by_id": by.person_id, "by_name": signature(by), "by_place": place_of(by)}

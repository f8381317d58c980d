"""The shelf of reports, and what of it a seat may open."""

from __future__ import annotations

from kaganek.core.access import may
from kaganek.core.registry import Registry
from kaganek.core.seats import Seat
from kaganek.reporting.queries.definitions.parts import Definition

report_definitions: Registry[Definition] = Registry("reports")


def definitions_for(seat: Seat) -> list[Definition]:
    """The reports that a seat may open, in the order of their titles."""
    found = [one for _, one in report_definitions if may(seat, "view", one.obj)]
    return sorted(found, key=lambda one: one.title)

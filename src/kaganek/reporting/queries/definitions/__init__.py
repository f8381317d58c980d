"""The reports that there are: what one row of each is, its columns, filters, numbers, and who may see it.

Another app puts its own on the shelf `report_definitions` in its `ready()`; a page, files, schedules and the walk over
every number come with it.
"""

from __future__ import annotations

from kaganek.core.access import may
from kaganek.core.registry import Registry
from kaganek.core.seats import Seat
from kaganek.reporting.queries.definitions.parts import Definition, Dimension, Look, Measure

__all__ = ["Definition", "Dimension", "Look", "Measure", "definitions_for", "report_definitions"]

report_definitions: Registry[Definition] = Registry("reports")


def definitions_for(seat: Seat) -> list[Definition]:
    """The reports that a seat may open, in the order of their titles."""
    found = [one for _, one in report_definitions if may(seat, "view", one.obj)]
    return sorted(found, key=lambda one: one.title)

"""The reports that there are: what one row of each is, its columns, filters, numbers, and who may see it.

Another app puts its own on the shelf `report_definitions` in its `ready()`; a page, files, schedules and the walk over
every number come with it.
"""

from __future__ import annotations

from kaganek.reporting.queries.definitions.parts import Definition, Dimension, Look, Measure
from kaganek.reporting.queries.definitions.shelf import definitions_for, report_definitions

__all__ = ["Definition", "Dimension", "Look", "Measure", "definitions_for", "report_definitions"]

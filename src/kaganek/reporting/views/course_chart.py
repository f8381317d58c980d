"""The chart of courses that the report of an office and that of a project begin with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.safestring import SafeString

from kaganek.core import charts
from kaganek.reporting.queries.shown import chart_label

PARTS = {"done": "ukończone", "doing": "w trakcie", "late": "po terminie", "todo": "nierozpoczęte"}


def course_chart(
    title: str, finding: str, courses: Iterable[Mapping[str, Any]], *, cid: str = "szkolenia"
) -> SafeString:
    """How many people of each course stand how, in the order given."""
    rows = [(chart_label(one["short"] or one["title"]), [one[part] for part in PARTS]) for one in courses]
    return charts.stacked(cid, title, finding, rows, series=tuple(PARTS.values()), head="Szkolenie")

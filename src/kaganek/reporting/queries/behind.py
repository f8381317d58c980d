"""Where a number of another page leads: the list of the catalogue that has exactly the rows it counts (R-21)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.safestring import SafeString

from kaganek.core.access import may
from kaganek.core.markup import address, filled
from kaganek.core.seats import Seat
from kaganek.reporting.queries.definitions import report_definitions

PEOPLE: Mapping[
    str, tuple[str, str]
] = {  # of whole paths: report and which of its numbers; a row for each person
    "people": ("postep", ""),
    "going": ("postep", "w-drodze"),
    "done": ("postep", "sciezka"),
    "late": ("terminy", "po-terminie"),
}
COURSE: Mapping[str, str] = {
    "people": "",
    "done": "ukonczone",
    "late": "po-terminie",
}  # of one course: its rows


def rows(seat: Seat, report: str, **asked: object) -> str:
    """The address of a report narrowed so; "" when the seat may not open it. What is empty asks for nothing."""
    if not (may(seat, "view", "reporting.report") and may(seat, "view", report_definitions.get(report).obj)):
        return ""
    query = "&".join(f"{key}={value}" for key, value in asked.items() if value not in ("", None))
    return f"{address('reporting:report', report)}?{query}"


def people(seat: Seat, number: str, **asked: object) -> str:
    """The people behind a number of whole paths (a key of PEOPLE), within one project."""
    report, only = PEOPLE[number]
    return rows(seat, report, grupuj="osoba", co=only, **asked)


def course(seat: Seat, number: str, **asked: object) -> str:
    """The rows behind a number of one course (a key of COURSE); `asked` names it as "szkolenie"."""
    return rows(seat, "postep", co=COURSE[number], **asked)


def linked(number: object, shown: object, href: str) -> SafeString:
    """A number as it is shown, with the link to what is behind it; nothing has nothing behind it."""
    return filled('<a href="{}">{}</a>', href, shown) if number and href else filled("{}", shown)

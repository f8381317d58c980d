"""Everyone in a project and how they stand with each course, as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.http import Http404, StreamingHttpResponse

from kaganek.core.attachments import HEADERS
from kaganek.core.seats import Seat, seated
from kaganek.learning import rules
from kaganek.learning.terms import ProgressState
from kaganek.lib.exports import TYPES, Column, Value, csv_rows, xlsx_chunks
from kaganek.reporting.queries import project as report

LABELS = {state: str(state.label) for state in ProgressState}
FIRST = ("Urząd", "TERYT", "Nazwisko", "Imię", "Grupa")
LAST = ("Ukończone szkolenia", "Wszystkie szkolenia", "Ostatnia aktywność")


def people_file(
    seat: Seat, asked: report.Asked, courses: Sequence[dict[str, Any]], *, fmt: str, name: str
) -> StreamingHttpResponse:
    """One row per person, one column per course; streamed from a seat and a transaction of its own."""
    if fmt not in TYPES:
        raise Http404
    response = StreamingHttpResponse(
        _pieces(seat, asked, courses, fmt), content_type=TYPES[fmt], headers=HEADERS
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{fmt}"'
    return response


def _pieces(seat: Seat, asked: report.Asked, courses: Sequence[dict[str, Any]], fmt: str) -> Iterator[bytes]:
    columns = [Column(title) for title in (*FIRST, *(row["title"] for row in courses), *LAST)]
    ids = [row["course_id"] for row in courses]
    with seated(seat):
        rows = (_line(person, ids, asked.today) for person in report.people(asked))
        yield from csv_rows(columns, rows) if fmt == "csv" else xlsx_chunks(columns, rows, title="Osoby")


def _line(person: report.Standing, ids: Sequence[int], today: date) -> list[Value]:
    states = {
        course: LABELS[rules.state(completed_at=completed, started_at=begun, due_on=due, today=today)]
        for course, due, begun, completed in person.courses
    }
    return [
        person.office_name,
        person.teryt,
        person.last_name,
        person.first_name,
        person.group,
        *(states.get(one, "") for one in ids),
        sum(completed for *_, completed in person.courses),
        len(person.courses),
        person.last,
    ]

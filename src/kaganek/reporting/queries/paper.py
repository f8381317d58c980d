"""A report on paper: the same rows, totals and conditions as its page, as a tagged PDF."""

from __future__ import annotations

from datetime import datetime
from itertools import islice

from django.utils import timezone

from kaganek.lib import pdf
from kaganek.reporting.queries.definitions.parts import words
from kaganek.reporting.queries.reading import Reading

MOST_ROWS = 2000  # nobody reads a longer table on paper; the files hold all of it
EMPTY = "W tym zakresie nie ma żadnych danych."


class TooLongForPaper(Exception):
    """The report has more rows than paper takes: it leaves as CSV or XLSX, or is narrowed first."""


def document(reading: Reading, *, at: datetime) -> bytes:
    """The report as PDF/UA-1. Raises TooLongForPaper."""
    lines = list(islice(reading.lines(), MOST_ROWS + 1))
    if len(lines) > MOST_ROWS:
        raise TooLongForPaper
    grouped = reading.grouping is not None
    columns = reading.spec.export_columns
    return pdf.listing(
        pdf.ListingDoc(
            title=reading.definition.title,
            publisher=reading.place,
            facts=[("Wydrukowano", f"{timezone.localtime(at):%d.%m.%Y, godz. %H:%M}"), *reading.conditions],
            columns=[pdf.Column(label=one.file_label, numeric=one.css == "n") for one in columns],
            rows=[[words(value) for value in line] for line in lines],
            total=[words(value) for value in reading.total_lines()[0]] if grouped and lines else (),
            figures=[] if grouped and lines else [(one.label, one.shown) for one in reading.totals],
            notes=reading.cautions,
            empty=EMPTY,
            made_at=at,
        )
    )

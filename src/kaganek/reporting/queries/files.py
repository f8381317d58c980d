"""A report as a file: its rows, and under them its totals."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

from kaganek.lib import exports
from kaganek.reporting.queries.reading import Reading


def columns(reading: Reading) -> list[exports.Column]:
    return [exports.Column(label) for label in reading.columns]


def lines(reading: Reading) -> Iterator[list[exports.Value]]:
    """Rows and totals; the totals come last, so that a file of a million rows is read once."""
    yield from reading.lines()
    yield from reading.total_lines()


def csv(reading: Reading) -> Iterator[bytes]:
    yield from exports.csv_rows(columns(reading), lines(reading))


def sheet(reading: Reading) -> tempfile.SpooledTemporaryFile[bytes] | None:
    """The workbook, written before the answer begins; None when a sheet cannot hold the report."""
    file = tempfile.SpooledTemporaryFile(max_size=2**20)  # noqa: SIM115 - whoever sends it closes it
    try:
        exports.write_xlsx(file, columns(reading), lines(reading), title=reading.definition.name)
    except exports.TooManyRows:
        file.close()
        return None
    file.seek(0)
    return file

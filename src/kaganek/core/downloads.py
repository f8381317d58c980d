"""A list as a file: the same rows as on the screen, streamed from a seat of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.http import Http404, StreamingHttpResponse

from kaganek.core.lists import ListSpec, Rows
from kaganek.core.seats import SeatedRequest, seated
from kaganek.lib.exports import Column, csv_rows, xlsx_chunks

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def list_file(
    request: SeatedRequest, spec: ListSpec, queryset: Callable[[], Rows], *, fmt: str, name: str
) -> StreamingHttpResponse:
    """Answer with all rows of a list as CSV or XLSX, filtered and ordered as the address asks.

    queryset  makes the queryset inside the seat of the answer: the request's own transaction is
              over when the file leaves. `name` carries no personal data and no ending.

    An unknown format is as absent as an unknown page.
    """
    if fmt not in TYPES:
        raise Http404
    response = StreamingHttpResponse(_pieces(request, spec, queryset, fmt, name), content_type=TYPES[fmt])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{fmt}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _pieces(
    request: SeatedRequest, spec: ListSpec, queryset: Callable[[], Rows], fmt: str, name: str
) -> Iterator[bytes]:
    with seated(request.seat):
        columns = [Column(column.file_label) for column in spec.export_columns]
        # Any value of a list column has a text; the exporter refuses none.
        rows = spec.export(queryset(), request.GET)
        yield from csv_rows(columns, rows) if fmt == "csv" else xlsx_chunks(columns, rows, title=name)  # type: ignore[arg-type]

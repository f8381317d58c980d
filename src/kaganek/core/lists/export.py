"""A list as a file: the screen's columns, filters and order, all pages."""

import tempfile
from collections.abc import Iterator

from django.http import FileResponse, Http404, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from kaganek.core.attachments import HEADERS
from kaganek.core.lists.columns import Rows
from kaganek.core.lists.spec import ListSpec
from kaganek.core.seats import SeatedRequest, seated
from kaganek.lib import exports


def export_response(
    spec: ListSpec, queryset: Rows, request: SeatedRequest, *, name: str, fmt: str
) -> HttpResponseBase:
    """The file of the list that the same address shows as a page.

    queryset  what the page gives to `spec.read`.
    name      start of the file's name, without spaces ("postepy"); the day is added.
    fmt       "csv" (streamed) or "xlsx"; anything else is a page that does not exist.

    A list too long for a sheet leaves as CSV.
    """
    if fmt not in exports.TYPES:
        raise Http404
    if fmt == "xlsx":
        sheet = _sheet(spec, queryset, request)
        if sheet:
            return FileResponse(
                sheet,
                as_attachment=True,
                filename=_file_name(name, fmt),
                content_type=exports.TYPES[fmt],
                headers=HEADERS,
            )
    response = StreamingHttpResponse(
        _streamed(spec, queryset, request), content_type=exports.TYPES["csv"], headers=HEADERS
    )
    response["Content-Disposition"] = f'attachment; filename="{_file_name(name, "csv")}"'
    return response


def _file_name(name: str, fmt: str) -> str:
    return f"{name}-{timezone.localdate():%Y-%m-%d}.{fmt}"


def _columns(spec: ListSpec) -> list[exports.Column]:
    return [exports.Column(column.file_label) for column in spec.export_columns]


def _streamed(spec: ListSpec, queryset: Rows, request: SeatedRequest) -> Iterator[bytes]:
    # The request's own transaction is over when the first piece leaves: the file takes the seat again.
    with seated(request.seat):
        yield from exports.csv_rows(_columns(spec), spec.export(queryset, request.GET))


def _sheet(
    spec: ListSpec, queryset: Rows, request: SeatedRequest
) -> "tempfile.SpooledTemporaryFile[bytes] | None":
    """The workbook, written before the answer begins, so that a fault is a fault page and not half a file."""
    sheet = tempfile.SpooledTemporaryFile(max_size=2**20)  # noqa: SIM115 - FileResponse closes it
    try:
        exports.write_xlsx(sheet, _columns(spec), spec.export(queryset, request.GET), title=spec.name)
    except exports.TooManyRows:
        sheet.close()
        return None
    sheet.seek(0)
    return sheet

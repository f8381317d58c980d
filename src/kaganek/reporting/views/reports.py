"""The catalogue of reports, and each of them: on the screen, as files, on paper."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kaganek.core.access import may, needs
from kaganek.core.attachments import HEADERS
from kaganek.core.parts import Empty
from kaganek.core.seats import SeatedRequest, seated
from kaganek.lib import exports
from kaganek.reporting.queries import files, paper
from kaganek.reporting.queries.definitions import definitions_for, report_definitions
from kaganek.reporting.queries.reading import AS_OF, GROUP, Reading

NOTHING = Empty("Nie ma jeszcze danych", "Wiersze pojawią się tu, gdy będzie co pokazać.")
PDF = "application/pdf"


@require_GET
@needs("view", "reporting.report")
def catalogue(request: SeatedRequest) -> HttpResponse:
    """Every report that the seat may open."""
    return render(request, "reporting/catalogue.html", {"reports": definitions_for(request.seat)})


@require_GET
@needs("view", "reporting.report")
def report(request: SeatedRequest, key: str) -> HttpResponse:
    """One page of a report, with its totals; each number leads to the rows it counts."""
    reading = _reading(request, key)
    listing = reading.listing()
    query = urlencode(reading.asked)
    return render(request, "reporting/report.html", {
        "reading": reading, "definition": reading.definition, "listing": listing, "empty": NOTHING,
        "tabs": _tabs(reading), "export_query": f"?{query}" if query else "",
        "now_href": reading.href(**{AS_OF: ""}),
        "paper": listing.total <= paper.MOST_ROWS and not listing.beyond,
    })  # fmt: skip


@require_GET
@needs("export", "reporting.report")
def report_export(request: SeatedRequest, key: str, fmt: str) -> HttpResponseBase:
    """The same report as a file: all its rows and totals."""
    reading = _reading(request, key)
    name = f"{key}-{timezone.localdate():%Y-%m-%d}"
    if fmt == "pdf":
        return _paper(request, reading, name)
    if fmt == "xlsx" and (sheet := files.sheet(reading)):
        return FileResponse(
            sheet,
            as_attachment=True,
            filename=f"{name}.xlsx",
            content_type=exports.TYPES["xlsx"],
            headers=HEADERS,
        )
    response = StreamingHttpResponse(_streamed(reading), content_type=exports.TYPES["csv"], headers=HEADERS)
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _reading(request: SeatedRequest, key: str) -> Reading:
    """The report that the address names; one that the seat may not see is absent."""
    if key not in report_definitions or not may(request.seat, "view", report_definitions.get(key).obj):
        raise Http404
    params = {name: str(value) for name, value in request.GET.items()}
    return Reading(report_definitions.get(key), params, seat=request.seat, today=timezone.localdate())


def _tabs(reading: Reading) -> list[tuple[str, str, bool]]:
    now = reading.grouping.key if reading.grouping else ""
    shown = [("", reading.definition.name), *((one.key, one.many) for one in reading.grouped_by)]
    return [(label, reading.href(**{GROUP: key, "sort": ""}), key == now) for key, label in shown]


def _paper(request: SeatedRequest, reading: Reading, name: str) -> HttpResponseBase:
    try:
        made = paper.document(reading, at=timezone.now())
    except paper.TooLongForPaper:
        messages.warning(
            request,
            f"Na papier wejdzie najwyżej {paper.MOST_ROWS} wierszy. Zawęź zestawienie albo pobierz CSV.",
        )
        return redirect(reading.href())
    response = HttpResponse(made, content_type=PDF, headers=HEADERS)
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


def _streamed(reading: Reading) -> Iterator[bytes]:
    # The request's own transaction is over when the first piece leaves: the file takes the seat again.
    with seated(reading.look.seat):
        yield from files.csv(reading)

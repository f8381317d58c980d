"""The catalogue of reports, and each of them: on the screen, as files, on paper."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from kaganek.core.access import may, needs
from kaganek.core.attachments import HEADERS
from kaganek.core.forms import Form
from kaganek.core.parts import Empty
from kaganek.core.seats import Seat, SeatedRequest, seated
from kaganek.lib import exports
from kaganek.reporting.forms import SaveForm, ScheduleForm
from kaganek.reporting.models import SavedReport
from kaganek.reporting.queries import files, paper, saved
from kaganek.reporting.queries.definitions import Definition, definitions_for, report_definitions
from kaganek.reporting.queries.reading import AS_OF, GROUP, Reading

NOTHING = Empty("Nie ma jeszcze danych", "Wiersze pojawią się tu, gdy będzie co pokazać.")
PDF = "application/pdf"


@require_GET
@needs("view", "reporting.report")
def catalogue(request: SeatedRequest) -> HttpResponse:
    """Every report that the seat may open."""
    found = definitions_for(request.seat)
    titles = {one.key: one.title for one in found}
    keeps = may(request.seat, "view", "reporting.reportresult")  # a consultant looks, and keeps nothing here
    kept = [
        (one, titles[one.report], _address(one))
        for one in (saved.saved_for(request.seat) if keeps else ())
        if one.report in titles
    ]
    return render(
        request, "reporting/catalogue.html", {"reports": found, "saved": kept, "seat": request.seat}
    )


def _address(kept: SavedReport) -> str:
    return f"{reverse('reporting:report', args=[kept.report])}?{urlencode(kept.asked)}"


@require_GET
@needs("view", "reporting.report")
def report(request: SeatedRequest, key: str) -> HttpResponse:
    """One page of a report, with its totals; each number leads to the rows it counts."""
    return report_page(request, _reading(request, key))


def report_page(
    request: SeatedRequest, reading: Reading, *, status: int = 200, **forms: Form
) -> HttpResponse:
    """The page; `forms` are those sent with mistakes, which stand open."""
    listing = reading.listing()
    query = urlencode(reading.asked)
    return render(request, "reporting/report.html", {
        "reading": reading, "definition": reading.definition, "listing": listing, "empty": NOTHING,
        "tabs": _tabs(reading), "export_query": f"?{query}" if query else "",
        "now_href": reading.href(**{AS_OF: ""}), "now": timezone.now(),
        "paper": listing.total <= paper.MOST_ROWS and not listing.beyond,
        "forms_open": bool(forms), **_new_forms(request.seat, reading.definition, query), **forms,
    }, status=status)  # fmt: skip


def _new_forms(seat: Seat, definition: Definition, asked: str) -> dict[str, Form]:
    """The forms under a report, for those who may fill them."""
    found: dict[str, Form] = {}
    if may(seat, "save", "reporting.savedreport"):
        found["save_form"] = SaveForm(seat, initial={"asked": asked, "form_key": uuid.uuid4()})
    if may(seat, "add", "reporting.reportschedule"):
        found["schedule_form"] = ScheduleForm(
            seat, definition, initial={"asked": asked, "form_key": uuid.uuid4()}
        )
    return found


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
    return reading_of(request.seat, key, {name: str(value) for name, value in request.GET.items()})


def reading_of(seat: Seat, key: str, params: Mapping[str, str]) -> Reading:
    """The report that an address names; one that the seat may not see is absent."""
    if key not in report_definitions or not may(seat, "view", report_definitions.get(key).obj):
        raise Http404
    return Reading(report_definitions.get(key), params, seat=seat, today=timezone.localdate())


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

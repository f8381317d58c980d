"""Published reports: the list, the page, the files; and the deed that publishes one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kaganek.core.access import needs, public
from kaganek.core.lists import Column, ListSpec
from kaganek.core.parts import Deed, Empty
from kaganek.core.seats import SeatedRequest
from kaganek.lib import exports
from kaganek.lib.exports import csv_rows, xlsx_bytes
from kaganek.portal import queries
from kaganek.portal.models import Publication
from kaganek.portal.services.publications import publish as publish_report
from kaganek.portal.views.cards import report_line
from kaganek.reporting.models import ReportIssue, shown_number
from kaganek.reporting.queries import open_data, shown
from kaganek.reporting.services.issues import NotReviewed, Rejected

NONE = Empty("Nie ma jeszcze raportów", "Pierwszy raport pojawi się tu po zakończeniu okresu.")
LIST = ListSpec(
    name="Raporty",
    found=("raport", "raporty", "raportów"),
    columns=[
        Column(key="data", label="Opublikowano", value=lambda row: row["slug"], sort=("published_at", "pk"))
    ],
    default_sort="data:desc",
    page_size=12,
    id="raporty",
)
TYPES = exports.TYPES | {"pdf": "application/pdf"}
KEEP = 24 * 3600  # seconds a finished PDF stays in memory; its content never changes


@require_safe
@public
def reports(request: HttpRequest) -> HttpResponse:
    """All published reports, newest first."""
    listing = LIST.read(queries.publications(), request.GET)
    rows = [report_line(shown_publication(row), 2) for row in listing.rows]
    return render(request, "portal/reports.html", {"reports": rows, "listing": listing, "empty": NONE})


@require_safe
@public
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """One published report with its history."""
    found = publication_of(slug)
    chain = [_link(row) for row in queries.chain(found)]
    numbers = {row["report_id"]: row for row in chain}
    return render(request, "portal/report.html", {
        "publication": found, "issue": found.report, "facts": shown.parts(found.report), "chain": chain,
        "replaces": numbers.get(found.report.corrects_id),
        "replaced_by": next((row for row in chain if row["report__corrects_id"] == found.report_id), None),
        "data": open_data.OF_REPORT, "has_indicators": bool(open_data.indicators(found.report.content)),
        "crumbs": [("Program w urzędach", reverse("portal:reports")), (found.report.shown_number, request.path)],
    })  # fmt: skip


@require_safe
@public
def report_file(request: HttpRequest, slug: str, fmt: str) -> HttpResponse:
    """The same report as CSV, XLSX or PDF."""
    found = publication_of(slug)
    response = HttpResponse(_bytes(found, fmt), content_type=TYPES[fmt])
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}.{fmt}"'
    return response


@require_POST
@needs("publish", "reporting.reportissue")
def publish(request: SeatedRequest, issue_id: int) -> HttpResponse:
    """Show a reviewed report to everyone; asks first."""
    back = reverse("reporting:issue", args=[issue_id])
    if request.POST.get("confirmed") != "1":
        if not ReportIssue.objects.filter(pk=issue_id).exists():
            raise Http404
        return render(request, "ui/confirm.html", {"deed": _asked(request.path, back)})
    try:
        made = publish_report(issue_id, by=request.seat, at=timezone.now())
    except ReportIssue.DoesNotExist as missing:
        raise Http404 from missing
    except NotReviewed:
        messages.error(request, "Najpierw przejrzyj raport i potwierdź, że liczby są w porządku.")
        return redirect(back)
    except Rejected:
        messages.error(request, "Tego raportu nie można opublikować: jest odrzucony.")
        return redirect(back)
    messages.success(request, "Raport jest opublikowany. Każdy może go przeczytać i pobrać.")
    return redirect("portal:report", made.slug)


def shown_publication(row: Any) -> dict[str, Any]:
    """A line of a list of reports."""
    return {
        "slug": row["slug"],
        "title": row["report__title"],
        "number": number_of(row),
        "published_at": row["published_at"],
        "project": row["report__content__project"]["name"],
        "total": row["report__content__total"],
        "replaced": bool(row["report__corrected_by__publication__slug"]),
    }


def number_of(row: Any) -> str:
    """The number of a report in a line of a list."""
    return shown_number(row["report__number"], row["report__frozen_at"])


def _link(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"number": number_of(row)}


def publication_of(slug: str) -> Publication:
    """The published report of an address; Http404 without one."""
    found = queries.publication(slug)
    if found is None:
        raise Http404
    return found


def _bytes(found: Publication, fmt: str) -> bytes:
    if fmt == "csv":
        return b"".join(csv_rows(shown.FILE_COLUMNS, shown.file_rows(found.report.content)))
    if fmt == "xlsx":
        title = f"Raport {found.report.number}"
        return xlsx_bytes(shown.FILE_COLUMNS, shown.file_rows(found.report.content), title=title)
    newer = next(
        (number_of(row) for row in queries.chain(found) if row["report__corrects_id"] == found.report_id), ""
    )
    key = f"portal.pdf.{found.pk}.{newer}"
    made: bytes | None = cache.get(key)
    if made is None:
        made = shown.document(found.report, published_at=found.published_at, replaced_by=newer)
        cache.set(key, made, KEEP)
    return made


def _asked(action: str, back: str) -> Deed:
    return Deed(
        title="Opublikować raport?",
        text="Raport zobaczą wszyscy, bez logowania. Opublikowanego raportu nie można cofnąć ani zmienić, "
        "można go tylko zastąpić korektą.",
        action=action,
        submit="Opublikuj",
        icon="globe",
        cancel_href=back,
        final=True,
    )

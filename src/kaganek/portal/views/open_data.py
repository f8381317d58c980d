"""Published reports for machines: JSON, tables with their columns explained, and the list of all sets. No sign-in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kaganek.core.access import public
from kaganek.lib import exports
from kaganek.lib.exports import csv_rows
from kaganek.portal import queries
from kaganek.portal.views.reports import number_of, publication_of
from kaganek.reporting.queries import open_data

Told = dict[str, Any]
METADATA = "application/csvm+json"


@require_safe
@public
def sets(request: HttpRequest) -> HttpResponse:
    """Every published report with the addresses of its files, newest first."""
    found = queries.publications().order_by("-published_at")
    return _json({"licence": open_data.LICENCE, "sets": [_listed(request, row) for row in found]})


def _listed(request: HttpRequest, row: Any) -> Told:
    slug = row["slug"]
    return {
        "number": number_of(row),
        "title": row["report__title"],
        "project": row["report__content__project"]["name"],
        "published_on": timezone.localdate(row["published_at"]).isoformat(),
        "replaced": bool(row["report__corrected_by__publication__slug"]),
        "page": request.build_absolute_uri(reverse("portal:report", args=[slug])),
        "json": _address(request, slug, "", "json"),
        "csv": [_address(request, slug, kind, "csv") for kind in open_data.SETS],
    }


@require_safe
@public
def whole(request: HttpRequest, slug: str) -> HttpResponse:
    """One published report as JSON, with its columns explained."""
    found = publication_of(slug)
    newer = [number_of(row) for row in queries.chain(found) if row["report__corrects_id"] == found.report_id]
    page = request.build_absolute_uri(reverse("portal:report", args=[slug]))
    told = open_data.whole(found.report, address=page, corrected_by=newer[0] if newer else "")
    return _json(told, name=f"{slug}.json")


@require_safe
@public
def indicators(request: HttpRequest, slug: str) -> HttpResponse:
    """The indicators of a published report as CSV."""
    content = publication_of(slug).report.content
    rows = csv_rows(open_data.INDICATOR_COLUMNS, open_data.indicator_rows(content))
    response = HttpResponse(b"".join(rows), content_type=exports.TYPES["csv"])
    response["Content-Disposition"] = f'attachment; filename="{slug}-wskazniki.csv"'
    return response


@require_safe
@public
def described(request: HttpRequest, slug: str, kind: str = "") -> HttpResponse:
    """What each column of a CSV of the report means, where readers of CSV on the Web look for it."""
    found = publication_of(slug)
    told = open_data.metadata(found.report, kind, _address(request, slug, kind, "csv"))
    return _json(told, content_type=METADATA)


def _address(request: HttpRequest, slug: str, kind: str, fmt: str) -> str:
    return request.build_absolute_uri(f"{reverse('portal:reports')}{slug}{kind}.{fmt}")


def _json(told: Told, *, name: str = "", content_type: str = "application/json") -> HttpResponse:
    response = JsonResponse(
        told, json_dumps_params={"ensure_ascii": False, "indent": 1}, content_type=content_type
    )
    if name:
        response["Content-Disposition"] = f'inline; filename="{name}"'
    return response

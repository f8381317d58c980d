"""The report across the offices of a project: on the screen and as files."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from kaganek.core import charts
from kaganek.core.access import needs
from kaganek.core.lists import Listing, export_response
from kaganek.core.parts import Empty
from kaganek.core.seats import SeatedRequest
from kaganek.lib.polish import NBSP, counted, percent
from kaganek.programmes.models import Project
from kaganek.reporting.queries import behind
from kaganek.reporting.queries import project as report
from kaganek.reporting.rules import whole_percent
from kaganek.reporting.views.course_chart import course_chart
from kaganek.reporting.views.people_file import people_file
from kaganek.reporting.views.project_list import TABLES, TABS, Answer, answer, share_cell

Row = dict[str, Any]
NO_PROJECT = Empty("Nie ma jeszcze żadnego projektu", "Raport pojawi się tu, gdy powstanie projekt.")
NO_OFFICE = Empty(
    "Nie ma jeszcze urzędów", "Postępy pojawią się, gdy urzędy dołączą do projektu i wczytają listy osób."
)


@require_GET
@needs("view", "reporting.project")
def project(request: SeatedRequest) -> HttpResponse:
    """All offices of a project: charts, and one table grouped as asked, with totals over all its pages."""
    projects = report.projects_of(request.seat)
    if not projects:
        return render(request, "reporting/no_project.html", {"empty": NO_PROJECT})
    now = timezone.now()
    found = answer(_chosen(projects, request), request.GET, today=timezone.localdate(now), seat=request.seat)
    listing = found.spec.read(found.rows, request.GET)
    _totals(listing, found)
    return render(request, "reporting/project.html", {
        "project": found.project, "projects": projects if len(projects) > 1 else [], "now": now,
        "listing": listing, "empty": NO_OFFICE, "grouping": found.grouping, "heading": TABLES[found.grouping][1],
        "tabs": [(label, listing.query(grupuj=key), key == found.grouping) for key, label in TABS],
        "offices": found.offices_in_all, "people": found.everyone["people"],
        "filtered": bool(listing.active_filters), "charts": _charts(found),
        "export_query": f"?{listing.querystring}" if listing.querystring else "",
    })  # fmt: skip


@require_GET
@needs("export", "reporting.project")
def project_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The table as the address groups and narrows it, all pages."""
    found = _answer(request)
    name = f"postepy-{found.project.code}"
    return export_response(found.spec, found.whole, request, name=name, fmt=fmt)


@require_GET
@needs("export", "reporting.project")
def people_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """Everyone in the offices that the address narrows to."""
    found = _answer(request)
    courses = [row for row in found.courses if found.asked.course_id in (None, row["course_id"])]
    name = f"osoby-{found.project.code}-{found.asked.today.isoformat()}"
    return people_file(request.seat, found.asked, courses, fmt=fmt, name=name)


def _answer(request: SeatedRequest) -> Answer:
    projects = report.projects_of(request.seat)
    if not projects:
        raise Http404
    return answer(_chosen(projects, request), request.GET, today=timezone.localdate(), seat=request.seat)


def _chosen(projects: list[Project], request: SeatedRequest) -> Project:
    """The project that the address names; the newest without a name; a foreign one is absent."""
    code = request.GET.get("projekt", "")
    found = next((one for one in projects if code in ("", one.code)), None)
    if found is None:
        raise Http404
    return found


def _totals(listing: Listing, found: Answer) -> None:
    total = found.total
    values = {
        "osoby": found.behind.total("people", total),
        "ukonczyli": found.behind.total("done", total),
        "udzial": share_cell(total),
        "pozno": found.behind.total("late", total),
    }
    if total["required"] is not None:
        values["wymagane"] = total["required"]
    if total["offices"] is not None:
        values["urzedy"] = behind.linked(total["offices"], total["offices"], found.behind.offices())
    listing.totals(f"Razem, {counted(listing.total, *found.spec.found)}", values)


def _charts(found: Answer) -> list[SafeString]:
    made = [_by_course(found.courses)] if found.courses else []
    regions = [row for row in report.folded(found.groups, "voivodeship") if row["people"]]
    return [*made, _by_region(regions)] if regions else made


def _by_course(courses: list[Row]) -> SafeString:
    rows = sorted(courses, key=lambda row: -report.share(row["done"], row["people"]))
    best, worst = rows[0], rows[-1]
    finding = f"Najczęściej kończą szkolenie „{best['title']}” ({_share(best)})"
    if len(rows) > 1:
        finding += f", najrzadziej „{worst['title']}” ({_share(worst)})"
    return course_chart("Szkolenia w projekcie", f"{finding}.", rows)


def _by_region(regions: list[Row]) -> SafeString:
    rows = sorted(regions, key=lambda row: -row["share"])
    finding = f"Najwyższy udział ma województwo {rows[0]['label']}: {_share(rows[0])}"
    if len(rows) > 1:
        finding += f", najniższy {rows[-1]['label']}: {_share(rows[-1])}"
    return charts.bars(
        "wojewodztwa",
        "Udział ukończeń według województw",
        f"{finding}.",
        [(row["label"], whole_percent(row["done"], row["people"])) for row in rows],
        head=("Województwo", "Udział ukończeń"),
        unit="%",
        top=100,
    )


def _share(row: Row) -> str:
    return f"{percent(report.share(row['done'], row['people']))}, {row['done']} z{NBSP}{row['people']}"

"""Packages: the list, one package with its outline and the verdict on it."""

from __future__ import annotations

import json
import secrets
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from kaganek.core.access import may, needs
from kaganek.core.lists import Column, Filter, ListSpec, Row, Rows, export_response
from kaganek.core.models import JobRun
from kaganek.core.parts import Empty
from kaganek.core.seats import Seat, SeatedRequest
from kaganek.core.templatetags.ui import dzien_krotko, status
from kaganek.learning.models import Lesson, Package, PackageItem
from kaganek.learning.queries.editing import editable
from kaganek.learning.queries.packages import (
    lessons_with,
    package_in_reach,
    parts_of,
    versions_of,
)
from kaganek.learning.queries.serving import opened_for, plays
from kaganek.learning.rules.said import handed_over, start_state
from kaganek.learning.services.package_courses import may_teach
from kaganek.learning.services.packages import UNDER_WAY, UNPACKING, may_remove, may_replace, packages_to_show
from kaganek.learning.terms import PackageKind, PackageState
from kaganek.lib.polish import file_size

OBJ = "learning.package"
WHOLE = "cały program"
LOOKS = {
    PackageState.UPLOADED: "queued",
    PackageState.UNPACKING: "doing",
    PackageState.READY: "valid",
    PackageState.REFUSED: "rejected",
    PackageState.FAILED: "failed",
}


def look(row: Row) -> str:
    """The state as a tag."""
    return status(LOOKS[PackageState(row.state)], row.get_state_display().capitalize())


def _title(row: Row) -> SafeString:
    return format_html(
        '<a href="{}">{}</a><small>{}</small>',
        reverse("learning:package", args=[row.pk]),
        row.title,
        row.filename,
    )


def _search(rows: Rows, text: str) -> Rows:
    return rows.filter(title__icontains=text)


LIST = ListSpec(
    name="Paczki",
    found=("paczkę", "paczki", "paczek"),
    columns=(
        Column(key="tytul", label="Paczka", value=lambda row: row.title, html=_title, head=True, sort=("title__alphabetical",)),
        Column(key="plik", label="Plik", value=lambda row: row.filename, screen=False),
        Column(key="wersja", label="Wersja", value=lambda row: row.number, css="n", sort=("number",)),
        Column(key="standard", label="Standard", value=lambda row: row.get_kind_display(), sort=("kind",)),
        Column(key="stan", label="Stan", value=lambda row: row.get_state_display(), html=look, sort=("state",)),
        Column(
            key="wielkosc", label="Wielkość", value=lambda row: row.file_bytes, html=lambda row: file_size(row.file_bytes),
            css="n", sort=("file_bytes",), export_label="Wielkość pliku w bajtach",
        ),
        Column(
            key="dla", label="Dla kogo", value=lambda row: row.office.office_name if row.office else WHOLE,
            sort=("office__sort_name",),
        ),
        Column(
            key="wgrano", label="Wgrano", value=lambda row: row.uploaded_at,
            html=lambda row: dzien_krotko(row.uploaded_at), sort=("uploaded_at",),
        ),
    ),
    filters=(
        Filter(key="q", label="Szukaj w tytule", apply=_search),
        Filter(key="stan", label="Stan", choices=PackageState.choices, apply=lambda rows, value: rows.filter(state=value)),
        Filter(key="standard", label="Standard", choices=PackageKind.choices, apply=lambda rows, value: rows.filter(kind=value)),
    ),
    default_sort="wgrano:desc",
    id="paczki",
)  # fmt: skip


@require_GET
@needs("view", OBJ)
def packages(request: SeatedRequest) -> HttpResponse:
    """Every package within reach, and the button that uploads another."""
    listing = LIST.read(packages_to_show(request.seat), request.GET)
    may_add = may(request.seat, "add", OBJ)
    return render(request, "learning/packages/list.html", {
        "listing": listing, "may_add": may_add, "empty": _empty(may_add=may_add),
        "export_query": f"?{listing.querystring}" if listing.querystring else "",
    })  # fmt: skip


@require_GET
@needs("view", OBJ)
def packages_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same list as a file."""
    return export_response(LIST, packages_to_show(request.seat), request, name="paczki", fmt=fmt)


@require_GET
@needs("view", OBJ)
def package(request: SeatedRequest, package_id: int) -> HttpResponse:
    """One package: what is in it, what was found, where it is used, its versions."""
    found = package_or_404(package_id)
    versions, lessons = versions_of(found), lessons_with(found)
    newest = next((one.number for one in versions if one.is_ready), 0)
    return render(request, "learning/packages/package.html", {
        "package": found, "look": look(found), "size": file_size(found.file_bytes), "unpacked": file_size(found.bytes),
        "parts": parts_of(found), "lessons": [(one, one.held < newest) for one in lessons], "job": _job(found),
        "behind": any(one.held < newest for one in lessons), "edits": _edits(request.seat, lessons),
        "versions": [(one, look(one)) for one in versions],
        "whose": found.office.office_name if found.office else WHOLE,
        "hash": _hash(found), "crumbs": crumbs(found), **_deeds(found, request.seat),
    })  # fmt: skip


@require_GET
@needs("view", OBJ)
def package_look(request: SeatedRequest, package_id: int) -> HttpResponse:
    """The package as it looks, for those who do not take it: nothing that it says is kept."""
    found = package_or_404(package_id)
    parts = [part for part in parts_of(found) if part.opens and plays(found)]
    if not parts:
        raise Http404
    asked = request.GET.get("czesc", "")
    here = next((part for part in parts if str(part.pk) == asked), parts[0])
    opened = opened_for(found, seat=request.seat, at=timezone.now())
    return render(request, "learning/packages/look.html", {
        "package": found, "parts": parts if len(parts) > 1 else [], "here": here, "crumbs": crumbs(found, "Podgląd"),
        "address": opened.address(here.entry), "sandbox": opened.sandbox,
        "window": _window(request, here) if found.is_scorm and here.speaks else "",
    })  # fmt: skip


def _window(request: SeatedRequest, part: PackageItem) -> str:
    """The name of a preview's window: a session of the package's own that begins anew each time and reaches nobody."""
    facts = part.facts(learner_id="podglad", learner_name="Podgląd")
    state = start_state(part.speaks, facts, {}, finished=False)
    told = {
        "version": part.speaks, "state": handed_over(part.speaks, state), "nonce": secrets.token_urlsafe(18),
        "home": request.build_absolute_uri("/").rstrip("/"), "post": "", "ticket": "",
        "sequence": 0, "values": {}, "faults": [], "stage": "fresh",
    }  # fmt: skip
    return f"kaganek:{json.dumps(told)}"


def _hash(found: Package) -> SafeString:
    """The hash of the file, which breaks where a narrow screen ends."""
    pieces = [(found.sha256[at : at + 8],) for at in range(0, len(found.sha256), 8)]
    return format_html_join(SafeString("<wbr>"), "{}", pieces)


def package_or_404(package_id: int) -> Package:
    try:
        return package_in_reach(package_id)
    except Package.DoesNotExist:
        raise Http404 from None


def crumbs(found: Package | None = None, last: str = "") -> list[tuple[str, str]]:
    """The way to a page of packages; `last` is the page below a package, or below the list."""
    way = [("Paczki", reverse("learning:packages"))]
    if found:
        way.append((found.title, reverse("learning:package", args=[found.pk]) if last else ""))
    return [*way, (last, "")] if last else way


def _deeds(found: Package, seat: Seat) -> dict[str, bool]:
    """The buttons of a package's page."""
    return {
        "may_look": plays(found),
        "without_core": found.is_ready and not plays(found),
        "may_replace": may(seat, "add", OBJ) and may_replace(found, seat),
        "may_remove": may(seat, "add", OBJ) and may_remove(found, seat),
        "may_teach": plays(found) and may(seat, "teach", OBJ) and may_teach(found, seat),
    }


def _edits(seat: Seat, lessons: list[Any]) -> set[int]:
    """Those of the lessons that the seat may write."""
    if not (lessons and may(seat, "edit", "learning.lesson")):
        return set()
    return set(editable(Lesson, seat).filter(pk__in=[one.pk for one in lessons]).values_list("pk", flat=True))


def _job(found: Package) -> JobRun | None:
    """The job that judges the package, for the one who may watch it."""
    waiting = JobRun.objects.filter(name=UNPACKING, facts__package_id=found.pk)
    return waiting.first() if found.state in UNDER_WAY else None


def _empty(*, may_add: bool) -> Empty:
    return Empty(
        "Nie ma jeszcze paczek",
        "Paczka to szkolenie zrobione w innym programie, w jednym pliku: SCORM albo H5P.",
        reverse("learning:package_add") if may_add else "",
        "Wgraj paczkę" if may_add else "",
        "upload" if may_add else "",
    )

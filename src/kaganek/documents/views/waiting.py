"""People who earned something and wait for their certificate: for what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kaganek.core.access import needs
from kaganek.core.lists import Column, Filter, ListSpec, export_response
from kaganek.core.parts import Empty
from kaganek.core.seats import SeatedRequest
from kaganek.documents.queries import waiting_achievements, waiting_matching
from kaganek.documents.services.waiting import issue_waiting, reasons
from kaganek.lib.polish import counted

NOBODY = Empty(
    "Nikt nie czeka na certyfikat", "Tu będą osoby, którym do certyfikatu brakuje jeszcze warunku."
)
READY = "Nic nie brakuje. Certyfikat można wydać."


def _with_reasons(rows: Sequence[Any]) -> None:
    said = reasons(rows)
    for row in rows:
        row.reasons = " ".join(said.get(row.pk, [READY]))


SPEC = ListSpec(
    name="Czekają na certyfikat",
    found=("osobę", "osoby", "osób"),
    columns=[
        Column(key="osoba", label="Osoba", value=lambda row: row.person.full_name, sort=("person__sort_name",), head=True),
        Column(key="urzad", label="Urząd", value=lambda row: row.office.office_name, sort=("office__sort_name",)),
        Column(key="szkolenie", label="Szkolenie", value=lambda row: row.title, sort=("title__alphabetical",)),
        Column(key="kiedy", label="Ukończono", value=lambda row: timezone.localdate(row.at), sort=("at",)),
        Column(key="czego", label="Czego brakuje", value=lambda row: row.reasons),
    ],
    filters=[
        Filter(key="q", label="Osoba lub urząd", apply=waiting_matching),
        Filter(key="szkolenie", label="Szkolenie", apply=lambda rows, text: rows.filter(title__icontains=text)),
    ],
    default_sort="kiedy:desc",
    prepare=_with_reasons,
)  # fmt: skip


@require_GET
@needs("issue", "documents.certificate")
def waiting(request: SeatedRequest) -> HttpResponse:
    listing = SPEC.read(waiting_achievements(), request.GET)
    return render(request, "documents/waiting.html", {"listing": listing, "empty": NOBODY})


@require_GET
@needs("issue", "documents.certificate")
def export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    return export_response(SPEC, waiting_achievements(), request, name="czekaja-na-certyfikat", fmt=fmt)


@require_POST
@needs("issue", "documents.certificate")
def issue(request: SeatedRequest) -> HttpResponse:
    """Issue those that nothing is missing for any more."""
    number = issue_waiting(by=request.seat, at=timezone.now())
    if number:
        messages.success(request, f"Wydano: {counted(number, 'certyfikat', 'certyfikaty', 'certyfikatów')}.")
    else:
        messages.info(
            request, "Na razie nie ma certyfikatów do wydania: każdej osobie czegoś jeszcze brakuje."
        )
    return redirect("documents:waiting")

"""One's own achievements in one list: on the screen, on paper, as a sheet, as a PDF to hand in."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Sum
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from kaganek.core.access import needs
from kaganek.core.attachments import attachment
from kaganek.core.lists import Column, Filter, ListSpec, Row, export_response
from kaganek.core.parts import Empty
from kaganek.core.seats import SeatedRequest
from kaganek.core.templatetags.ui import wynik
from kaganek.documents.queries import own_achievements, own_years
from kaganek.documents.services.prints import transcript_pdf
from kaganek.lib.pdf.words import exact, teaching_hours
from kaganek.lib.polish import long_date
from kaganek.people.models import Person

OBJ = "documents.transcript"
FOR_EVER = "bezterminowo"
NONE_YET = Empty(
    "Tu będą Twoje osiągnięcia", "Pierwsze pojawi się, kiedy ukończysz szkolenie: lekcje i test."
)


@require_GET
@needs("view", OBJ)
def transcript(request: SeatedRequest) -> HttpResponse:
    """Everything earned, newest first, with the sum of hours."""
    listing = SPEC.read(own_achievements(request.seat.person_id or 0), request.GET)
    hours = listing.queryset.aggregate(all=Sum("hours"))["all"] or Decimal(0)
    listing.totals(f"Razem: {listing.total}", {"godziny": exact(hours)})
    return render(request, "documents/transcript.html", {
        "listing": listing,
        "empty": NONE_YET,
        "hours": teaching_hours(hours),
        "person": _owner(request),
        "today": timezone.localdate(),
        "export_query": f"?{listing.querystring}" if listing.querystring else "",
    })  # fmt: skip


@require_GET
@needs("view", OBJ)
def transcript_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same list as a sheet; as a PDF all of it, whatever the filters."""
    rows = own_achievements(request.seat.person_id or 0)
    if fmt != "pdf":
        return export_response(SPEC, rows, request, name="wykaz-osiagniec", fmt=fmt)
    body = transcript_pdf(_owner(request), list(rows.order_by("-at", "-pk")), at=timezone.now())
    name = f"wykaz-osiagniec-{timezone.localdate():%Y-%m-%d}.pdf"
    return attachment(body, name=name, content_type="application/pdf")


def _owner(request: SeatedRequest) -> Person:
    return Person.objects.select_related("office").get(pk=request.seat.person_id or 0)


def _valid_until(row: Row) -> str:
    if row.valid_until:
        return long_date(row.valid_until)
    return FOR_EVER if row.certificate else "–"


def _certificate(row: Row) -> SafeString | str:
    if not row.certificate:
        return "–"
    href = reverse("documents:certificate_pdf", args=[row.certificate])
    return format_html('<a href="{}">{}</a>', href, row.number)


SPEC = ListSpec(
    name="Osiągnięcia",
    found=("osiągnięcie", "osiągnięcia", "osiągnięć"),
    columns=[
        Column(key="zaco", label="Za co", value=lambda row: row.title, sort=("title__alphabetical",), head=True),
        Column(key="projekt", label="Projekt", value=lambda row: row.project.name, sort=("project__name__alphabetical",)),
        Column(
            key="kiedy", label="Kiedy", value=lambda row: timezone.localdate(row.at), sort=("at",),
            html=lambda row: long_date(timezone.localdate(row.at)),
        ),
        Column(
            key="godziny", label="Godziny", value=lambda row: row.hours, html=lambda row: exact(row.hours),
            sort=("hours",), css="n",
        ),
        Column(
            key="wynik", label="Wynik", value=lambda row: row.score, sort=("score",), css="n",
            html=lambda row: "–" if row.score is None else wynik(row.score), export_label="Wynik, %",
        ),
        Column(key="certyfikat", label="Certyfikat", value=lambda row: row.number or "", html=_certificate),
        Column(
            key="wazne", label="Ważne do", sort=("valid_until",), html=_valid_until,
            value=lambda row: row.valid_until or (FOR_EVER if row.certificate else ""),
        ),
    ],
    filters=[
        Filter(key="q", label="Słowo z tytułu", apply=lambda rows, text: rows.filter(title__icontains=text)),
        Filter(key="rok", label="Rok", choices=own_years, apply=lambda rows, year: rows.filter(at__year=int(year))),
    ],
    default_sort="kiedy:desc",
)  # fmt: skip

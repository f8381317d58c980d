"""Offices in a project: the list, adding by search, the terms of one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods

from kaganek.core.access import may, needs
from kaganek.core.lists import Column, Filter, ListSpec, checkbox, export_response, whole_numbers
from kaganek.core.parts import Empty
from kaganek.core.seats import SeatedRequest
from kaganek.lib.polish import counted
from kaganek.people.models import Office
from kaganek.people.queries.offices import search_offices
from kaganek.people.terms import OfficeKind, Voivodeship
from kaganek.programmes.forms import TermsForm
from kaganek.programmes.models import Participation
from kaganek.programmes.queries import links_of, with_taken
from kaganek.programmes.services.participation import LimitBelowTaken, add_offices, change_terms
from kaganek.programmes.views.projects import project_or_404

MOST_TICKED = 500


def _named(row: Participation) -> SafeString:
    href = reverse("programmes:participation", args=[row.project.code, row.office_id])
    return format_html('<a href="{}">{}</a><small>{}</small>', href, row.office.name, row.office.office_name)


SPEC = ListSpec(
    name="Urzędy w projekcie",
    found=("urząd", "urzędy", "urzędów"),
    columns=(
        Column(
            key="nazwa", label="Nazwa", value=lambda r: r.office.name, html=_named, head=True,
            sort=("office__sort_name", "office__teryt"),
        ),
        Column(key="urzad", label="Urząd", value=lambda r: r.office.office_name, screen=False),
        Column(key="kod", label="Kod TERYT", value=lambda r: r.office.teryt, screen=False),
        Column(
            key="rodzaj", label="Rodzaj", value=lambda r: r.office.get_kind_display(),
            sort=("office__kind", "office__sort_name"),
        ),
        Column(
            key="wojewodztwo", label="Województwo", value=lambda r: r.office.get_voivodeship_display(),
            sort=("office__voivodeship", "office__sort_name"),
        ),
        Column(key="zajete", label="Zajęte miejsca", value=lambda r: r.taken, css="n", sort=("taken",)),
        Column(key="limit", label="Limit miejsc", value=lambda r: r.place_limit, css="n", sort=("place_limit",)),
        Column(key="porozumienie", label="Porozumienie", value=lambda r: r.agreement_ref, sort=("agreement_ref",)),
    ),
    default_sort="nazwa:asc",
    filters=(
        Filter(
            key="q", label="Nazwa, kod lub rodzaj",
            apply=lambda rows, text: rows.filter(office__in=search_offices(Office.objects.all(), text).values("pk")),
        ),
        Filter(
            key="wojewodztwo", label="Województwo", choices=Voivodeship.choices,
            apply=lambda rows, code: rows.filter(office__voivodeship=code),
        ),
        Filter(
            key="rodzaj", label="Rodzaj", choices=OfficeKind.choices,
            apply=lambda rows, kind: rows.filter(office__kind=kind),
        ),
    ),
)  # fmt: skip
FOUND = ListSpec(
    name="Urzędy do dodania",
    found=("urząd", "urzędy", "urzędów"),
    columns=(
        checkbox("office", lambda o: o.pk, lambda o: f"{o.name}, {o.get_kind_display()}"),
        Column(
            key="nazwa", label="Nazwa", value=lambda o: o.name, head=True, sort=("sort_name", "teryt"),
            html=lambda o: format_html("{}<small>{}</small>", o.name, o.office_name),
        ),
        Column(key="rodzaj", label="Rodzaj", value=lambda o: o.get_kind_display(), sort=("kind", "sort_name")),
        Column(key="wojewodztwo", label="Województwo", value=lambda o: o.get_voivodeship_display()),
        Column(key="kod", label="Kod TERYT", value=lambda o: f"{o.teryt or ''}{o.teryt_kind}", css="num"),
    ),
    default_sort="nazwa:asc",
    filters=(
        Filter(key="q", label="Nazwa, kod lub rodzaj", apply=search_offices),
        Filter(
            key="wojewodztwo", label="Województwo", choices=Voivodeship.choices,
            apply=lambda rows, code: rows.filter(voivodeship=code),
        ),
    ),
)  # fmt: skip


@require_GET
@needs("view", "programmes.project")
def participations(request: SeatedRequest, code: str) -> HttpResponse:
    """Offices of a project with their places."""
    project = project_or_404(request, code)
    may_add = may(request.seat, "add", "programmes.participation")
    listing = SPEC.read(_rows(project.pk), request.GET)
    add = reverse("programmes:offices_add", args=[code]) if may_add else ""
    empty = Empty(
        "W projekcie nie ma jeszcze urzędów", "Dodaj pierwsze z rejestru.", add, "Dodaj urzędy", "plus"
    )
    context = {"project": project, "listing": listing, "empty": empty, "may_add": may_add}
    return render(request, "programmes/participations.html", context)


@require_GET
@needs("view", "programmes.project")
def participations_export(request: SeatedRequest, code: str, fmt: str) -> HttpResponseBase:
    """The same list as a file."""
    project = project_or_404(request, code)
    return export_response(SPEC, _rows(project.pk), request, name=f"urzedy-{project.code}", fmt=fmt)


@require_http_methods(["GET", "POST"])
@needs("add", "programmes.participation")
def offices_add(request: SeatedRequest, code: str) -> HttpResponse:
    """Find offices in the register, tick them, give them a limit of places."""
    project = project_or_404(request, code)
    form = TermsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        ids = whole_numbers(request.POST.getlist("office")[:MOST_TICKED])
        if not ids:
            form.add_error(None, "Zaznacz co najmniej jeden urząd.")
        if form.is_valid():
            made = add_offices(project, ids, **form.cleaned_data, by=request.seat, at=timezone.now())
            messages.success(request, f"Dodano {counted(len(made), 'urząd', 'urzędy', 'urzędów')}.")
            return redirect("programmes:participations", code)
    taking = Participation.objects.filter(project=project).values("office")
    listing = FOUND.read(Office.objects.filter(closed_on=None).exclude(pk__in=taking), request.GET)
    context = {
        "project": project,
        "listing": listing,
        "form": form,
        "table": listing.table,
        "page": listing.page,
    }
    return render(request, "programmes/offices_add.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs("view", "programmes.project")
def participation(request: SeatedRequest, code: str, office_id: int) -> HttpResponse:
    """The terms of one office: shown, or changed by who may."""
    project = project_or_404(request, code)
    row = _rows(project.pk).filter(office=office_id).first()
    may_change = may(request.seat, "change", "programmes.participation")
    if row is None or (request.method == "POST" and not may_change):
        raise Http404
    initial = {"place_limit": row.place_limit, "agreement_ref": row.agreement_ref}
    form = TermsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_terms(row.pk, **form.cleaned_data, by=request.seat, at=timezone.now())
        except LimitBelowTaken as refusal:
            people = counted(refusal.taken, "osoba", "osoby", "osób")
            form.add_error("place_limit", f"Limit nie może być niższy niż liczba zajętych miejsc: {people}.")
        else:
            messages.success(request, "Warunki zapisane.")
            return redirect("programmes:participation", code, office_id)
    context = {"project": project, "row": row, "form": form, "may_change": may_change}
    context["links"] = links_of(row, request.seat)
    return render(request, "programmes/participation.html", context, status=422 if form.errors else 200)


def _rows(project_id: int) -> QuerySet[Any]:
    rows = Participation.objects.filter(project_id=project_id)
    return with_taken(rows).select_related("office", "project")

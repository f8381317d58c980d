"""The library at its editors' desk: the list with downloads, facts, versions, showing and withdrawing."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaganek.core.access import needs
from kaganek.core.lists import Column, Filter, ListSpec, export_response
from kaganek.core.lists.columns import Row
from kaganek.core.parts import Empty
from kaganek.core.seats import SeatedRequest
from kaganek.core.templatetags.ui import status
from kaganek.portal.forms.library import FORMATS, MaterialForm, VersionForm
from kaganek.portal.models import Material
from kaganek.portal.queries import library
from kaganek.portal.queries.searching import narrowed
from kaganek.portal.services import library as deeds

OBJ = "portal.material"
NONE = Empty("Nie ma jeszcze materiałów", "Dodaj pierwszy i wczytaj jego pliki.")
TAKEN = "Materiał o takim tytule już jest. Zmień tytuł."


def _named(row: Row) -> SafeString:
    href = reverse("portal:material_edit", args=[row.pk])
    return format_html('<a href="{}">{}</a><small>{}</small>', href, row.title, row.topic)


def _state(row: Row) -> SafeString:
    if not row.published_at:
        return status("draft")
    if row.review_on < timezone.localdate():
        return status("late", "Przegląd po terminie")
    return status("published")


LIST = ListSpec(
    name="Materiały biblioteki",
    found=("materiał", "materiały", "materiałów"),
    columns=[
        Column(key="tytul", label="Materiał", value=lambda row: row.title, html=_named, head=True, sort=("title__alphabetical",)),
        Column(key="stan", label="Stan", value=lambda row: "na stronie" if row.published_at else "szkic", html=_state),
        Column(key="wersja", label="Wersja", value=lambda row: row.version, css="n"),
        Column(key="przeglad", label="Przejrzeć do", value=lambda row: row.review_on, sort=("review_on",)),
        Column(key="ostatnio", label="Pobrania, 30 dni", value=lambda row: row.lately, css="n", sort=("lately",)),
        Column(key="razem", label="Pobrania razem", value=lambda row: row.taken, css="n", sort=("taken",)),
    ],
    default_sort="przeglad:asc",
    filters=[Filter(key="q", label="Szukaj", apply=narrowed)],
    id="redakcja-biblioteki",
)  # fmt: skip


@require_GET
@needs("edit", OBJ)
def materials(request: SeatedRequest) -> HttpResponse:
    """All materials, those to be reviewed soonest first."""
    listing = LIST.read(library.kept_materials(timezone.localdate()), request.GET)
    return render(request, "portal/library/desk.html", {"listing": listing, "empty": NONE})


@require_GET
@needs("edit", OBJ)
def materials_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same materials as a file."""
    found = library.kept_materials(timezone.localdate())
    return export_response(LIST, found, request, name="materialy", fmt=fmt)


@require_http_methods(["GET", "POST"])
@needs("edit", OBJ)
def material_add(request: SeatedRequest) -> HttpResponse:
    """A new material; its files come next."""
    form = MaterialForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = deeds.add_material(form.facts(), by=request.seat)
        except deeds.SlugTaken:
            form.add_error("title", TAKEN)
        else:
            messages.success(request, "Materiał dodany. Teraz wczytaj jego pliki.")
            return redirect("portal:material_version", made.pk)
    context = {"form": form, "title": "Nowy materiał"}
    return render(request, "portal/library/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs("edit", OBJ)
def material_edit(request: SeatedRequest, material_id: int) -> HttpResponse:
    """Facts of a material, its versions, its downloads."""
    found = get_object_or_404(Material, pk=material_id)
    initial = {name: getattr(found, name) for name in MaterialForm.base_fields}
    form = MaterialForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        deeds.change_material(found.pk, form.facts(), by=request.seat)
        messages.success(request, "Zmiany zapisane.")
        return redirect("portal:material_edit", found.pk)
    context = {
        "form": form, "material": found, "title": found.title, "versions": library.versions(found),
        "taken": library.taken(found),
    }  # fmt: skip
    return render(request, "portal/library/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs("edit", OBJ)
def material_version(request: SeatedRequest, material_id: int) -> HttpResponse:
    """The files of the next version."""
    found = get_object_or_404(Material, pk=material_id)
    form = VersionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        made = deeds.add_version(
            found.pk, form.given, changes=form.cleaned_data["changes"], by=request.seat, at=timezone.now()
        )
        messages.success(request, f"Wersja {made.number} jest gotowa.")
        return redirect("portal:material_edit", found.pk)
    places = [(form[f"file_{n}"], form[f"accessible_{n}"]) for n in range(1, FORMATS + 1)]
    context = {"form": form, "material": found, "places": places}
    return render(request, "portal/library/version.html", context, status=422 if form.errors else 200)


@require_POST
@needs("edit", OBJ)
def material_show(request: SeatedRequest, material_id: int) -> HttpResponse:
    """Show a material to everyone, or take it off."""
    try:
        if request.POST.get("pokaz") == "1":
            deeds.show(material_id, by=request.seat, at=timezone.now())
            messages.success(request, "Materiał jest w bibliotece. Każdy może go pobrać.")
        else:
            deeds.withdraw(material_id, by=request.seat)
            messages.success(request, "Materiału nie ma już w bibliotece. Wersje i liczniki zostały.")
    except Material.DoesNotExist as missing:
        raise Http404 from missing
    except deeds.NoFiles:
        messages.error(request, "Najpierw wczytaj pliki materiału.")
    return redirect("portal:material_edit", material_id)

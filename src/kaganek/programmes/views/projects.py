"""Projects: the list, one project, opening and changing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, Q
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods

from kaganek.core.access import may, needs
from kaganek.core.counts import number_of
from kaganek.core.lists import Column, Filter, ListSpec, Rows, export_response
from kaganek.core.parts import Empty
from kaganek.core.seats import Seat, SeatedRequest
from kaganek.lib.strips import own_names
from kaganek.programmes.forms import NewProjectForm, ProjectForm
from kaganek.programmes.models import Enrolment, Participation, Project
from kaganek.programmes.queries import projects_in_reach
from kaganek.programmes.services.projects import CodeTaken, ProjectTerms, change_project, create_project

NOTHING = Empty("Nie ma jeszcze projektów", "Projekt otwiera dostawca platformy.")


def _named(project: Project) -> SafeString:
    href = reverse("programmes:project", args=[project.code])
    return format_html('<a href="{}">{}</a><small>{}</small>', href, project.name, project.code)


def _search(rows: Rows, text: str) -> Rows:
    return rows.filter(
        Q(name__icontains=text) | Q(code__icontains=text) | Q(operator__office_name__icontains=text)
    )


SPEC = ListSpec(
    name="Projekty",
    found=("projekt", "projekty", "projektów"),
    columns=(
        Column(
            key="nazwa",
            label="Projekt",
            value=lambda p: p.name,
            html=_named,
            head=True,
            sort=("name__alphabetical",),
        ),
        Column(key="kod", label="Kod", value=lambda p: p.code, screen=False),
        Column(key="organizator", label="Organizator", value=lambda p: p.operator.office_name),
        Column(key="od", label="Od", value=lambda p: p.starts_on, sort=("starts_on",)),
        Column(key="do", label="Do", value=lambda p: p.ends_on, sort=("ends_on",)),
        Column(key="urzedy", label="Urzędy", value=lambda p: p.offices, css="n", sort=("offices",)),
        Column(key="osoby", label="Osoby", value=lambda p: p.people, css="n", sort=("people",)),
    ),
    filters=(Filter(key="q", label="Nazwa, kod lub organizator", apply=_search),),
    default_sort="od:desc",
)


@require_GET
@needs("view", "programmes.project")
def projects(request: SeatedRequest) -> HttpResponse:
    """Projects within the seat's reach."""
    listing = SPEC.read(_counted(request.seat), request.GET)
    return render(request, "programmes/projects.html", {"listing": listing, "empty": NOTHING})


@require_GET
@needs("view", "programmes.project")
def projects_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same list as a file."""
    return export_response(SPEC, _counted(request.seat), request, name="projekty", fmt=fmt)


def _counted(seat: Seat) -> Rows:
    offices = Participation.objects.filter(project=OuterRef("pk"))
    people = Enrolment.objects.filter(project=OuterRef("pk"), left_at=None)
    return (
        projects_in_reach(seat)
        .select_related("operator")
        .annotate(offices=number_of(offices, "project"), people=number_of(people, "project"))
    )


@require_GET
@needs("view", "programmes.project")
def project(request: SeatedRequest, code: str) -> HttpResponse:
    """One project: terms, signs, contact, numbers."""
    found = project_or_404(request, code)
    context = {
        "project": found,
        "offices": Participation.objects.filter(project=found).count(),
        "people": Enrolment.objects.filter(project=found, left_at=None).count(),
        "may_change": may(request.seat, "change", "programmes.project"),
        "may_see_offices": may(request.seat, "view", "programmes.participation"),
        "may_see_signs": may(request.seat, "view", "programmes.fundingsign"),
        "may_see_advisers": may(request.seat, "view", "people.advisedoffice"),
    }
    return render(request, "programmes/project.html", context)


@require_http_methods(["GET", "POST"])
@needs("add", "programmes.project")
def project_add(request: SeatedRequest) -> HttpResponse:
    """Open a project."""
    form = NewProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = create_project(
                _terms(data),
                code=data["code"],
                version_id=data["version"].pk,
                certificate_series=data["certificate_series"],
                by=request.seat,
                at=timezone.now(),
            )
        except CodeTaken:
            form.add_error("code", "Projekt z tym kodem już istnieje. Wpisz inny kod.")
        else:
            messages.success(request, f"Projekt otwarty: {made.name}.")
            return redirect("programmes:project", made.code)
    return _form_page(request, form, None)


@require_http_methods(["GET", "POST"])
@needs("change", "programmes.project")
def project_change(request: SeatedRequest, code: str) -> HttpResponse:
    """Change the terms of a project."""
    found = project_or_404(request, code)
    initial = {name: getattr(found, name) for name in ProjectForm.base_fields}
    initial["strip"] = "\n".join(own_names(found.strip))
    form = ProjectForm(request.POST or None, initial=initial, operators=(found.operator_id,))
    if request.method == "POST" and form.is_valid():
        change_project(found.pk, _terms(form.cleaned_data), by=request.seat, at=timezone.now())
        messages.success(request, "Zmiany zapisane.")
        return redirect("programmes:project", code)
    return _form_page(request, form, found)


def project_or_404(request: SeatedRequest, code: str) -> Project:
    """A project within the seat's reach by its code."""
    found = (
        projects_in_reach(request.seat)
        .select_related("operator", "version__programme")
        .filter(code=code)
        .first()
    )
    if found is None:
        raise Http404
    return found


def _terms(data: dict[str, Any]) -> ProjectTerms:
    names = [name for name in ProjectForm.base_fields if name != "operator"]
    return ProjectTerms(operator_id=data["operator"].pk, **{name: data[name] for name in names})


def _form_page(request: SeatedRequest, form: ProjectForm, found: Project | None) -> HttpResponse:
    context = {"form": form, "project": found}
    return render(request, "programmes/project_form.html", context, status=422 if form.errors else 200)

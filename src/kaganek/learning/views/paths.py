"""Paths of the projects within reach: seen, made, changed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods

from kaganek.core import access
from kaganek.core.access import needs
from kaganek.core.lists import Column, Filter, ListSpec, Rows
from kaganek.core.parts import Empty
from kaganek.core.seats import Seat, SeatedRequest
from kaganek.learning.forms.paths import PathNameForm, StepForm, step_forms, steps_typed
from kaganek.learning.models import LearningPath, PathStep
from kaganek.learning.queries import paths as queries
from kaganek.learning.services import paths as deeds
from kaganek.learning.views.validity_words import in_words
from kaganek.programmes.models import Project

PATHS = ("ścieżkę", "ścieżki", "ścieżek")
NAME_TAKEN = "W tym projekcie jest już ścieżka o tej nazwie. Wpisz inną."


def _search(rows: Rows, text: str) -> Rows:
    return rows.filter(name__icontains=text)


SPEC = ListSpec(
    name="Ścieżki",
    found=PATHS,
    columns=(
        Column(
            key="nazwa",
            label="Ścieżka",
            value=lambda row: row.name,
            html=lambda row: format_html(
                '<a href="{}">{}</a><small>{}</small>',
                reverse("learning:path", args=[row.pk]),
                row.name,
                row.note,
            ),
            sort=("name",),
            head=True,
        ),
        Column(
            key="projekt", label="Projekt", value=lambda row: row.project.name, sort=("project__name", "name")
        ),
        Column(key="szkolenia", label="Szkolenia", value=lambda row: row.courses, css="n"),
        Column(key="osoby", label="Osoby", value=lambda row: row.people, css="n"),
    ),
    filters=(Filter(key="q", label="Szukaj w nazwie", apply=_search),),
    default_sort="nazwa:asc",
)


@require_GET
@needs("view", "learning.learningpath")
def paths(request: SeatedRequest) -> HttpResponse:
    """The paths within reach."""
    listing = SPEC.read(queries.counted_paths(request.seat), request.GET)
    may_add = access.may(request.seat, "add", "learning.learningpath")
    empty = Empty(
        "Nie ma jeszcze ścieżek",
        "Ścieżka to szkolenia w kolejności, z terminami. Układa ją koordynator projektu.",
        reverse("learning:path_add") if may_add else "",
        "Nowa ścieżka" if may_add else "",
        "plus" if may_add else "",
    )
    return render(
        request, "learning/paths/list.html", {"listing": listing, "may_add": may_add, "empty": empty}
    )


@require_GET
@needs("view", "learning.learningpath")
def path(request: SeatedRequest, path_id: int) -> HttpResponse:
    """One path: its courses, deadlines and how many walk it."""
    found = path_or_404(request.seat, path_id)
    context = {
        "path": found,
        "steps": _steps(found),
        "people": queries.walkers(found),
        "may_change": access.may(request.seat, "change", "learning.learningpath"),
        "may_time": access.may(request.seat, "change", "learning.coursevalidity"),
        "may_assign": access.may(request.seat, "add", "learning.pathassignment")
        and queries.may_assign(found.project, request.seat),
        "crumbs": [("Ścieżki i terminy", reverse("learning:paths")), (found.name, "")],
    }
    return render(request, "learning/paths/path.html", context)


def _steps(found: LearningPath) -> list[tuple[PathStep, str]]:
    """Steps in order, each with how long its course holds, in words."""
    held = queries.validities(found)
    return [
        (step, in_words(held[step.course_id]) if step.course_id in held else "")
        for step in queries.steps_with_courses(found)
    ]


def path_or_404(seat: Seat, path_id: int) -> LearningPath:
    try:
        return queries.paths_in_reach(seat).get(pk=path_id)
    except LearningPath.DoesNotExist:
        raise Http404 from None


@require_http_methods(["GET", "POST"])
@needs("add", "learning.learningpath")
def path_add(request: SeatedRequest) -> HttpResponse:
    """A new path."""
    data = request.POST if request.method == "POST" else None
    names = PathNameForm(data, projects=queries.named_projects(request.seat))
    rows = step_forms(data, courses=queries.named_courses())
    if data is not None and (made := _saved(request, names, rows, None)):
        return redirect("learning:path", made.pk)
    return _form_page(request, names, rows, None)


@require_http_methods(["GET", "POST"])
@needs("change", "learning.learningpath")
def path_change(request: SeatedRequest, path_id: int) -> HttpResponse:
    """A path changed for everyone who walks it."""
    found = path_or_404(request.seat, path_id)
    data = request.POST if request.method == "POST" else None
    first = {"name": found.name, "note": found.note}
    names = PathNameForm(data, projects=[(found.project_id, found.project.name)], initial=first)
    rows = step_forms(data, courses=queries.named_courses(), steps=deeds.steps_of(found))
    if data is not None and (made := _saved(request, names, rows, found)):
        return redirect("learning:path", made.pk)
    return _form_page(request, names, rows, found)


def _form_page(
    request: SeatedRequest, names: PathNameForm, rows: list[StepForm], found: LearningPath | None
) -> HttpResponse:
    wrong = bool(names.errors or any(row.errors for row in rows if row.is_bound))
    title = "Zmień ścieżkę" if found else "Nowa ścieżka"
    context = {
        "form": names,
        "rows": rows,
        "wrong_rows": [row for row in rows if row.is_bound and row.errors],
        "path": found,
        "title": title,
        "crumbs": [("Ścieżki i terminy", reverse("learning:paths")), (title, "")],
        "people": queries.walkers(found) if found else 0,
    }
    return render(request, "learning/paths/form.html", context, status=422 if wrong else 200)


def _saved(
    request: SeatedRequest, names: PathNameForm, rows: list[StepForm], found: LearningPath | None
) -> LearningPath | None:
    steps = steps_typed(rows)
    if not names.is_valid() or steps is None:
        return None
    typed = names.cleaned_data
    words: dict[str, Any] = {"name": typed["name"], "note": typed["note"], "steps": steps, "by": request.seat}
    try:
        if found:
            made = deeds.change_path(found.pk, at=timezone.now(), **words)
        else:
            made = deeds.create_path(typed["project"], **words)
    except deeds.NameTaken:
        names.add_error("name", NAME_TAKEN)
        return None
    except (Project.DoesNotExist, LearningPath.DoesNotExist):
        raise Http404 from None
    messages.success(request, f"Ścieżka jest zapisana: {made.name}.")
    return made

"""Paths of the projects within reach: seen, made, changed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods

from kaganek.core import access
from kaganek.core.access import needs
from kaganek.core.lists import Column, Filter, ListSpec, Rows, export_response, whole_numbers
from kaganek.core.parts import Empty
from kaganek.core.seats import Seat, SeatedRequest
from kaganek.learning.forms.paths import PathForms, PathNameForm, after_move, moved, unjudged
from kaganek.learning.models import LearningPath
from kaganek.learning.queries import paths as queries
from kaganek.learning.queries import walks as queries_walks
from kaganek.learning.services import paths as deeds
from kaganek.learning.steps import choices_of
from kaganek.learning.views.path_words import drawn_plan
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
            sort=("name__alphabetical",),
            head=True,
        ),
        Column(key="opis", label="Opis", value=lambda row: row.note, screen=False),
        Column(
            key="projekt",
            label="Projekt",
            value=lambda row: row.project.name,
            sort=("project__name__alphabetical", "name__alphabetical"),
        ),
        Column(key="kroki", label="Kroki", value=lambda row: row.steps_on, css="n"),
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
        "Ścieżka to szkolenia i zadania w kolejności, z terminami. Układa ją koordynator projektu.",
        reverse("learning:path_add") if may_add else "",
        "Nowa ścieżka" if may_add else "",
        "plus" if may_add else "",
    )
    return render(
        request, "learning/paths/list.html", {"listing": listing, "may_add": may_add, "empty": empty}
    )


@require_GET
@needs("view", "learning.learningpath")
def paths_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same list as a file."""
    return export_response(SPEC, queries.counted_paths(request.seat), request, name="sciezki", fmt=fmt)


@require_GET
@needs("view", "learning.learningpath")
def path(request: SeatedRequest, path_id: int) -> HttpResponse:
    """One path: its courses, deadlines and how many walk it."""
    found = path_or_404(request.seat, path_id)
    held = {course: in_words(one) for course, one in queries.validities(found).items()}
    context = {
        "path": found,
        "places": drawn_plan(queries_walks.preview(found, today=timezone.localdate()), held),
        "people": queries.walkers(found),
        "may_change": access.may(request.seat, "change", "learning.learningpath"),
        "may_time": access.may(request.seat, "change", "learning.coursevalidity"),
        "may_assign": access.may(request.seat, "add", "learning.pathassignment")
        and queries.may_assign(found.project, request.seat),
        "crumbs": [("Ścieżki i terminy", reverse("learning:paths")), (found.name, "")],
    }
    return render(request, "learning/paths/path.html", context)


def path_or_404(seat: Seat, path_id: int) -> LearningPath:
    try:
        return queries.paths_in_reach(seat).get(pk=path_id)
    except LearningPath.DoesNotExist:
        raise Http404 from None


@require_http_methods(["GET", "POST"])
@needs("add", "learning.learningpath")
def path_add(request: SeatedRequest) -> HttpResponse:
    """A new path."""
    projects = queries.named_projects(request.seat)
    data, asked = _typed(request)
    named = next(iter(whole_numbers([data.get("project", "")])), 0) if data else 0
    project = named if named in dict(projects) else next((pk for pk, _ in projects), 0)
    names = PathNameForm(data, projects=projects)
    forms = PathForms(data, choices=choices_of(project))
    if data is not None and not asked and (made := _saved(request, names, forms, None)):
        return redirect("learning:path", made.pk)
    return _form_page(request, names, forms, None, asked)


@require_http_methods(["GET", "POST"])
@needs("change", "learning.learningpath")
def path_change(request: SeatedRequest, path_id: int) -> HttpResponse:
    """A path changed for everyone who walks it."""
    found = path_or_404(request.seat, path_id)
    data, asked = _typed(request)
    first = {"name": found.name, "note": found.note}
    names = PathNameForm(data, projects=[(found.project_id, found.project.name)], initial=first)
    choices = choices_of(found.project_id)
    forms = PathForms(data, choices=choices, steps=deeds.steps_of(found), groups=deeds.groups_of(found))
    if data is not None and not asked and (made := _saved(request, names, forms, found)):
        return redirect("learning:path", made.pk)
    return _form_page(request, names, forms, found, asked)


def _typed(request: SeatedRequest) -> tuple[Any, str]:
    """What was typed, None on the first look; and whether a step was only to be moved or added."""
    if request.method != "POST":
        return None, ""
    asked = request.POST.get("przesun", "")
    return (moved(request.POST, asked) if asked else request.POST), asked


def _form_page(
    request: SeatedRequest, names: PathNameForm, forms: PathForms, found: LearningPath | None, asked: str
) -> HttpResponse:
    """The page to write on; when a step was only moved, nothing is judged yet and the same button waits."""
    if asked:
        unjudged(names, *forms.steps, *forms.groups)
    wrong = not asked and bool(names.is_bound and (names.errors or forms.wrong))
    title = "Zmień ścieżkę" if found else "Nowa ścieżka"
    context = {
        "form": names,
        "forms": forms,
        "rows": forms.steps,
        "focus": after_move(asked, len(forms.steps)),
        "wrong_rows": forms.wrong if wrong else [],
        "path": found,
        "title": title,
        "crumbs": [("Ścieżki i terminy", reverse("learning:paths")), (title, "")],
        "people": queries.walkers(found) if found else 0,
    }
    return render(request, "learning/paths/form.html", context, status=422 if wrong else 200)


def _saved(
    request: SeatedRequest, names: PathNameForm, forms: PathForms, found: LearningPath | None
) -> LearningPath | None:
    read = forms.read()
    if not names.is_valid() or read is None:
        return None
    typed, (steps, groups) = names.cleaned_data, read
    words: dict[str, Any] = {
        "name": typed["name"], "note": typed["note"], "steps": steps, "groups": groups, "by": request.seat,
    }  # fmt: skip
    try:
        if found:
            made = deeds.change_path(found.pk, at=timezone.now(), **words)
        else:
            made = deeds.create_path(typed["project"], **words)
    except deeds.NameTaken:
        names.add_error("name", NAME_TAKEN)
        return None
    except deeds.PathFaulty as refused:
        forms.tell(refused.found)
        return None
    except deeds.NotOfProject as refused:
        forms.tell_foreign(refused.step)
        return None
    except (Project.DoesNotExist, LearningPath.DoesNotExist):
        raise Http404 from None
    messages.success(request, f"Ścieżka jest zapisana: {made.name}.")
    return made

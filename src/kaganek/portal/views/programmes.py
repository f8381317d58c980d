"""Pages of projects: the list, one of them, the offices that take part; and where coordinators write them."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from kaganek.core.access import needs, public
from kaganek.core.parts import Empty
from kaganek.core.seats import SeatedRequest
from kaganek.portal import queries as content
from kaganek.portal.forms.desk import ProgrammePageForm
from kaganek.portal.models import ProgrammePage
from kaganek.portal.queries import offer
from kaganek.portal.queries import programmes as queries
from kaganek.portal.rules import as_html
from kaganek.portal.services import programmes as deeds
from kaganek.portal.views.cards import report_line
from kaganek.portal.views.reports import shown_publication
from kaganek.programmes.models import Project
from kaganek.programmes.queries import projects_in_reach, row_to_draw
from kaganek.questionnaires.queries.public import open_forms

OBJ = "portal.programmepage"
NONE = Empty("Nie ma jeszcze opisów programów", "Pierwszy pojawi się tu, gdy koordynator go pokaże.")
NO_OFFICES = Empty("Nie ma jeszcze listy urzędów", "Pojawi się, gdy pierwszy program pokaże swoje urzędy.")
ENGLISH = {"w przygotowaniu": "in preparation", "trwa": "under way", "zakończony": "completed"}
MOST = 6  # offers and reports beside a page


@require_safe
@public
def programmes(request: HttpRequest) -> HttpResponse:
    """All shown pages, and the open forms of the programme."""
    today = timezone.localdate()
    shown = [(page, queries.state_of(page, today)) for page in queries.shown_pages()]
    context = {"pages": shown, "forms": open_forms(None, today=today), "empty": NONE}
    return render(request, "portal/programmes/list.html", context)


@require_safe
@public
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, slug, english=False)


@require_safe
@public
def programme_en(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, slug, english=True)


def _page(request: HttpRequest, slug: str, *, english: bool) -> HttpResponse:
    """What, for whom, when, who runs it; what can be joined, what came out, which offices take part."""
    page = queries.shown_pages().filter(slug=slug).first()
    if page is None or (english and not page.text_en):
        raise Http404
    today, project = timezone.localdate(), page.project
    title, state = (page.title_en if english else page.title), queries.state_of(page, today)
    reports = content.publications().filter(report__project=project).order_by("-published_at")
    lines = [shown_publication(row) for row in reports[:MOST]]
    return render(request, f"portal/programmes/{'page_en' if english else 'page'}.html", {
        "page": page, "project": project, "title": title, "english": english, "state": ENGLISH[state] if english else state,
        "html": as_html(page.text_en if english else page.text), "effects": as_html(page.effects),
        "strip": row_to_draw(project.strip), "today": today,
        "offers": offer.offers().filter(project=project, closes_on__gte=today).order_by("closes_on")[:MOST],
        "reports": lines if english else [report_line(one, 3) for one in lines],
        "offices": len(queries.taking_part([page])),
        "crumbs": [("Programy", reverse("portal:programmes")), (title, request.path)],
    })  # fmt: skip


@require_safe
@public
def offices(request: HttpRequest) -> HttpResponse:
    """Offices that take part, by voivodeship; names alone."""
    pages = list(queries.shown_pages())
    wanted = request.GET.get("program", "")
    chosen = [page for page in pages if page.slug == wanted] or pages
    found = queries.taking_part(chosen)
    context = {
        "groups": [(name, list(rows)) for name, rows in groupby(found, key=lambda one: one.voivodeship)],
        "total": len(found), "pages": [page for page in pages if page.names_offices],
        "chosen": chosen[0] if len(chosen) == 1 else None, "empty": NO_OFFICES,
    }  # fmt: skip
    return render(request, "portal/programmes/offices.html", context)


@require_GET
@needs("edit", OBJ)
def desk(request: SeatedRequest) -> HttpResponse:
    """One's projects and what everyone reads about each."""
    rows = projects_in_reach(request.seat).select_related("page").order_by("-starts_on", "pk")
    shown = [(project, getattr(project, "page", None)) for project in rows]
    return render(request, "portal/programmes/desk.html", {"rows": shown})


@require_http_methods(["GET", "POST"])
@needs("edit", OBJ)
def edit(request: SeatedRequest, code: str) -> HttpResponse:
    """The words of a project's page."""
    project = get_object_or_404(projects_in_reach(request.seat), code=code)
    page = ProgrammePage.objects.filter(project=project).first()
    form = ProgrammePageForm(request.POST or None, initial=_initial(project, page))
    if request.method == "POST" and form.is_valid():
        try:
            deeds.write_page(project.pk, form.facts(), by=request.seat, at=timezone.now())
        except deeds.MoreThanWhole:
            form.add_error("eu_pln", "Wkład z Unii nie może być większy niż wartość projektu.")
        else:
            messages.success(request, "Opis programu zapisany.")
            return redirect("portal:programme_edit", code)
    context = {"form": form, "project": project, "page": page}
    return render(request, "portal/programmes/form.html", context, status=422 if form.errors else 200)


def _initial(project: Project, page: ProgrammePage | None) -> dict[str, Any]:
    if page is None:
        return {"title": project.name}
    return {name: getattr(page, name) for name in ProgrammePageForm.base_fields}


@require_POST
@needs("edit", OBJ)
def show(request: SeatedRequest, code: str) -> HttpResponse:
    """Show the page to everyone, or take it back."""
    project = get_object_or_404(projects_in_reach(request.seat), code=code)
    shown = request.POST.get("pokaz") == "1"
    try:
        deeds.show_page(project.pk, shown=shown, by=request.seat, at=timezone.now())
    except ProgrammePage.DoesNotExist as missing:
        raise Http404 from missing
    messages.success(
        request, "Strona programu jest widoczna." if shown else "Strony programu nikt już nie widzi."
    )
    return redirect("portal:programme_edit", code)

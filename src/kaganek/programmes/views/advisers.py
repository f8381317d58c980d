"""Who advises which offices of a project: the list with its two deeds, and the history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kaganek.core.access import may, needs
from kaganek.core.lists import Column, Filter, ListSpec, by_words, checkbox, export_response, whole_numbers
from kaganek.core.parts import Empty
from kaganek.core.seats import SeatedRequest
from kaganek.lib.polish import counted
from kaganek.people.models import AdvisedOffice, Office, Person
from kaganek.people.queries.offices import search_offices
from kaganek.people.terms import Voivodeship
from kaganek.programmes.models import Participation, Project
from kaganek.programmes.queries import consultants_of, with_advisers
from kaganek.programmes.services.advisers import NobodyToAdvise, assign_offices, take_offices
from kaganek.programmes.views.projects import project_or_404

OFFICES = ("urząd", "urzędy", "urzędów")
NOBODY = "bez"
EMPTY = Empty("W projekcie nie ma jeszcze urzędów", "Najpierw dodaj urzędy do projektu.")
NO_HISTORY = Empty("Nikt jeszcze nie doradza", "Przydziały pojawią się tu, gdy przydzielisz pierwsze urzędy.")
ORDER = ("office__sort_name", "office__teryt")


def spec_for(project: Project, *, ticks: bool) -> ListSpec:
    """Offices of the project with those who advise them."""
    box = checkbox("office", lambda r: r.office_id, lambda r: r.office.office_name)
    return ListSpec(
        name="Konsultanci urzędów",
        found=OFFICES,
        columns=(
            *((box,) if ticks else ()),
            Column(key="urzad", label="Urząd", value=lambda r: r.office.office_name, head=True, sort=ORDER),
            Column(key="kod", label="Kod TERYT", value=lambda r: r.office.teryt, screen=False),
            Column(
                key="wojewodztwo", label="Województwo", value=lambda r: r.office.get_voivodeship_display(),
                sort=("office__voivodeship", "office__sort_name"),
            ),
            Column(key="konsultanci", label="Konsultanci", value=lambda r: ", ".join(r.advisers) or "nikt"),
        ),
        filters=(
            Filter(key="q", label="Nazwa, kod lub rodzaj", apply=_by_office),
            Filter(key="konsultant", label="Konsultant", choices=lambda: _choices(project), apply=_by_adviser),
            Filter(
                key="wojewodztwo", label="Województwo", choices=Voivodeship.choices,
                apply=lambda rows, code: rows.filter(office__voivodeship=code),
            ),
        ),
        default_sort="urzad:asc",
    )  # fmt: skip


HISTORY = ListSpec(
    name="Historia przydziałów",
    found=("przydział", "przydziały", "przydziałów"),
    columns=(
        Column(key="urzad", label="Urząd", value=lambda r: r.office.office_name, head=True, sort=ORDER),
        Column(
            key="konsultant", label="Konsultant", value=lambda r: r.adviser.listed_name, sort=("adviser__sort_name",)
        ),
        Column(key="od", label="Od", value=lambda r: r.assigned_at, sort=("assigned_at", "pk")),
        Column(key="przydziela", label="Przydział nadaje", value=lambda r: _who(r.assigned_by)),
        Column(key="do", label="Do", value=lambda r: r.ended_at, sort=("ended_at", "pk")),
        Column(key="odbiera", label="Przydział kończy", value=lambda r: _who(r.ended_by) if r.ended_at else ""),
    ),
    filters=(
        Filter(key="q", label="Konsultant", apply=by_words("adviser__folded")),
        Filter(key="urzad", label="Urząd: nazwa lub kod TERYT", apply=by_words("office__folded")),
        Filter(
            key="stan", label="Stan", choices=(("trwa", "Trwają"), ("koniec", "Zakończone")),
            apply=lambda rows, value: rows.filter(ended_at__isnull=value == "trwa"),
        ),
    ),
    default_sort="od:desc",
)  # fmt: skip


@require_GET
@needs("view", "people.advisedoffice")
def advisers(request: SeatedRequest, code: str) -> HttpResponse:
    """Offices of a project and who advises them."""
    project = project_or_404(request, code)
    may_assign = may(request.seat, "assign", "people.advisedoffice")
    listing = spec_for(project, ticks=may_assign).read(_rows(project), request.GET)
    context = {
        "project": project,
        "listing": listing,
        "table": listing.table,
        "page": listing.page,
        "empty": EMPTY,
        "consultants": consultants_of(project.pk),
        "may_assign": may_assign,
        "chosen": request.GET.get("kto", ""),
    }
    return render(request, "programmes/advisers.html", context)


@require_GET
@needs("view", "people.advisedoffice")
def advisers_export(request: SeatedRequest, code: str, fmt: str) -> HttpResponseBase:
    """The same list as a file."""
    project = project_or_404(request, code)
    spec = spec_for(project, ticks=False)
    return export_response(spec, _rows(project), request, name=f"konsultanci-{project.code}", fmt=fmt)


@require_GET
@needs("view", "people.advisedoffice")
def advisers_history(request: SeatedRequest, code: str) -> HttpResponse:
    """Who advised whom, from when to when, and who decided so."""
    project = project_or_404(request, code)
    listing = HISTORY.read(_history(project), request.GET)
    context = {"project": project, "listing": listing, "empty": NO_HISTORY}
    return render(request, "programmes/advisers_history.html", context)


@require_GET
@needs("view", "people.advisedoffice")
def advisers_history_export(request: SeatedRequest, code: str, fmt: str) -> HttpResponseBase:
    """The history as a file."""
    project = project_or_404(request, code)
    name = f"przydzialy-{project.code}"
    return export_response(HISTORY, _history(project), request, name=name, fmt=fmt)


@require_POST
@needs("assign", "people.advisedoffice")
def advisers_assign(request: SeatedRequest, code: str) -> HttpResponse:
    """Give the ticked offices to a consultant, or take them back ("odbierz")."""
    project = project_or_404(request, code)
    takes = "odbierz" in request.POST
    (who, *_) = [*whole_numbers(request.POST.getlist("konsultant")), 0]
    offices = whole_numbers(request.POST.getlist("office"))
    deed = take_offices if takes else assign_offices
    back = f"{reverse('programmes:advisers', args=[code])}?kto={who or ''}"
    if not offices:
        messages.error(request, "Zaznacz na liście co najmniej jeden urząd.")
        return redirect(back)
    try:
        number = deed(project, who, offices, by=request.seat, at=timezone.now())
    except NobodyToAdvise:
        messages.error(request, "Wybierz konsultanta z listy pod tabelą.")
    else:
        _tell(request, number, takes=takes)
    return redirect(back)


def _tell(request: SeatedRequest, number: int, *, takes: bool) -> None:
    if not number:
        messages.info(request, "Nic się nie zmieniło: " + (
            "ten konsultant nie doradzał tym urzędom." if takes else "ten konsultant doradza już tym urzędom."
        ))  # fmt: skip
        return
    verb = "Odebrano" if takes else "Przydzielono"
    words = "Konsultant już ich nie widzi." if takes else "Konsultant zobaczy je od następnego kliknięcia."
    messages.success(request, f"{verb} {counted(number, *OFFICES)}. {words}")


def _rows(project: Project) -> QuerySet[Any]:
    return with_advisers(Participation.objects.filter(project=project).select_related("office"))


def _history(project: Project) -> QuerySet[AdvisedOffice]:
    rows = AdvisedOffice.objects.filter(project=project.pk)
    return rows.select_related("office", "adviser", "assigned_by", "ended_by")


def _who(person: Person | None) -> str:
    """The centre's own people are no rows of a project, so they have no name here."""
    return person.full_name if person else "dostawca platformy"


def _by_office(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(office__in=search_offices(Office.objects.all(), text).values("pk"))


def _by_adviser(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    given = AdvisedOffice.objects.filter(
        project=OuterRef("project"), office=OuterRef("office"), ended_at=None
    )
    if value == NOBODY:
        return rows.filter(~Exists(given))
    return rows.filter(Exists(given.filter(membership=int(value))))


def _choices(project: Project) -> Sequence[tuple[str, str]]:
    found = [(str(one.pk), one.person.listed_name) for one in consultants_of(project.pk)]
    return [(NOBODY, "nikt nie doradza"), *found]

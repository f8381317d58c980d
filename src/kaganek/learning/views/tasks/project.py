"""Tasks of a project: the list with counts, a new one, giving one to offices."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods

from kaganek.core.access import may, needs
from kaganek.core.counts import number_of
from kaganek.core.lists import Column, Filter, ListSpec, checkbox, export_response, whole_numbers
from kaganek.core.parts import Empty
from kaganek.core.seats import Seat, SeatedRequest
from kaganek.learning.forms.tasks import PASSED, GiveForm, TaskForm
from kaganek.learning.models import Task, TaskWork
from kaganek.learning.queries.tasks import tasks_of
from kaganek.learning.services.tasks.assigning import DayPassed, TaskTerms, create_task, give_task
from kaganek.learning.terms import TaskKind
from kaganek.lib.polish import counted
from kaganek.people.models import Office
from kaganek.people.queries.offices import search_offices
from kaganek.programmes.models import Participation, Project
from kaganek.programmes.queries import projects_in_reach

EMPTY = Empty("W projekcie nie ma jeszcze zadań", "Dodaj pierwsze zadanie, a potem przydziel je urzędom.")


def _spec(project: Project, *, may_give: bool) -> ListSpec:
    def named(row: Task) -> SafeString | str:
        href = reverse("learning:task_give", args=[project.code, row.pk])
        return format_html('<a href="{}">{}</a>', href, row.title) if may_give else row.title

    numbers = (
        ("given", "Przydzielone"), ("todo", "Do zrobienia"), ("handed", "Czekają"), ("returned", "Do poprawy"),
        ("accepted", "Przyjęte"),
    )  # fmt: skip
    return ListSpec(
        name="Zadania",
        found=("zadanie", "zadania", "zadań"),
        columns=(
            Column(
                key="tytul", label="Zadanie", value=lambda r: r.title, html=named, head=True, sort=("title__alphabetical",)
            ),
            Column(key="kto", label="Kto wykonuje", value=lambda r: r.get_kind_display()),
            *(
                Column(key=key, label=label, value=lambda r, key=key: getattr(r, key), css="n", sort=(key,))  # type: ignore[misc]
                for key, label in numbers
            ),
        ),
        filters=(
            Filter(
                key="q", label="Tytuł zadania", apply=lambda rows, text: rows.filter(title__icontains=text)
            ),
            Filter(
                key="kto", label="Kto wykonuje", choices=TaskKind.choices,
                apply=lambda rows, value: rows.filter(kind=value),
            ),
        ),
        default_sort="tytul:asc",
    )  # fmt: skip


OFFICES = ListSpec(
    name="Urzędy",
    found=("urząd", "urzędy", "urzędów"),
    columns=(
        checkbox("office", lambda r: r.office_id, lambda r: r.office.office_name),
        Column(
            key="urzad", label="Urząd", value=lambda r: r.office.office_name, head=True, sort=("office__sort_name",)
        ),
        Column(key="prace", label="Prace", value=lambda r: r.works, css="n"),
    ),
    filters=(
        Filter(
            key="q", label="Nazwa, kod lub rodzaj",
            apply=lambda rows, text: rows.filter(office__in=search_offices(Office.objects.all(), text).values("pk")),
        ),
    ),
    default_sort="urzad:asc",
    page_size=200,
)  # fmt: skip


@require_GET
@needs("view", "learning.task")
def tasks(request: SeatedRequest, code: str) -> HttpResponse:
    """Tasks of a project and how far they are."""
    project = project_or_404(request.seat, code)
    may_add = may(request.seat, "add", "learning.task")
    listing = _spec(project, may_give=may_add).read(tasks_of(project.pk), request.GET)
    context = {"project": project, "listing": listing, "may_add": may_add, "empty": EMPTY}
    return render(request, "learning/tasks/project.html", context)


@require_GET
@needs("view", "learning.task")
def tasks_export(request: SeatedRequest, code: str, fmt: str) -> HttpResponseBase:
    """The same list as a file."""
    project = project_or_404(request.seat, code)
    spec = _spec(project, may_give=False)
    return export_response(spec, tasks_of(project.pk), request, name=f"zadania-{code}", fmt=fmt)


@require_http_methods(["GET", "POST"])
@needs("add", "learning.task")
def add(request: SeatedRequest, code: str) -> HttpResponse:
    """Write a task."""
    project = project_or_404(request.seat, code)
    form = TaskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = create_task(project, TaskTerms(rubric_id=data.pop("rubric"), **data), by=request.seat)
        messages.success(request, "Zadanie zapisane. Teraz przydziel je urzędom.")
        return redirect("learning:task_give", code, made.pk)
    back = reverse("learning:project_tasks", args=[code])
    context = {"project": project, "form": form, "title": "Nowe zadanie", "back": back}
    return render(request, "learning/tasks/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs("add", "learning.task")
def give(request: SeatedRequest, code: str, task_id: int) -> HttpResponse:
    """Give a task to the ticked offices."""
    project = project_or_404(request.seat, code)
    task = tasks_of(project.pk).filter(pk=task_id).first()
    if task is None:
        raise Http404
    form = GiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _given(request, project, task, form):
        return redirect("learning:project_tasks", code)
    listing = OFFICES.read(_offices(project, task), request.GET)
    context = {"project": project, "task": task, "form": form, "listing": listing}
    context |= {"table": listing.table, "page": listing.page}
    return render(request, "learning/tasks/give.html", context, status=422 if form.errors else 200)


def _given(request: SeatedRequest, project: Project, task: Task, form: GiveForm) -> bool:
    """Whether any work is new; if not, the page says why."""
    ids, due_on = whole_numbers(request.POST.getlist("office")), form.cleaned_data["due_on"]
    try:
        number = give_task(task, project, ids, due_on=due_on, by=request.seat, at=timezone.now())
    except DayPassed:
        form.add_error("due_on", PASSED)
        return False
    if number:
        messages.success(request, f"Przydzielono {counted(number, 'pracę', 'prace', 'prac')}.")
    else:
        messages.info(
            request, "Nic nie przydzielono: zaznacz urzędy z uczestnikami, które jeszcze nie mają zadania."
        )
    return number > 0


def _offices(project: Project, task: Task) -> QuerySet[Any]:  # Any: the annotated number
    """Offices of the project, each with how many pieces of work on the task it has."""
    held = TaskWork.objects.filter(task=task, project=project, office=OuterRef("office"))
    rows = Participation.objects.filter(project=project).select_related("office")
    return rows.annotate(works=number_of(held, "office"))


def project_or_404(seat: Seat, code: str) -> Project:
    found = projects_in_reach(seat).filter(code=code).first()
    if found is None:
        raise Http404
    return found

"""A task of a project changed after it was saved, and taken back from offices that have not begun it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from kaganek.core.access import needs
from kaganek.core.lists import whole_numbers
from kaganek.core.parts import Deed
from kaganek.core.seats import SeatedRequest
from kaganek.learning.forms.tasks import GIVEN, TaskForm
from kaganek.learning.models import Task, TaskWork
from kaganek.learning.queries.tasks import is_given, tasks_of
from kaganek.learning.services.tasks.assigning import GivenAlready, TaskTerms, change_task
from kaganek.learning.services.tasks.taking_back import TakenBack, judged
from kaganek.learning.services.tasks.taking_back import take_back as take_task_back
from kaganek.learning.terms import WorkState
from kaganek.learning.views.tasks.project import project_or_404
from kaganek.lib.polish import counted
from kaganek.programmes.models import Project

WORKS = ("pracę", "prace", "prac")
SHOWN = 20  # names on the page that asks
NOTHING = "Nic nie odebrano: zaznacz urzędy, które mają to zadanie i jeszcze go nie zaczęły."


@require_http_methods(["GET", "POST"])
@needs("add", "learning.task")
def change(request: SeatedRequest, code: str, task_id: int) -> HttpResponse:
    """Change a task; whoever has it already keeps it as it was given."""
    project = project_or_404(request.seat, code)
    task = Task.objects.filter(project=project, pk=task_id).first()
    if task is None:
        raise Http404
    first: dict[str, Any] = {name: getattr(task, name) for name in TaskForm.base_fields}
    form = TaskForm(request.POST or None, initial=first | {"rubric": task.rubric_id}, given=is_given(task.pk))
    if request.method == "POST" and form.is_valid() and _changed(request, project, task, form):
        return redirect("learning:task_give", code, task.pk)
    return render(request, "learning/tasks/form.html", {
        "project": project, "form": form, "title": f"Zmień zadanie: {task.title}",
        "under_way": TaskWork.objects.filter(task=task).exclude(state=WorkState.ACCEPTED).count(),
        "back": reverse("learning:task_give", args=[code, task.pk]),
    }, status=422 if form.errors else 200)  # fmt: skip


def _changed(request: SeatedRequest, project: Project, task: Task, form: TaskForm) -> bool:
    data = dict(form.cleaned_data)
    try:
        change_task(task.pk, project, TaskTerms(rubric_id=data.pop("rubric"), **data), by=request.seat)
    except GivenAlready:
        form.add_error(None, GIVEN)
        return False
    messages.success(request, "Zadanie zapisane.")
    return True


@require_POST
@needs("add", "learning.task")
def take_back(request: SeatedRequest, code: str, task_id: int) -> HttpResponse:
    """Say what would be taken back and what stays; then take it back."""
    project = project_or_404(request.seat, code)
    task = tasks_of(project.pk).filter(pk=task_id).first()
    if task is None:
        raise Http404
    ids = whole_numbers(request.POST.getlist("office"))
    found = judged(task, project, ids)
    if found.free and not request.POST.get("confirmed"):
        return render(request, "ui/confirm.html", {"deed": _deed(project, task, ids, found)})
    _tell(request, take_task_back(task, project, ids, by=request.seat))
    return redirect("learning:task_give", code, task.pk)


def _tell(request: SeatedRequest, done: TakenBack) -> None:
    if done.free:
        messages.success(request, f"Odebrano {counted(len(done.free), *WORKS)}.")
    elif not _stays(done):
        messages.info(request, NOTHING)
    for line in _stays(done):
        messages.info(request, line)


def _deed(project: Project, task: Task, ids: list[int], found: TakenBack) -> Deed:
    """The confirmation: what goes, by name, and what stays."""
    here = reverse("learning:task_take_back", args=[project.code, task.pk])
    more = [f"i dalsze, razem {len(found.free)}"] if len(found.free) > SHOWN else []
    return Deed(
        title=f"Odebrać zadanie „{task.title}”: {counted(len(found.free), 'praca', 'prace', 'prac')}?",
        text=f"Nic w {'niej' if len(found.free) == 1 else 'nich'} jeszcze nie zapisano ani nie oddano. Kto miał to zadanie, przestanie je widzieć.",
        action=here,
        submit="Odbierz",
        cancel_href=reverse("learning:task_give", args=[project.code, task.pk]),
        items=[*map(_named, found.free[:SHOWN]), *more, *_stays(found)],
        fields=[("office", str(one)) for one in ids],
    )


def _stays(found: TakenBack) -> list[str]:
    """What is not taken back, and why."""
    said = (
        ("Zostaje, bo jest zaczęta", "Zostają, bo są zaczęte", found.begun),
        ("Zostaje, bo jest krokiem ścieżki", "Zostają, bo są krokami ścieżki", found.of_path),
    )
    return [
        f"{one if len(works) == 1 else more}: {'; '.join(map(_named, works[:SHOWN]))}{' i dalsze' if len(works) > SHOWN else ''}"
        for one, more, works in said
        if works
    ]


def _named(work: TaskWork) -> str:
    return f"{work.office.office_name} – {work.members}"

"""Work on tasks as consultants, supervisors and coordinators meet it: the queue, the page of one, the review."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from kaganek.core.access import may, needs
from kaganek.core.forms import Form
from kaganek.core.lists import Column, Filter, ListSpec, by_words, export_response, whole_numbers
from kaganek.core.parts import Empty
from kaganek.core.seats import SeatedRequest
from kaganek.learning.forms.rubrics import ReviewForm
from kaganek.learning.forms.tasks import PASSED, DueForm
from kaganek.learning.models import HandIn, Task, TaskWork
from kaganek.learning.queries.examples import asked_examples, example_files, example_of, shown_examples
from kaganek.learning.queries.rubrics import words_of
from kaganek.learning.queries.tasks import Version, versions_of, work_row, works
from kaganek.learning.rules.tasks import OPEN, is_late
from kaganek.learning.services.tasks import assigning, reviewing
from kaganek.learning.terms import Verdict, WorkState
from kaganek.lib.polish import counted
from kaganek.programmes.models import Enrolment, Project
from kaganek.programmes.queries import projects_in_reach

ACCEPTS, RETURNS = "przyjmij", "zwroc"  # the two buttons; Enter presses neither
NOTHING = Empty(
    "Nie ma tu jeszcze prac", "Prace pojawią się tu, gdy koordynator projektu przydzieli urzędom zadania."
)


def _named(row: TaskWork) -> SafeString:
    href = reverse("learning:work", args=[row.pk])
    return format_html('<a href="{}">{}</a><small>{}</small>', href, row.title, row.office.office_name)


def waits(row: TaskWork) -> str:
    """How long the work waits for its review."""
    if row.waits_since is None:
        return ""
    days = (timezone.localdate() - timezone.localdate(row.waits_since)).days
    return counted(days, "dzień", "dni", "dni") if days else "od dziś"


def _state(row: TaskWork) -> str:
    again = row.state == WorkState.HANDED and row.handed > 1
    late = is_late(row.due_on, timezone.localdate(), open_=row.state in OPEN)
    return row.get_state_display() + (", poprawione" if again else "") + (", po terminie" if late else "")


def _projects() -> list[tuple[str, str]]:
    rows = Project.objects.filter(pk__in=TaskWork.objects.values("project")).order_by("name__alphabetical")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def _tasks() -> list[tuple[str, str]]:
    rows = Task.objects.filter(pk__in=TaskWork.objects.values("task")).order_by("title__alphabetical")
    return [(str(pk), title) for pk, title in rows.values_list("pk", "title")]


SPEC = ListSpec(
    name="Prace",
    found=("pracę", "prace", "prac"),
    columns=(
        Column(key="zadanie", label="Zadanie", value=lambda r: r.title, html=_named, head=True, sort=("title__alphabetical",)),
        Column(
            key="urzad", label="Urząd", value=lambda r: r.office.office_name, screen=False,
            sort=("office__sort_name",),
        ),
        Column(key="kto", label="Kto wykonuje", value=lambda r: r.members),
        Column(key="stan", label="Stan", value=_state, sort=("state",)),
        Column(
            key="czeka", label="Czeka", value=waits, sort=(F("waits_since").asc(nulls_last=True),),
        ),
        Column(key="oddano", label="Oddano", value=lambda r: r.waits_since, screen=False),
        Column(key="termin", label="Termin", value=lambda r: r.due_on, sort=("due_on",)),
        Column(key="ocenia", label="Ocenia", value=lambda r: r.taker_name or "nikt"),
    ),
    filters=(
        Filter(
            key="stan", label="Stan", choices=WorkState.choices, apply=lambda rows, value: rows.filter(state=value)
        ),
        Filter(key="zadanie", label="Zadanie", choices=_tasks, apply=lambda rows, pk: rows.filter(task=int(pk))),
        Filter(key="projekt", label="Projekt", choices=_projects, apply=lambda rows, pk: rows.filter(project=int(pk))),
        Filter(key="urzad", label="Urząd: nazwa lub kod TERYT", apply=by_words("office__folded")),
    ),
    default_sort="czeka:asc",
)  # fmt: skip


@require_GET
@needs("watch", "learning.taskwork")
def queue(request: SeatedRequest) -> HttpResponse:
    """What waits for a review, the oldest first, and all other work within reach."""
    listing = SPEC.read(works(), request.GET)
    context = {
        "listing": listing,
        "waiting": TaskWork.objects.filter(state=WorkState.HANDED).count(),
        "asked": asked_examples() if may(request.seat, "agree", "learning.taskexample") else [],
        "empty": NOTHING,
        "projects": projects_in_reach(request.seat) if may(request.seat, "view", "learning.task") else [],
    }
    return render(request, "learning/tasks/queue.html", context)


@require_GET
@needs("watch", "learning.taskwork")
def queue_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same list as a file."""
    return export_response(SPEC, works(), request, name="prace", fmt=fmt)


@require_GET
@needs("watch", "learning.taskwork")
def work(request: SeatedRequest, work_id: int) -> HttpResponse:
    """One piece of work: what was handed in and said, the review, the team, the deadline."""
    return _page(request, _work(work_id))


@require_POST
@needs("review", "learning.taskwork")
def take(request: SeatedRequest, work_id: int) -> HttpResponse:
    """Put the work on one's desk."""
    try:
        reviewing.take(work_id, over_other="przejmij" in request.POST, by=request.seat, at=timezone.now())
    except TaskWork.DoesNotExist:
        raise Http404 from None
    except reviewing.TakenByOther as other:
        messages.info(request, f"Tę pracę ocenia już {other.name}. Możesz ją przejąć.")
    return redirect("learning:work", work_id)


@require_POST
@needs("review", "learning.taskwork")
def review(request: SeatedRequest, hand_in_id: int) -> HttpResponse:
    """Accept a version or return it, by the button that was pressed; without one nothing is decided."""
    version = (
        HandIn.objects.select_related("work__task__rubric", "work__office", "work__person", "work__project")
        .filter(pk=hand_in_id)
        .first()
    )
    if version is None:
        raise Http404
    form = _form(version.work, request.POST)
    verdict = Verdict.ACCEPTED if ACCEPTS in request.POST else Verdict.RETURNED
    if verdict == Verdict.RETURNED and RETURNS not in request.POST:
        form.add_error(None, "Wybierz „Przyjmij” albo „Zwróć do poprawy”.")
    if form.is_valid():
        try:
            marks = getattr(form, "marks", {})
            said = {"marks": marks, "remark": form.cleaned_data["remark"]}
            reviewing.review(hand_in_id, verdict, **said, by=request.seat, at=timezone.now())
        except reviewing.NotWaiting:
            messages.info(
                request, "Ta wersja jest już oceniona albo zastąpiona nowszą. Nic się nie zmieniło."
            )
            return redirect("learning:work", version.work_id)
        else:
            told = "Praca przyjęta" if verdict == Verdict.ACCEPTED else "Praca wróciła do poprawy"
            whose = _whose(version.work)
            messages.success(request, f"{told}: {whose}. Osoby, które ją wykonują, dostaną wiadomość.")
            return redirect(_next(version.work))
    return _page(request, version.work, form=form, status=422)


@require_POST
@needs("extend", "learning.taskwork")
def due(request: SeatedRequest, work_id: int) -> HttpResponse:
    """Another deadline, with the reason."""
    found, form = _work(work_id), DueForm(request.POST)
    if not form.is_valid():
        return _page(request, found, due=form, status=422)
    data = form.cleaned_data
    try:
        assigning.move_deadline(
            work_id, data["due_on"], reason=data["reason"], by=request.seat, at=timezone.now()
        )
    except assigning.AcceptedAlready:
        messages.info(request, "Ta praca jest przyjęta, więc termin się nie zmienia.")
    except assigning.DayPassed:
        form.add_error("due_on", PASSED)
        return _page(request, found, due=form, status=422)
    else:
        messages.success(request, "Termin zmieniony.")
    return redirect("learning:work", work_id)


@require_POST
@needs("extend", "learning.taskwork")
def team(request: SeatedRequest, work_id: int) -> HttpResponse:
    """Who makes up the team."""
    ids = whole_numbers(request.POST.getlist("osoba"))
    try:
        assigning.set_team(work_id, ids, by=request.seat, at=timezone.now())
    except TaskWork.DoesNotExist:
        raise Http404 from None
    except assigning.NobodyInTeam:
        messages.error(request, "Zaznacz co najmniej jedną osobę.")
    except assigning.AcceptedAlready:
        messages.info(request, "Ta praca jest przyjęta, więc zespół się nie zmienia.")
    else:
        messages.success(request, "Skład zespołu zapisany.")
    return redirect("learning:work", work_id)


def _work(work_id: int) -> TaskWork:
    found = work_row(work_id)
    if found is None:
        raise Http404
    return found


def _whose(found: TaskWork) -> str:
    """Whose work it is, for a sentence that is read on the page of the next one."""
    who = [found.person.full_name] if found.person else []
    return ", ".join([f"„{found.title}”", *who, found.office.office_name])


def _next(done: TaskWork) -> str:
    """The next piece that waits, the oldest first; the queue when nothing does."""
    found = _waiting().exclude(pk=done.pk).first()
    return reverse("learning:work", args=[found]) if found else reverse("learning:works")


def _waiting() -> QuerySet[TaskWork, int]:
    rows = TaskWork.objects.filter(state=WorkState.HANDED).order_by("waits_since", "pk")
    return rows.values_list("pk", flat=True)


def _form(found: TaskWork, data: Any = None) -> Form:
    rubric = words_of(found.task.rubric) if found.task.rubric else {"criteria": []}
    returns = data is not None and ACCEPTS not in data
    return ReviewForm(data, rubric=rubric, returns=returns, team=found.person_id is None)


def _page(
    request: SeatedRequest,
    found: TaskWork,
    *,
    form: Form | None = None,
    due: DueForm | None = None,
    status: int = 200,
) -> HttpResponse:
    versions: list[Version] = versions_of(found.pk)
    extends = may(request.seat, "extend", "learning.taskwork") and found.state != WorkState.ACCEPTED
    reviews = may(request.seat, "review", "learning.taskwork") and found.state == WorkState.HANDED
    line = list(_waiting()[:500]) if reviews else []
    place = line.index(found.pk) if found.pk in line else 0
    context = {
        "work": found,
        "versions": versions,
        "newest": versions[0] if versions else None,
        "reviews": reviews,
        "form": (form or _form(found)) if reviews else None,
        "due": (due or DueForm()) if extends else None,
        "people": _people(found) if extends and found.person_id is None else [],
        "state": _state(found),
        "waits": waits(found),
        "example": example_of(found.pk) if found.state == WorkState.ACCEPTED else None,
        "example_files": example_files(found.pk) if found.state == WorkState.ACCEPTED else [],
        "examples": shown_examples(found.task_id, found.project_id),
        "by_other": found.taker_id not in (None, request.seat.person_id),
        "before": line[place - 1] if place else None,
        "after": next(iter(line[place + 1 : place + 2]), None),
    }
    return render(request, "learning/tasks/work.html", context, status=status)


def _people(found: TaskWork) -> list[Enrolment]:
    rows = Enrolment.objects.filter(project=found.project_id, office=found.office_id, left_at=None)
    return list(rows.select_related("person").order_by("person__sort_name", "pk"))

"""Tasks as those who do them meet them: the list, the page of one, draft, files, handing in, the receipt."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kaganek.core.access import needs
from kaganek.core.attachments import saved_file
from kaganek.core.lists import whole_numbers
from kaganek.core.parts import Deed, Empty
from kaganek.core.seats import SeatedRequest
from kaganek.learning.forms.tasks import LONGEST, DraftForm
from kaganek.learning.models import HandIn, Task, TaskFile, TaskWork
from kaganek.learning.queries.examples import shown_examples
from kaganek.learning.queries.tasks import own_works, versions_of, work_row
from kaganek.learning.queries.walks import closed_tasks
from kaganek.learning.rules.tasks import OPEN, is_late
from kaganek.learning.services.tasks import assigning
from kaganek.learning.services.tasks import handing as deeds
from kaganek.learning.views.path_words import waits_words, ways_on
from kaganek.lib import polish
from kaganek.lib.sent_files import MOST_BYTES, NAMES

NOTHING = Empty(
    "Nie masz jeszcze zadań", "Zadania przydziela koordynator projektu. Gdy to zrobi, zobaczysz je tutaj."
)
TOO_LONG = f"Treść jest za długa. Najwięcej znaków: {polish.number(LONGEST)}. Resztę dodaj jako plik."
CLOSED = "To zadanie jest oddane albo przyjęte. Nic się nie zmieniło."


class Unreadable(Exception):
    """The form of the draft says what no page of ours says, or too much."""


@require_GET
@needs("write", "learning.taskwork")
def tasks(request: SeatedRequest) -> HttpResponse:
    """One's own tasks."""
    today = timezone.localdate()
    closed = closed_tasks()
    rows = [
        (row, is_late(row.due_on, today, open_=row.state in OPEN), waits_words(closed.get(row.task_id, ())))
        for row in own_works()
    ]
    return render(request, "learning/tasks/own.html", {"rows": rows, "empty": NOTHING})


@require_GET
@needs("write", "learning.taskwork")
def task(request: SeatedRequest, work_id: int) -> HttpResponse:
    """One task: what to do, the draft, files, all that was handed in and said."""
    return _page(request, _own(work_id))


@require_POST
@needs("write", "learning.taskwork")
def save(request: SeatedRequest, work_id: int) -> HttpResponse:
    """Save the draft and add files; hand in besides, asked once more: one form, so that nothing typed is lost."""
    form = DraftForm(request.POST)
    if "script" in request.POST:
        return _saved_by_script(request, work_id, form)
    try:
        made = _written(request, work_id, form)
    except TaskWork.DoesNotExist:
        raise Http404 from None
    except deeds.StepClosed:
        return redirect("learning:task", work_id)  # which says what it waits for
    except deeds.NotOpen:
        messages.info(request, CLOSED)
        return redirect("learning:task", work_id)
    except (Unreadable, deeds.DraftMoved, deeds.FileRefused, deeds.NothingToHandIn) as refusal:
        return _refused(request, work_id, refusal)
    if isinstance(made, Deed):
        return render(request, "ui/confirm.html", {"deed": made})
    if made:
        messages.success(request, f"Oddano. Numer potwierdzenia: {made.receipt}.")
        return redirect("learning:task_receipt", work_id, made.number)
    messages.success(request, "Szkic zapisany.")
    return redirect("learning:task", work_id)


def _saved_by_script(request: SeatedRequest, work_id: int, form: DraftForm) -> HttpResponse:
    """What the page's script hears: what stands now, or what somebody else has saved meanwhile."""
    at = timezone.now()
    if not form.is_valid():
        return JsonResponse({"fault": "unreadable"}, status=400)
    try:
        work = deeds.save_draft(work_id, **_said(form), by=request.seat, at=at)
    except TaskWork.DoesNotExist:
        raise Http404 from None
    except (deeds.NotOpen, deeds.StepClosed):
        return JsonResponse({"fault": "closed"}, status=409)
    except deeds.DraftMoved as moved:
        held = moved.work
        return JsonResponse(
            {"moved": {"said": saved_by(held), "text": held.draft, "over": held.draft_number}}
        )
    held_now = {"text": work.draft, "over": work.draft_number}
    clock = polish.clock(timezone.localtime(at))
    return JsonResponse({"held": {"draft": form.cleaned_data["seq"] or 0}, "saved": clock} | held_now)


def _said(form: DraftForm) -> dict[str, Any]:
    data = form.cleaned_data
    return {"text": data["draft"], "over": data["over"], "writer": data["writer"], "serial": data["seq"] or 0}


def saved_by(work: TaskWork) -> str:
    """Who saved the draft last, and when."""
    if work.draft_at is None:
        return ""
    return f"{work.draft_by}, {timezone.localtime(work.draft_at):%d.%m.%Y, %H:%M}"


def _written(request: SeatedRequest, work_id: int, form: DraftForm) -> HandIn | Deed | None:
    """Files first: they stay whatever becomes of the words. A Deed asks before what was saved is handed in."""
    said: dict[str, Any] = {"by": request.seat, "at": timezone.now()}
    for given in request.FILES.getlist("pliki"):
        deeds.add_file(work_id, given, **said)
    if not form.is_valid():
        raise Unreadable
    work = deeds.save_draft(work_id, **_said(form), **said)
    if "oddaj" not in request.POST:
        return None
    if "confirmed" not in request.POST:
        return _handing_in(work)
    return deeds.hand_in(work_id, work.draft, over=work.draft_number, **said)


def _handing_in(work: TaskWork) -> Deed:
    """What will be handed in; the answer brings the words along, so that a colleague's newer ones are noticed."""
    files = deeds.draft_files(work.pk)
    if deeds.is_bare(work, files):
        raise deeds.NothingToHandIn
    return Deed(
        title=f"Oddać „{work.title}”?",
        text="Szkic jest zapisany. Oddanej wersji nie można zmienić; nową oddaje się po zwrocie do poprawy.",
        action=reverse("learning:task_save", args=[work.pk]),
        submit="Oddaj",
        cancel="Wróć do zadania",
        cancel_href=reverse("learning:task", args=[work.pk]),
        items=[f"Plik: {one.name}" for one in files],
        fields=[("oddaj", "1"), ("over", str(work.draft_number)), ("draft", work.draft)],
    )


def _refused(request: SeatedRequest, work_id: int, refusal: Exception) -> HttpResponse:
    """The page again with what was typed; what could be saved is saved."""
    work, mine = _own(work_id), request.POST.get("draft")
    match refusal:
        case deeds.DraftMoved():
            return _page(request, work, mine=mine, moved=True, status=409)
        case deeds.FileRefused():
            return _page(request, work, mine=mine, fault=refusal.reason, status=422)
        case Unreadable():
            return _page(request, work, mine=mine, fault=TOO_LONG, status=422)
        case _:
            return _page(request, work, fault="Wpisz tekst albo dodaj plik, zanim oddasz.", status=422)


@require_POST
@needs("write", "learning.taskwork")
def begin(request: SeatedRequest, task_id: int) -> HttpResponse:
    """Begin a task met in a lesson."""
    project_id = next(iter(whole_numbers(request.POST.getlist("projekt"))), 0)
    try:
        work = assigning.begin_task(task_id, project_id, by=request.seat, at=timezone.now())
    except Task.DoesNotExist:
        raise Http404 from None
    except assigning.AcceptedAlready:
        messages.info(request, "Zespół Twojego urzędu ma już to zadanie przyjęte.")
        return redirect("learning:tasks")
    return redirect("learning:task", work.pk)


@require_POST
@needs("write", "learning.taskwork")
def drop_file(request: SeatedRequest, file_id: int) -> HttpResponse:
    """Take a file out of the draft."""
    try:
        work_id = deeds.drop_file(file_id, by=request.seat)
    except (TaskFile.DoesNotExist, deeds.NotOpen, deeds.StepClosed):
        raise Http404 from None
    messages.success(request, "Plik usunięty.")
    return redirect("learning:task", work_id)


@require_GET
@needs("write", "learning.taskwork")
def receipt(request: SeatedRequest, work_id: int, number: int) -> HttpResponse:
    """A receipt to keep or print."""
    found = next((one for one in versions_of(work_id) if one.hand_in.number == number), None)
    if found is None:
        raise Http404
    return render(request, "learning/tasks/receipt.html", {"one": found, "work": _own(work_id)})


@require_GET
@needs("view", "learning.taskfile")
def file(request: SeatedRequest, file_id: int) -> HttpResponse:
    """A file, always to be saved and never shown from our address."""
    found = TaskFile.objects.filter(pk=file_id).first()
    if found is None:
        raise Http404
    return saved_file(bytes(found.body), f"zadanie-{found.pk}.{found.kind}")


def _own(work_id: int) -> TaskWork:
    found = work_row(work_id)
    if found is None:
        raise Http404
    return found


def _page(
    request: SeatedRequest,
    work: TaskWork,
    *,
    mine: str | None = None,
    moved: bool = False,
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    versions = versions_of(work.pk)
    waits = closed_tasks().get(work.task_id, []) if work.state in OPEN else []
    may_write = work.state in OPEN and not waits
    context: dict[str, Any] = {
        "work": work,
        "versions": versions,
        "last": next((one.review for one in versions if one.review), None),
        "may_write": may_write,
        "waits": waits_words(waits),
        "ways": ways_on(waits),
        "late": is_late(work.due_on, timezone.localdate(), open_=work.state in OPEN),
        "files": deeds.draft_files(work.pk) if may_write else [],
        "typed": work.draft if mine is None else mine,
        "moved": moved,
        "saved_by": saved_by(work),
        "fault": fault,
        "names": NAMES,
        "examples": shown_examples(work.task_id, work.project_id),
        "most_bytes": MOST_BYTES,
    }
    return render(request, "learning/tasks/task.html", context, status=status)

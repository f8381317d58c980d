"""Good examples: proposing one, the office's answer, taking it back, and the files that go with it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaganek.core.access import needs
from kaganek.core.attachments import saved_file
from kaganek.core.lists import whole_numbers
from kaganek.core.seats import SeatedRequest
from kaganek.learning.forms.tasks import ExampleForm
from kaganek.learning.models import TaskExample, TaskExampleFile
from kaganek.learning.queries.examples import example_files, example_of, known_of, shown_file
from kaganek.learning.queries.tasks import versions_of, work_row
from kaganek.learning.services.tasks import examples as deeds
from kaganek.learning.services.tasks.handing import FileRefused
from kaganek.learning.terms import WorkState
from kaganek.lib.traces import Trace, traces

OBJ = "learning.taskexample"


@require_http_methods(["GET", "POST"])
@needs("propose", OBJ)
def propose(request: SeatedRequest, work_id: int) -> HttpResponse:
    """The copy to be edited, with a warning of what still tells; POST proposes it."""
    work = work_row(work_id)
    if work is None or work.state != WorkState.ACCEPTED:
        raise Http404
    form = ExampleForm(request.POST or None, initial={"text": _first_text(work_id)})
    found: list[Trace] = []
    if request.method == "POST" and form.is_valid():
        try:
            _propose(request, work_id, form)
        except deeds.NamesLeft as left:
            found = left.found
            form.add_error(None, "Ta kopia mówi jeszcze, czyja to praca. Zobacz listę poniżej.")
        except deeds.NothingToShow:
            form.add_error("text", "Wpisz tekst albo dodaj plik.")
        except FileRefused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, "Propozycja wysłana. Inni zobaczą przykład, gdy urząd się zgodzi.")
            return redirect(_place(work_id))
    else:
        found = traces(form["text"].value() or "", known_of(work))
    context = {"work": work, "form": form, "found": found, "files": example_files(work_id)}
    return render(request, "learning/tasks/propose.html", context, status=422 if form.errors else 200)


def _propose(request: SeatedRequest, work_id: int, form: ExampleForm) -> TaskExample:
    return deeds.propose_example(
        work_id, form.cleaned_data["text"], keep=whole_numbers(request.POST.getlist("zostaje")),
        files=request.FILES.getlist("pliki"), by=request.seat, at=timezone.now(),
    )  # fmt: skip


def _first_text(work_id: int) -> str:
    """What was proposed before, else the accepted version."""
    example = example_of(work_id)
    return example.text if example else next((one.hand_in.text for one in versions_of(work_id)), "")


@require_POST
@needs("agree", OBJ)
def answer(request: SeatedRequest, work_id: int) -> HttpResponse:
    """The office agrees or does not."""
    agrees = request.POST.get("zgoda") == "tak"
    number = next(iter(whole_numbers(request.POST.getlist("numer"))), 0)
    try:
        deeds.answer_example(work_id, agrees=agrees, number=number, by=request.seat, at=timezone.now())
    except TaskExample.DoesNotExist:
        raise Http404 from None
    except deeds.ProposalChanged:
        messages.info(request, "Propozycja się zmieniła. Przeczytaj ją jeszcze raz, zanim odpowiesz.")
    else:
        told = (
            "Zgoda zapisana. Inne urzędy widzą przykład."
            if agrees
            else "Zapisane. Nikt inny tego nie zobaczy."
        )
        messages.success(request, told)
    return redirect(_place(work_id))


@require_POST
@needs("withdraw", OBJ)
def withdraw(request: SeatedRequest, work_id: int) -> HttpResponse:
    """Take the example back, or the consent to it."""
    try:
        deeds.withdraw_example(work_id, by=request.seat, at=timezone.now())
    except TaskExample.DoesNotExist:
        raise Http404 from None
    messages.success(request, "Wycofane. Nikt inny już tego nie widzi.")
    return redirect(_place(work_id))


def _place(work_id: int) -> str:
    return reverse("learning:work", args=[work_id]) + "#przyklad"


@require_GET
@needs("view", "learning.taskexamplefile")
def proposed_file(request: SeatedRequest, file_id: int) -> HttpResponse:
    """A file of a proposal, for the office and its consultant."""
    found = TaskExampleFile.objects.filter(pk=file_id).first()
    if found is None:
        raise Http404
    return saved_file(bytes(found.body), f"przyklad.{found.kind}")


@require_GET
@needs("view", "learning.shownexamplefile")
def example_file(request: SeatedRequest, file_id: uuid.UUID) -> HttpResponse:
    """A file of a good example, for those who have the task."""
    found = shown_file(file_id)
    if found is None:
        raise Http404
    return saved_file(bytes(found.body), f"przyklad-{found.place}.{found.kind}")

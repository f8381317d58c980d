"""Pages of the site itself: watched jobs, the demonstration's mails."""

from __future__ import annotations

from typing import Literal

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from kaganek.core.access import needs, public
from kaganek.core.models import JobRun, ShownMail
from kaganek.core.parts import Job
from kaganek.core.seats import SeatedRequest, account_door

_STATES: dict[JobRun.State, Literal["running", "done", "failed"]] = {
    JobRun.State.WAITING: "running",
    JobRun.State.RUNNING: "running",
    JobRun.State.DONE: "done",
    JobRun.State.FAILED: "failed",
}
SHOWN = 100  # newest mails on the demonstration's page


@require_GET
@needs("watch", "core.jobrun")
def job(request: SeatedRequest, job_id: int) -> HttpResponse:
    """Progress of long work, for the one who asked for it; htmx asks for the card alone."""
    found = get_object_or_404(JobRun, pk=job_id)
    only_card = request.headers.get("HX-Request") == "true"
    return render(request, "ui/job.html" if only_card else "site/job.html", {"job": _card(found)})


def _card(found: JobRun) -> Job:
    """A job in the words of its card."""
    here = reverse("site:job", args=[found.pk])
    return Job(
        id=found.pk,
        title=found.label,
        text=found.message or f"Zrobiono {found.done} z {found.total}.",
        state=_STATES[JobRun.State(found.state)],
        href=here,
        page=here,
        done=found.done,
        total=found.total,
        result_href=found.next_url,
        result_label="Zobacz wynik",
    )


@require_GET
@public
def mails(request: HttpRequest) -> HttpResponse:
    """The mails that the demonstration would have sent, newest first; elsewhere there is no such page."""
    if not settings.DEMO:
        raise Http404
    with account_door():
        found = list(ShownMail.objects.order_by("-pk")[:SHOWN])
    return render(request, "site/mails.html", {"mails": found})

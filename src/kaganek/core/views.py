"""Pages that belong to no app above: a watched job, the style guide."""

from __future__ import annotations

from datetime import date
from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from kaganek.core import style_samples
from kaganek.core.access import needs, public
from kaganek.core.models import JobRun
from kaganek.core.parts import Job
from kaganek.core.seats import SeatedRequest

_STATES: dict[JobRun.State, Literal["running", "done", "failed"]] = {
    JobRun.State.WAITING: "running",
    JobRun.State.RUNNING: "running",
    JobRun.State.DONE: "done",
    JobRun.State.FAILED: "failed",
}


@require_GET
@needs("watch", "core.jobrun")
def job(request: SeatedRequest, job_id: int) -> HttpResponse:
    """Progress of long work, for the one who asked for it; htmx asks for the card alone."""
    found = get_object_or_404(JobRun, pk=job_id)
    only_card = request.headers.get("HX-Request") == "true"
    return render(request, "ui/job.html" if only_card else "ui/job_page.html", {"job": _card(found)})


def _card(found: JobRun) -> Job:
    """A job in the words of its card."""
    here = reverse("core:job", args=[found.pk])
    return Job(
        id=found.pk,
        title=found.label,
        text=found.message or _so_far(found),
        state=_STATES[JobRun.State(found.state)],
        href=here,
        page=here,
        done=found.done,
        total=found.total,
        result_href=found.next_url,
        result_label="Zobacz wynik",
    )


def _so_far(found: JobRun) -> str:
    """How far a job without words of its own is; one that found nothing to count says so."""
    if found.total or found.state == JobRun.State.FAILED:
        return f"Zrobiono {found.done} z {found.total}."
    return "Nie ma nic do zrobienia." if found.state == JobRun.State.DONE else "Zaczynamy."


@require_GET
@public
def style_guide(request: HttpRequest) -> HttpResponse:
    """Every shared part with sample data: look here before making a new one."""
    return render(request, "ui/style_guide.html", style_samples.context(today=date(2026, 11, 20)))

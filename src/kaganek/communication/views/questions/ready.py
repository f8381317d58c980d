"""Ready answers with their uses, and who answers questions about what."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Max, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaganek.communication.forms.questions import ReadyForm
from kaganek.communication.models import ReadyAnswer, ReadyAnswerUse, SubjectAdviser
from kaganek.communication.queries.questions.subjects import subjects_for
from kaganek.communication.services.questions import ready as deeds
from kaganek.communication.terms import Desk
from kaganek.core.access import may, needs
from kaganek.core.lists import whole_numbers
from kaganek.core.seats import SeatedRequest
from kaganek.programmes.queries import projects_in_reach

OBJ = "communication.readyanswer"
MOST_USES = 50


@require_GET
@needs("view", OBJ)
def ready_answers(request: SeatedRequest) -> HttpResponse:
    """Ready answers in use, and how often each was."""
    rows = (
        _rows(request)
        .annotate(used=Count("uses"), used_at=Max("uses__at"))
        .order_by("title__alphabetical", "pk")
    )
    context = {"rows": rows, "changes": may(request.seat, "change", OBJ)}
    return render(request, "communication/questions/ready.html", context)


@require_http_methods(["GET", "POST"])
@needs("change", OBJ)
def ready_answer(request: SeatedRequest, ready_id: int = 0) -> HttpResponse:
    """A new ready answer, or one to change, with the log of its uses."""
    found = _rows(request).filter(pk=ready_id).first()
    if ready_id and found is None:
        raise Http404
    form = ReadyForm(
        request.POST or None, initial={"title": found.title, "text": found.text} if found else None
    )
    project = _place(request, found)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        where: dict[str, Any] = {"desk": _desk(request), "project_id": project}
        deeds.keep_ready(
            ready_id or None, data["title"], data["text"], **where, by=request.seat, at=timezone.now()
        )
        messages.success(request, "Gotowa odpowiedź zapisana.")
        return redirect("communication:ready_answers")
    uses = (
        ReadyAnswerUse.objects.filter(ready=found).select_related("message").order_by("-at")[:MOST_USES]
        if found
        else []
    )
    context = {"form": form, "found": found, "uses": uses}
    return render(
        request, "communication/questions/ready_form.html", context, status=422 if form.errors else 200
    )


@require_POST
@needs("change", OBJ)
def ready_drop(request: SeatedRequest, ready_id: int) -> HttpResponse:
    """Take it out of use."""
    if not _rows(request).filter(pk=ready_id).exists():
        raise Http404
    deeds.drop_ready(ready_id, by=request.seat, at=timezone.now())
    messages.success(request, "Gotowa odpowiedź wycofana. Wysłane odpowiedzi zostają.")
    return redirect("communication:ready_answers")


def _desk(request: SeatedRequest) -> Desk:
    return Desk.CONTENT if request.seat.projects else Desk.SUPPORT


def _rows(request: SeatedRequest) -> QuerySet[ReadyAnswer]:
    rows = ReadyAnswer.objects.filter(dropped_at=None, desk=_desk(request)).select_related("project")
    return rows.filter(Q(project=None) | Q(project__in=request.seat.projects or ()))


def _place(request: SeatedRequest, found: ReadyAnswer | None) -> int | None:
    return found.project_id if found else next(iter(request.seat.projects or ()), None)


@require_http_methods(["GET", "POST"])
@needs("assign", "communication.question")
def subject_advisers(request: SeatedRequest) -> HttpResponse:
    """Who answers questions about which course, in each of the coordinator's projects."""
    if request.method == "POST":
        return _given(request)
    projects = projects_in_reach(request.seat)
    given = {(row.project_id, row.source): row.adviser_id for row in SubjectAdviser.objects.all()}
    about = subjects_for(request.seat)
    context = {
        "projects": [
            (one, deeds.consultants_of(one.pk), [(s, given.get((one.pk, s.source))) for s in about])
            for one in projects
        ]
    }
    return render(request, "communication/questions/subjects.html", context)


def _given(request: SeatedRequest) -> HttpResponse:
    known = {one.source: one for one in subjects_for(request.seat)}
    project = next(iter(whole_numbers(request.POST.getlist("projekt"))), 0)
    subject = known.get(request.POST.get("temat", ""))
    if subject is None or project not in (request.seat.projects or ()):
        raise Http404
    person = next(iter(whole_numbers(request.POST.getlist("osoba"))), None)
    said: dict[str, Any] = {"project_id": project, "by": request.seat, "at": timezone.now()}
    try:
        deeds.give_subject(subject, person, **said)
    except deeds.NotAConsultantHere:
        messages.error(request, "Wybierz z listy konsultanta tego projektu.")
    else:
        messages.success(request, "Zapisane. Dotyczy pytań zadanych od teraz.")
    return redirect("communication:subject_advisers")

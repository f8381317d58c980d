"""Who are the consultants of a project: appointed and dismissed by those who answer for it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from kaganek.core.access import needs
from kaganek.core.parts import Deed
from kaganek.core.seats import SeatedRequest
from kaganek.people.services.reach import RoleNotGivable
from kaganek.programmes.forms import ConsultantForm
from kaganek.programmes.queries import consultants_of
from kaganek.programmes.services.advisers import NobodyToAdvise, appoint_consultant, dismiss_consultant
from kaganek.programmes.views.projects import project_or_404


@require_http_methods(["GET", "POST"])
@needs("assign", "people.advisedoffice")
def consultants(request: SeatedRequest, code: str) -> HttpResponse:
    """The consultants of a project, and a form to appoint one more."""
    project = project_or_404(request, code)
    form = ConsultantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = appoint_consultant(project.pk, form.row, by=request.seat, at=timezone.now())
        except RoleNotGivable:
            form.add_error("email", "Osoba z tym adresem ma wyłączone konto. Najpierw je włącz.")
        else:
            messages.success(
                request,
                f"Rola nadana: {made.person.full_name}, konsultant. Link do logowania wyślemy na jej adres.",
            )
            return redirect("programmes:consultants", code)
    return render(request, "programmes/consultants.html", {
        "project": project, "rows": consultants_of(project.pk), "form": form,
    }, status=422 if form.errors else 200)  # fmt: skip


@require_POST
@needs("assign", "people.advisedoffice")
def consultant_dismiss(request: SeatedRequest, code: str, membership_id: int) -> HttpResponse:
    """Take the role away, after a word of warning."""
    project = project_or_404(request, code)
    row = consultants_of(project.pk).filter(pk=membership_id).first()
    if row is None:
        raise Http404
    here = reverse("programmes:consultants", args=[code])
    if request.POST.get("confirmed") != "1":
        deed = Deed(
            title="Odebrać rolę konsultanta?",
            text="Osoba straci ją od następnego kliknięcia, razem z przydzielonymi urzędami. Jej oceny i uwagi zostają.",
            items=[row.person.full_name], action=request.path, submit="Odbierz rolę", cancel_href=here, final=True,
        )  # fmt: skip
        return render(request, "ui/confirm.html", {"deed": deed})
    try:
        dismiss_consultant(project, membership_id, by=request.seat, at=timezone.now())
    except NobodyToAdvise:
        raise Http404 from None
    messages.success(request, f"Rola odebrana: {row.person.full_name}, konsultant.")
    return redirect(here)

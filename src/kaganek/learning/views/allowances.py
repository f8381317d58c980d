"""What one person is allowed beyond a quiz's limits: seen, and given by who may."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kaganek.core.access import may, needs
from kaganek.core.seats import SeatedRequest
from kaganek.learning.forms.allowances import AllowanceForm, first_values
from kaganek.learning.models import CourseProgress
from kaganek.learning.queries.quiz import allowances, used_attempts
from kaganek.learning.queries.reads import QUIZ_OF, quiz_of
from kaganek.learning.services.allowances import give_allowance


@require_http_methods(["GET", "POST"])
@needs("view", "learning.quizallowance")
def allowance(request: SeatedRequest, progress_id: int) -> HttpResponse:
    """Time and attempts of one person at the quiz of one course."""
    progress = _progress(progress_id)
    given = allowances(progress_id=progress.pk)
    may_give = may(request.seat, "give", "learning.quizallowance")
    if request.method == "POST" and not may_give:
        raise Http404
    form = AllowanceForm(request.POST or None, initial=first_values(given[0] if given else None))
    if request.method == "POST" and form.is_valid():
        _give(request, progress, form)
        return redirect("learning:allowance", progress_id)
    return render(request, "learning/allowance.html", {
        "progress": progress,
        "quiz": quiz_of(progress),
        "given": given,
        "attempts": used_attempts(progress_id=progress.pk),
        "form": form,
        "may_give": may_give,
    }, status=422 if form.errors else 200)  # fmt: skip


def _give(request: SeatedRequest, progress: CourseProgress, form: AllowanceForm) -> None:
    typed = form.cleaned_data
    give_allowance(
        progress.pk, form.allowed, reason=typed["reason"], over=typed["over"], by=request.seat, at=timezone.now()
    )  # fmt: skip
    messages.success(request, "Ułatwienie zapisane. Obowiązuje od razu, także w trwającym podejściu.")


def _progress(progress_id: int) -> CourseProgress:
    rows = CourseProgress.taking.select_related(*QUIZ_OF, "person", "office")
    found = rows.filter(pk=progress_id).first()
    if found is None or quiz_of(found) is None:
        raise Http404
    return found

"""Editions of a course: their history, and the button that publishes the next one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from kaganek.core.access import needs
from kaganek.core.seats import SeatedRequest
from kaganek.learning.forms.editions import EditionForm
from kaganek.learning.models import Course
from kaganek.learning.queries.editions import facts_of, held, held_ready, history, ready_lessons
from kaganek.learning.rules.editions import changes
from kaganek.learning.services.editions import NothingChanged, NothingToPublish, publish_edition
from kaganek.lib.polish import counted


@require_GET
@needs("view", "learning.courseedition")
def editions(request: SeatedRequest, course_id: int) -> HttpResponse:
    """Every edition: what changed, who published it and when, how many people read it."""
    course = get_object_or_404(Course, pk=course_id)
    return render(
        request, "learning/editions/history.html", {"course": course, "editions": history(course_id)}
    )


@require_http_methods(["GET", "POST"])
@needs("publish", "learning.courseedition")
def edition_new(request: SeatedRequest, course_id: int) -> HttpResponse:
    """What the next edition would say otherwise, and the button "Opublikuj wydanie"."""
    course = get_object_or_404(Course.objects.select_related("current"), pk=course_id)
    form = EditionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _publish(request, course, form)
    page = {"course": course, "form": form, **_next(course)}
    return render(request, "learning/editions/publish.html", page, status=422 if form.errors else 200)


def _publish(request: SeatedRequest, course: Course, form: EditionForm) -> HttpResponse:
    try:
        made = publish_edition(
            course.pk, note=form.cleaned_data["note"].strip(), by=request.seat, at=timezone.now()
        )
    except NothingToPublish:
        messages.error(
            request, "Żadna lekcja tego szkolenia nie jest jeszcze gotowa. Nic nie opublikowaliśmy."
        )
        return redirect("learning:edition_new", course.pk)
    except NothingChanged as same:
        messages.info(request, f"Wydanie {same.edition.number} już to zawiera. Nie było czego publikować.")
        return redirect("learning:editions", course.pk)
    lessons = counted(made.lessons, "lekcja", "lekcje", "lekcji")
    messages.success(request, f"Wydanie {made.number} jest opublikowane: {lessons}.")
    return redirect("learning:editions", course.pk)


def _next(course: Course) -> dict[str, Any]:
    """The next edition as it would be now."""
    ready = ready_lessons(course.pk)
    before = course.current
    found = changes(held(before.pk), held_ready(ready)) if before else []
    drafts = course.lessons.filter(has_unpublished_changes=True).defer("html", "text", "checks")
    return {
        "before": before,
        "ready": ready,
        "changes": found,
        "renamed": before is not None and facts_of(before) != facts_of(course),
        "drafts": list(drafts.order_by("position")),
        "number": before.number + 1 if before else 1,
    }

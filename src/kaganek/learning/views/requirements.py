"""How many people of an office must finish each course: shown, or changed by who may."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kaganek.core.access import may, needs
from kaganek.core.seats import SeatedRequest
from kaganek.learning.forms.requirements import RequiredForm
from kaganek.learning.models import Course, CourseRequirement
from kaganek.learning.services.requirements import set_required
from kaganek.programmes.models import Participation
from kaganek.programmes.queries import projects_in_reach

READERS_OF_ALL = "programmes.project"


@require_http_methods(["GET", "POST"])
@needs("view", "learning.courserequirement")
def requirements(request: SeatedRequest, code: str, office_id: int) -> HttpResponse:
    """Required numbers of an office in a project: shown, or changed by who may."""
    place = _place(request, code, office_id)
    may_change = may(request.seat, "change", "learning.courserequirement")
    if request.method == "POST" and not may_change:
        raise Http404
    held = _held(place)
    courses = _courses(place, held)
    form = RequiredForm(request.POST or None, courses=courses, held=held)
    if request.method == "POST" and form.is_valid():
        set_required(place.project, place.office, form.numbers(), by=request.seat, at=timezone.now())
        messages.success(request, "Wymagane liczby osób zapisane.")
        return redirect("learning:requirements", code, office_id)
    context = {
        "place": place,
        "form": form,
        "may_change": may_change,
        "rows": [(course, held.get(course.pk)) for course in courses],
        "back": reverse("programmes:participation", args=[code, office_id])
        if may(request.seat, "view", READERS_OF_ALL)
        else reverse("people:own_office"),
    }
    return render(request, "learning/requirements.html", context, status=422 if form.errors else 200)


def _place(request: SeatedRequest, code: str, office_id: int) -> Participation:
    """The office in the project, when the seat reaches both."""
    rows = Participation.objects.filter(project__in=projects_in_reach(request.seat), project__code=code)
    place = rows.filter(office=office_id).select_related("project", "office").first()
    if place is None:
        raise Http404
    return place


def _held(place: Participation) -> dict[int, int]:
    rows = CourseRequirement.objects.filter(project=place.project_id, office=place.office_id)
    return dict(rows.values_list("course_id", "number"))


def _courses(place: Participation, held: dict[int, int]) -> list[Course]:
    """Courses on the project's paths and those required already; without paths every published one."""
    on_paths = Course.objects.filter(pathstep__path__project=place.project_id)
    wanted = Q(pk__in=on_paths.values("pk")) | Q(pk__in=held)
    found = list(Course.objects.filter(wanted).order_by("title__alphabetical", "pk"))
    return found or list(Course.objects.exclude(published_at=None).order_by("title__alphabetical", "pk"))

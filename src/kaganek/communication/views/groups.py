"""Exchange groups of a coordinator's projects: making one, choosing its offices, closing it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaganek.communication.forms.forum import GroupForm
from kaganek.communication.models import Space
from kaganek.communication.queries.spaces import groups_of, offices_of
from kaganek.communication.services import spaces as deeds
from kaganek.communication.views.spaces import space_or_404
from kaganek.communication.views.words import of_space
from kaganek.core.access import needs
from kaganek.core.parts import Deed, Empty
from kaganek.core.seats import SeatedRequest
from kaganek.programmes.models import Project
from kaganek.programmes.queries import projects_in_reach

NOTHING = Empty(
    "Nie ma jeszcze grup wymiany",
    "Grupa łączy wybrane urzędy projektu: mają wspólne forum, inne urzędy go nie widzą.",
)
TAKEN = "W tym projekcie jest już grupa o tej nazwie. Wpisz inną."
GONE = (
    "Któryś z zaznaczonych urzędów nie bierze już udziału w projekcie. Odśwież stronę i zaznacz jeszcze raz."
)


@require_GET
@needs("add", "communication.space")
def groups(request: SeatedRequest) -> HttpResponse:
    """The groups of own projects."""
    projects = list(projects_in_reach(request.seat).order_by("name__alphabetical", "pk"))
    context = {"rows": groups_of(projects), "projects": projects, "empty": NOTHING}
    return render(request, "communication/groups/list.html", context)


@require_http_methods(["GET", "POST"])
@needs("add", "communication.space")
def new_group(request: SeatedRequest, code: str) -> HttpResponse:
    """A form for a new group of a project; POST makes it."""
    project = projects_in_reach(request.seat).filter(code=code).first()
    if project is None:
        raise Http404
    form = GroupForm(request.POST or None, offices=offices_of(project.pk))
    if request.method == "POST" and form.is_valid() and (made := _made(request, project, form)):
        messages.success(request, "Grupa otwarta. Urzędy widzą ją w swoim forum.")
        return redirect("communication:space", made.pk)
    context = {"form": form, "project": project}
    return render(request, "communication/groups/new.html", context, status=422 if form.errors else 200)


def _made(request: SeatedRequest, project: Project, form: GroupForm) -> Space | None:
    try:
        return deeds.make_group(
            project.pk, title=form.cleaned_data["title"], office_ids=form.cleaned_data["offices"],
            by=request.seat, at=timezone.now(),
        )  # fmt: skip
    except deeds.TitleTaken:
        form.add_error("title", TAKEN)
    except deeds.OfficesNotInProject:
        form.add_error("offices", GONE)
    return None


@require_http_methods(["GET", "POST"])
@needs("change", "communication.space")
def group(request: SeatedRequest, space_id: int) -> HttpResponse:
    """The offices of a group; POST changes them."""
    found = _group(space_id)
    offices = offices_of(found.project_id or 0)
    form = GroupForm(
        request.POST or None, offices=offices, group=found, initial={"offices": found.office_ids}
    )
    if request.method == "POST" and form.is_valid():
        try:
            deeds.set_offices(found, form.cleaned_data["offices"], by=request.seat, at=timezone.now())
        except deeds.OfficesNotInProject:
            form.add_error("offices", GONE)
        else:
            messages.success(
                request, "Zapisano urzędy grupy. Kto z niej wyszedł, nie widzi już nic z jej forum."
            )
            return redirect("communication:group", space_id)
    context = of_space(found, request.seat) | {"form": form}
    return render(request, "communication/groups/group.html", context, status=422 if form.errors else 200)


@require_POST
@needs("change", "communication.space")
def close(request: SeatedRequest, space_id: int) -> HttpResponse:
    """Asked first, then the group is read and not written any more."""
    found = _group(space_id)
    if "confirmed" not in request.POST:
        return render(request, "ui/confirm.html", {"deed": closing(found)})
    deeds.close_group(found, by=request.seat, at=timezone.now())
    messages.success(request, "Grupa zamknięta. Można ją czytać, nie można w niej pisać.")
    return redirect("communication:group", space_id)


def closing(group: Space) -> Deed:
    return Deed(
        title=f"Zamknąć grupę „{group.title}”?",
        text="Nikt już w niej nie napisze i nie można jej otworzyć ponownie. Wszyscy, którzy ją czytają, nadal będą mogli czytać.",
        action=reverse("communication:close_group", args=[group.pk]),
        submit="Zamknij grupę", final=True, cancel_href=reverse("communication:group", args=[group.pk]),
    )  # fmt: skip


def _group(space_id: int) -> Space:
    found = space_or_404(space_id)
    if found.kind != "group":
        raise Http404
    return found

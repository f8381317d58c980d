"""A path as its person meets it: the page, the choice of alternatives, and the same for those who write it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kaganek.core.access import needs
from kaganek.core.lists import whole_numbers
from kaganek.core.seats import SeatedRequest
from kaganek.learning.models import PathAssignment, PathGroup
from kaganek.learning.queries.walks import own_assignment, own_assignments, preview, walks
from kaganek.learning.services import choices
from kaganek.learning.views.path_words import drawn
from kaganek.learning.views.paths import path_or_404
from kaganek.lib import polish


@require_GET
@needs("walk", "learning.pathassignment")
def own_path(request: SeatedRequest, path_id: int) -> HttpResponse:
    """One's own path: its steps, what is closed and why, what is to be chosen."""
    found = own_assignment(path_id, request.seat.person_id or 0)
    if found is None:
        raise Http404
    walk = drawn(walks([found])[0])
    crumbs = [("Moja nauka", reverse("learning:home")), (found.path.name, "")]
    return render(request, "learning/paths/own.html", {"walk": walk, "crumbs": crumbs})


@require_POST
@needs("choose", "learning.pathassignment")
def path_choose(request: SeatedRequest, path_id: int, group: int) -> HttpResponse:
    """Choose steps of a group."""
    positions = whole_numbers(request.POST.getlist("krok"))
    try:
        choices.choose(path_id, group, positions, by=request.seat, at=timezone.now())
    except (PathAssignment.DoesNotExist, PathGroup.DoesNotExist):
        raise Http404 from None
    except choices.WrongNumber as refused:
        number = polish.counted(refused.needed, "krok", "kroki", "kroków")
        messages.error(request, f"Wybierz dokładnie {number}. Nic się nie zmieniło.")
    except choices.ChoiceStands as refused:
        messages.error(
            request,
            f"„{refused.title}” jest już w toku albo ma zmieniony termin, więc ten wybór zostaje. Nic się nie zmieniło.",
        )
    else:
        messages.success(request, "Wybór zapisany. Dopóki nie zaczniesz, możesz go zmienić.")
    return redirect("learning:own_path", path_id)


@require_GET
@needs("view", "learning.learningpath")
def path_preview(request: SeatedRequest, path_id: int) -> HttpResponse:
    """The path as someone meets it who is given it today."""
    found = path_or_404(request.seat, path_id)
    walk = drawn(preview(found, today=timezone.localdate()))
    crumbs = [
        ("Ścieżki i terminy", reverse("learning:paths")),
        (found.name, reverse("learning:path", args=[found.pk])),
        ("Podgląd uczestnika", ""),
    ]
    return render(request, "learning/paths/own.html", {"walk": walk, "crumbs": crumbs, "preview": True})


def home_walks(rows: list[Any]) -> list[dict[str, Any]]:
    """Paths of the home page that have more than courses; nothing is asked where its rows say there are none.

    rows   of `home_rows`; without any, the person may still have a path of tasks or choices alone.
    """
    if rows and not any(row.mixed for row in rows):
        return []
    found = [one for one in own_assignments() if one.path.mixed]
    return [drawn(one) for one in walks(found)] if found else []

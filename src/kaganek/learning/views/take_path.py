"""A path taken back from people: ticked one by one, or the whole filtered list of those who have it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from kaganek.core.access import needs
from kaganek.core.lists import whole_numbers
from kaganek.core.parts import Bulk, Deed, Empty
from kaganek.core.seats import SeatedRequest
from kaganek.learning.models import LearningPath
from kaganek.learning.queries.paths import enrolled
from kaganek.learning.services import taking_paths_back as deeds
from kaganek.learning.services.paths import OfficesMayNotAssign
from kaganek.learning.views.assign import NOT_OFFICES_TASK, PEOPLE, spec_for
from kaganek.learning.views.paths import path_or_404
from kaganek.lib.polish import counted, form

SHOWN = 20  # lines of names on the page that asks and in the answer
NOBODY = Empty("Nikt nie ma tej ścieżki", "Nie ma jej więc komu odebrać.")
NOTHING = "Nic nie odebrano: nikt z tych osób nie ma już tej ścieżki."


@require_GET
@needs("add", "learning.pathassignment")
def take_back(request: SeatedRequest, path_id: int) -> HttpResponse:
    """From whom to take the path: filter, tick, or take the whole list."""
    path = path_or_404(request.seat, path_id)
    listing = spec_for(request.seat, having=True).read(enrolled(path).filter(has_path=True), request.GET)
    action = reverse("learning:take_path_people", args=[path.pk])
    listing.bulk = Bulk(
        action=action,
        label="Odbierz zaznaczonym",
        hint="Zaznacz osoby, którym chcesz odebrać ścieżkę",
        forms=PEOPLE,
        icon="undo-2",
    )
    crumbs = [
        ("Ścieżki i terminy", reverse("learning:paths")),
        (path.name, reverse("learning:path", args=[path.pk])),
        ("Odbierz", ""),
    ]
    context = {"path": path, "listing": listing, "empty": NOBODY, "all": listing.kept_for_sort}
    return render(request, "learning/paths/take_back.html", context | {"action": action, "crumbs": crumbs})


@require_POST
@needs("add", "learning.pathassignment")
def take_back_people(request: SeatedRequest, path_id: int) -> HttpResponse:
    """Say who loses the path and what stays; then take it back."""
    path = path_or_404(request.seat, path_id)
    ids = _chosen(request, path)
    if not ids and not request.POST.get("wszyscy"):
        messages.info(request, "Zaznacz na liście co najmniej jedną osobę.")
        return redirect("learning:take_path", path.pk)
    found = deeds.judged(path, ids)
    if found.people and not request.POST.get("confirmed"):
        return render(request, "ui/confirm.html", {"deed": _deed(request, path, found)})
    try:
        done = deeds.take_path_back(path.pk, ids, by=request.seat)
    except OfficesMayNotAssign:
        messages.error(request, NOT_OFFICES_TASK)
    else:
        _tell(request, path, done)
    return redirect("learning:path", path.pk)


def _chosen(request: SeatedRequest, path: LearningPath) -> list[int]:
    having = enrolled(path).filter(has_path=True)
    if request.POST.get("wszyscy"):
        having = spec_for(request.seat, having=True).read(having, request.POST).queryset
        return list(having.values_list("pk", flat=True))
    return whole_numbers(request.POST.getlist("udzial"))


def _tell(request: SeatedRequest, path: LearningPath, done: deeds.PathBack) -> None:
    if done.people:
        number = len(done.people)
        loses = f"{form(number, 'traci', 'tracą', 'traci')} {counted(number, 'osoba', 'osoby', 'osób')}"
        messages.success(request, f"Ścieżkę „{path.name}” {loses}.")
    elif not done.ruled:
        messages.info(request, NOTHING)
    for line in _stays(done):
        messages.info(request, line)


def _deed(request: SeatedRequest, path: LearningPath, found: deeds.PathBack) -> Deed:
    """The confirmation: how many lose it, and what stays, by name; the same choice in hidden fields."""
    kept = [
        (name, str(value))
        for name, values in request.POST.lists()
        if name not in ("csrfmiddlewaretoken", "confirmed")
        for value in values
    ]
    loses = "Ta osoba straci ścieżkę" if len(found.people) == 1 else "Te osoby stracą ścieżkę"
    return Deed(
        title=f"Odebrać ścieżkę „{path.name}”: {counted(len(found.people), 'osoba', 'osoby', 'osób')}?",
        text=(
            f"{loses} i to, czego na niej jeszcze nie zaczęto. Przypomnienia o tych terminach nie wyjdą. "
            "Co jest zaczęte albo należy też do innej ścieżki, zostaje."
        ),
        action=reverse("learning:take_path_people", args=[path.pk]),
        submit="Odbierz",
        icon="undo-2",
        cancel_href=reverse("learning:take_path", args=[path.pk]),
        items=[*_some([one.person.full_name for one in found.people], ", "), *_stays(found)],
        fields=kept,
    )


def _stays(found: deeds.PathBack) -> list[str]:
    begun = _some([f"{who} – {what}" for who, what in found.kept], "; ")
    ruled = _some([one.person.full_name for one in found.ruled], ", ")
    stays = "Zostaje, bo jest zaczęte" if len(found.kept) == 1 else "Zostają, bo są zaczęte"
    keeps = form(len(found.ruled), "Zachowuje", "Zachowują", "Zachowują")
    return [
        *(f"{stays} albo ktoś zmienił termin: {names}" for names in begun),
        *(f"{keeps} ścieżkę, bo daje ją reguła (najpierw ją wyłącz): {names}" for names in ruled),
    ]


def _some(names: list[str], between: str) -> list[str]:
    """The first names in one line, and how many there are; nothing of none."""
    more = f" i dalsze, razem {len(names)}" if len(names) > SHOWN else ""
    return [between.join(names[:SHOWN]) + more] if names else []

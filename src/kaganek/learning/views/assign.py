"""A path given to people: chosen one by one, by office, or the whole filtered list."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_POST

from kaganek.core.access import needs
from kaganek.core.lists import Column, Filter, ListSpec, by_words, checkbox, whole_numbers
from kaganek.core.parts import Bulk, Deed, Empty
from kaganek.core.seats import Seat, SeatedRequest
from kaganek.learning.models import LearningPath
from kaganek.learning.queries.paths import enrolled
from kaganek.learning.services import paths as deeds
from kaganek.learning.views.paths import path_or_404
from kaganek.lib.polish import counted, form
from kaganek.programmes.models import Enrolment

PEOPLE = ("osobę", "osoby", "osób")
EVERYONE_HAS_IT = "Każda z tych osób ma już tę ścieżkę. Nic się nie zmieniło."
NOBODY = Empty("Nikt jeszcze nie bierze udziału", "Najpierw wczytaj listę pracowników urzędu.")
NOT_OFFICES_TASK = "W tym projekcie ścieżki przypisuje koordynator projektu."
_HAS = Column(key="sciezka", label="Ta ścieżka", value=lambda row: "ma" if row.has_path else "")
_BY_HAVING = Filter(
    key="sciezka",
    label="Ta ścieżka",
    choices=(("bez", "Jeszcze jej nie mają"), ("ma", "Już ją mają")),
    apply=lambda rows, value: rows.filter(has_path=value == "ma"),
)


def spec_for(seat: Seat, *, having: bool = False) -> ListSpec:
    """People of a path's project; `having`: the list holds only those who have the path."""
    wide = seat.offices is None
    office = Column(
        key="urzad",
        label="Urząd",
        value=lambda row: row.office.office_name,
        sort=("office__sort_name", "person__sort_name"),
    )
    by_office = Filter(key="urzad", label="Urząd: nazwa lub kod TERYT", apply=by_words("office__folded"))
    return ListSpec(
        name="Osoby",
        found=PEOPLE,
        columns=(
            checkbox("udzial", lambda row: row.pk, lambda row: row.person.listed_name),
            Column(
                key="nazwisko",
                label="Osoba",
                value=lambda row: row.person.listed_name,
                html=lambda row: format_html(
                    '<a href="{}">{}</a>',
                    reverse("people:person", args=[row.person_id]),
                    row.person.listed_name,
                ),
                sort=("person__sort_name",),
                head=True,
            ),
            *((office,) if wide else ()),
            Column(key="wydzial", label="Komórka", value=lambda row: row.person.department),
            Column(
                key="grupa",
                label="Grupa",
                value=lambda row: row.person.group_name,
                sort=("person__group_name__alphabetical",),
            ),
            *(() if having else (_HAS,)),
        ),
        filters=(
            Filter(key="q", label="Szukaj: nazwisko, login, e-mail", apply=by_words("person__folded")),
            *((by_office,) if wide else ()),
            *(() if having else (_BY_HAVING,)),
            Filter(
                key="grupa",
                label="Grupa",
                apply=lambda rows, text: rows.filter(person__group_name__icontains=text),
            ),
        ),
        default_sort="nazwisko:asc",
    )


@require_GET
@needs("add", "learning.pathassignment")
def assign(request: SeatedRequest, path_id: int) -> HttpResponse:
    """Whom to give the path: filter, tick, or take the whole list."""
    path = path_or_404(request.seat, path_id)
    listing = spec_for(request.seat).read(enrolled(path), request.GET)
    listing.bulk = Bulk(
        action=reverse("learning:assign_people", args=[path.pk]),
        label="Przypisz zaznaczonym",
        hint="Zaznacz osoby, którym chcesz przypisać ścieżkę",
        forms=PEOPLE,
        icon="list-checks",
    )
    context = {
        "path": path,
        "listing": listing,
        "empty": NOBODY,
        "all": listing.kept_for_sort,
        "crumbs": [
            ("Ścieżki i terminy", reverse("learning:paths")),
            (path.name, reverse("learning:path", args=[path.pk])),
            ("Przypisz", ""),
        ],
    }
    return render(request, "learning/paths/assign.html", context)


@require_POST
@needs("add", "learning.pathassignment")
def assign_people(request: SeatedRequest, path_id: int) -> HttpResponse:
    """Say how many people of how many offices get the path; then give it."""
    path = path_or_404(request.seat, path_id)
    rows = _chosen(request, path)
    if not rows:
        messages.info(request, "Zaznacz na liście co najmniej jedną osobę.")
        return redirect("learning:assign", path.pk)
    if not request.POST.get("confirmed"):
        if all(getattr(row, "has_path", False) for row in rows):
            messages.info(request, EVERYONE_HAS_IT)
            return redirect("learning:assign", path.pk)
        return render(request, "ui/confirm.html", {"deed": _deed(request, path, rows)})
    return _given(request, path, rows)


def _given(request: SeatedRequest, path: LearningPath, rows: list[Enrolment]) -> HttpResponse:
    try:
        number = deeds.assign(path.pk, rows, by=request.seat, at=timezone.now())
    except deeds.OfficesMayNotAssign:
        messages.error(request, NOT_OFFICES_TASK)
        return redirect("learning:path", path.pk)
    if not number:
        messages.info(request, EVERYONE_HAS_IT)
        return redirect("learning:path", path.pk)
    given = f"{form(number, 'dostaje', 'dostają', 'dostaje')} {counted(number, 'osoba', 'osoby', 'osób')}"
    messages.success(request, f"Ścieżkę „{path.name}” {given}. Szkolenia widać od razu w „Mojej nauce”.")
    return redirect("learning:path", path.pk)


def _chosen(request: SeatedRequest, path: LearningPath) -> list[Enrolment]:
    if request.POST.get("wszyscy"):
        return list(spec_for(request.seat).read(enrolled(path), request.POST).queryset)
    return list(enrolled(path).filter(pk__in=whole_numbers(request.POST.getlist("udzial"))))


def _deed(request: SeatedRequest, path: LearningPath, rows: list[Enrolment]) -> Deed:
    """The confirmation: counts first, the same choice in hidden fields."""
    fresh = [row for row in rows if not getattr(row, "has_path", False)]
    offices = counted(len({row.office_id for row in rows}), "urząd", "urzędy", "urzędów")
    have = len(rows) - len(fresh)
    already = f" Tę ścieżkę ma już: {have}. U nich nic się nie zmieni." if have else ""
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in ("csrfmiddlewaretoken", "confirmed")
        for value in values
    ]
    return Deed(
        title=f"Przypisać ścieżkę „{path.name}”: {counted(len(fresh), 'osoba', 'osoby', 'osób')}?",
        text=f"Lista obejmuje {offices}. Każda z tych osób zobaczy szkolenia i terminy od razu.{already}",
        action=reverse("learning:assign_people", args=[path.pk]),
        submit="Przypisz",
        icon="list-checks",
        cancel_href=reverse("learning:assign", args=[path.pk]),
        fields=[(name, str(value)) for name, value in kept],
    )

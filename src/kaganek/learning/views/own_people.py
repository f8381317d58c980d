"""An office's own course given to people chosen one by one, or to a filtered list of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_POST

from kaganek.core.access import needs
from kaganek.core.lists import Column, Filter, ListSpec, by_words, checkbox, whole_numbers
from kaganek.core.parts import Bulk, Empty
from kaganek.core.seats import SeatedRequest
from kaganek.learning.forms.own_courses import GiveForm
from kaganek.learning.models import Course
from kaganek.learning.queries.editing import course_rows
from kaganek.learning.queries.own_people import takers
from kaganek.learning.services.own_courses import NobodyTakesPart, give_to_office
from kaganek.lib.polish import counted, form

OBJ = "learning.course"
PEOPLE = ("osobę", "osoby", "osób")
NOBODY = Empty("Nikt jeszcze nie bierze udziału", "Najpierw wczytaj listę pracowników urzędu.")


def _work(column: str) -> Filter:
    labels = {"department": ("komorka", "Komórka"), "group_name": ("grupa", "Grupa")}
    key, label = labels[column]
    return Filter(
        key=key, label=label, apply=lambda rows, text: rows.filter(**{f"person__{column}__icontains": text})
    )


LIST = ListSpec(
    name="Osoby",
    found=PEOPLE,
    columns=(
        checkbox("udzial", lambda row: row.pk, lambda row: row.person.listed_name),
        Column(
            key="nazwisko", label="Osoba", value=lambda row: row.person.listed_name, head=True, sort=("person__sort_name",),
            html=lambda row: format_html(
                '<a href="{}">{}</a>', reverse("people:person", args=[row.person_id]), row.person.listed_name
            ),
        ),
        Column(key="komorka", label="Komórka", value=lambda row: row.person.department, sort=("person__department__alphabetical",)),
        Column(key="grupa", label="Grupa", value=lambda row: row.person.group_name, sort=("person__group_name__alphabetical",)),
        Column(key="szkolenie", label="To szkolenie", value=lambda row: "ma" if row.has_it else ""),
    ),
    filters=(
        Filter(key="q", label="Szukaj: nazwisko, login, e-mail", apply=by_words("person__folded")),
        Filter(
            key="szkolenie", label="To szkolenie", choices=(("bez", "Jeszcze go nie mają"), ("ma", "Już je mają")),
            apply=lambda rows, value: rows.filter(has_it=value == "ma"),
        ),
        _work("department"),
        _work("group_name"),
    ),
    default_sort="nazwisko:asc",
)  # fmt: skip


@require_GET
@needs("give", OBJ)
def give_choose(request: SeatedRequest, course_id: int) -> HttpResponse:
    """Whom to give the course: filter, tick, or take the whole list."""
    course = _course(request, course_id)
    listing = LIST.read(takers(course), request.GET)
    listing.bulk = Bulk(
        action=reverse("learning:give_people", args=[course.pk]), label="Przydziel zaznaczonym",
        hint="Zaznacz osoby, którym chcesz przydzielić szkolenie", forms=PEOPLE, icon="list-checks",
    )  # fmt: skip
    return render(request, "learning/editing/give.html", {
        "course": course, "listing": listing, "empty": NOBODY, "all": listing.kept_for_sort,
        "crumbs": _crumbs(course),
    })  # fmt: skip


@require_POST
@needs("give", OBJ)
def give_people(request: SeatedRequest, course_id: int) -> HttpResponse:
    """Say how many people get the course and ask for the deadline; then give it."""
    course = _course(request, course_id)
    rows = takers(course)
    if request.POST.get("wszyscy"):
        chosen = list(LIST.read(rows, request.POST).queryset)
    else:
        chosen = list(rows.filter(pk__in=whole_numbers(request.POST.getlist("udzial"))))
    fresh = [row.pk for row in chosen if not row.has_it]
    if not fresh:
        said = (
            "Każda z tych osób ma już to szkolenie."
            if chosen
            else "Zaznacz na liście co najmniej jedną osobę."
        )
        messages.info(request, said)
        return redirect("learning:give_choose", course.pk)
    term = GiveForm(request.POST if request.POST.get("confirmed") else None)
    if term.is_bound and term.is_valid():
        return _given(request, course, fresh, term)
    return render(request, "learning/editing/give_term.html", {
        "course": course, "form": term, "fresh": fresh, "have": len(chosen) - len(fresh), "crumbs": _crumbs(course),
        "who": counted(len(fresh), "osoba", "osoby", "osób"),
    }, status=422 if term.errors else 200)  # fmt: skip


def _given(request: SeatedRequest, course: Course, people: list[int], term: GiveForm) -> HttpResponse:
    due_on = term.cleaned_data["due_on"]
    try:
        number = give_to_office(course.pk, due_on=due_on, by=request.seat, at=timezone.now(), only=people)
    except NobodyTakesPart:  # they left meanwhile
        number = 0
    given = f"{form(number, 'dostała', 'dostały', 'dostało')} {counted(number, 'osoba', 'osoby', 'osób')}"
    messages.success(request, f"Szkolenie {given}. Widać je od razu w „Mojej nauce”.")
    return redirect("learning:own_course", course.pk)


def _course(request: SeatedRequest, course_id: int) -> Course:
    """An office's own course that has an edition to be read."""
    rows = course_rows(request.seat).filter(office__isnull=False, current__isnull=False)
    found: Course | None = rows.filter(pk=course_id).first()
    if found is None:
        raise Http404
    return found


def _crumbs(course: Course) -> list[tuple[str, str]]:
    return [
        ("Szkolenia w redakcji", reverse("learning:own_courses")),
        (course.title, reverse("learning:own_course", args=[course.pk])),
        ("Przydziel", ""),
    ]

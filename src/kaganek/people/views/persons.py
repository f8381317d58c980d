"""People of an office, or of many: the list, its file, and what to do with the chosen ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from kaganek.core import access
from kaganek.core.access import needs
from kaganek.core.lists import (
    Column,
    Filter,
    ListSpec,
    Rows,
    by_words,
    checkbox,
    export_response,
    whole_numbers,
)
from kaganek.core.markup import filled, numbered
from kaganek.core.parts import Bulk, Empty
from kaganek.core.seats import Seat, SeatedRequest
from kaganek.core.templatetags.ui import status
from kaganek.lib.polish import counted
from kaganek.people.forms.persons import GroupForm
from kaganek.people.models import Person
from kaganek.people.queries import panels
from kaganek.people.queries import persons as queries
from kaganek.people.queries.persons import IN_STATE, people_in_reach, values_of
from kaganek.people.services import persons as deeds

STATES = (("czeka", "Czeka na pierwsze logowanie"), ("czynne", "Czynne"), ("wylaczone", "Wyłączone"))
PEOPLE = ("osobę", "osoby", "osób")
SHORT = {"off": "Wyłączone", "active": "Czynne", "waiting": "Czeka"}  # a narrow column


def is_wide(seat: Seat) -> bool:
    """Whether the seat sees people of more than one office."""
    return seat.offices is None or seat.projects is not None


def state_of(person: Person) -> str:
    if person.deactivated_at:
        return "off"
    return "active" if person.activated_at else "waiting"


def distinct(field: str) -> Callable[[], Sequence[tuple[str, str]]]:
    return lambda: [(value, value) for value in values_of(field)]


def by_column(field: str) -> Callable[[Rows, str], Rows]:
    return lambda rows, value: rows.filter(**{field: value})


def name_cell(person: Person) -> SafeString:
    return filled(
        '<a href="{}">{}</a><small>{}</small>',
        numbered("people:person", person.pk),
        person.listed_name,
        person.email or "bez adresu e-mail",
    )


NAME = Column(
    key="nazwisko",
    label="Osoba",
    value=lambda person: person.listed_name,
    html=name_cell,
    sort=("sort_name",),
    head=True,
    export_label="Nazwisko i imię",
)
EMAIL = Column(key="email", label="E-mail", value=lambda person: person.email, screen=False)
LOGIN = Column(key="login", label="Login", value=lambda person: person.login, sort=("login",))
OFFICE = Column(
    key="urzad",
    label="Urząd",
    value=lambda person: person.office.office_name,
    sort=("office__sort_name", "sort_name"),
)
DEPARTMENT = Column(
    key="wydzial",
    label="Komórka",
    value=lambda person: person.department,
    sort=("department__alphabetical", "sort_name"),
)
POSITION = Column(key="stanowisko", label="Stanowisko", value=lambda person: person.position, screen=False)
GROUP = Column(
    key="grupa",
    label="Grupa",
    value=lambda person: person.group_name,
    sort=("group_name__alphabetical", "sort_name"),
)
STATE = Column(
    key="konto",
    label="Konto",
    value=lambda person: {"off": STATES[2][1], "active": STATES[1][1], "waiting": STATES[0][1]}[
        state_of(person)
    ],
    html=lambda person: status(state_of(person), SHORT[state_of(person)]),
)
SINCE = Column(key="dodano", label="Dodano", value=lambda person: person.created_at, screen=False)
TICK = checkbox("osoba", lambda person: person.pk, lambda person: person.listed_name)

SEARCH = Filter(key="q", label="Szukaj: nazwisko, login, e-mail", apply=by_words("folded"))
ACCOUNT = Filter(
    key="stan", label="Konto", choices=STATES, apply=lambda rows, value: rows.filter(IN_STATE[value])
)
OFFICE_FILTER = Filter(key="urzad", label="Urząd: nazwa lub kod TERYT", apply=by_words("office__folded"))
OWN_FILTERS = (
    Filter(key="grupa", label="Grupa", choices=distinct("group_name"), apply=by_column("group_name")),
    Filter(key="wydzial", label="Komórka", choices=distinct("department"), apply=by_column("department")),
)


def spec_for(seat: Seat) -> ListSpec:
    """Columns and filters of the list: an office for those who see many, groups for those who see one."""
    ticks = (TICK,) if access.may(seat, "change", "people.person") else ()
    wide = is_wide(seat)
    place = (OFFICE,) if wide else ()
    return ListSpec(
        name="Osoby",
        found=PEOPLE,
        columns=(*ticks, NAME, EMAIL, LOGIN, *place, DEPARTMENT, POSITION, GROUP, STATE, SINCE),
        filters=(SEARCH, OFFICE_FILTER, ACCOUNT) if wide else (SEARCH, *OWN_FILTERS, ACCOUNT),
        default_sort="nazwisko:asc",
    )


@require_GET
@needs("view", "people.person")
def persons(request: SeatedRequest) -> HttpResponse:
    """The list of people within reach."""
    listing = spec_for(request.seat).read(people_in_reach(), request.GET)
    if access.may(request.seat, "change", "people.person"):
        hint = "Zaznacz osoby, żeby zmienić grupę albo wydać dane do logowania"
        listing.bulk = Bulk(
            action=reverse("people:chosen"),
            label="Dalej z zaznaczonymi",
            hint=hint,
            forms=PEOPLE,
            icon="arrow-right",
        )
    actions = panels.actions_for(request.seat)
    context = {
        "listing": listing,
        "actions": actions,
        "wide": is_wide(request.seat),
        "empty": _empty(actions),
    }
    return render(request, "people/persons.html", context)


def _empty(actions: Sequence[panels.PeopleAction]) -> Empty:
    first = next(iter(actions), None)
    return Empty(
        "Nie ma jeszcze nikogo",
        "Pracownicy pojawią się tu po wczytaniu listy z urzędu.",
        first.href() if first else "",
        first.label if first else "",
        first.icon if first else "",
    )


@require_GET
@needs("view", "people.person")
def persons_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The list as a file: the same filters and order, all pages."""
    return export_response(
        spec_for(request.seat), people_in_reach(), request, name="pracownicy", fmt=fmt
    )  # fmt: skip


@require_POST
@needs("change", "people.person")
def chosen(request: SeatedRequest) -> HttpResponse:
    """The ticked people once more, and what can be done with them."""
    people = chosen_people(request)
    if not people:
        messages.info(request, "Zaznacz na liście co najmniej jedną osobę.")
        return redirect("people:persons")
    return render(request, "people/chosen.html", chosen_context(request, people, GroupForm()))


def chosen_people(request: SeatedRequest) -> list[Person]:
    """The ticked people within reach, or all of the filtered list when the form says so."""
    if request.POST.get("wszyscy"):
        rows = spec_for(request.seat).read(people_in_reach(), request.POST).queryset
    else:
        rows = queries.chosen_people(whole_numbers(request.POST.getlist("osoba")))
    return list(rows.order_by("sort_name", "pk"))


def chosen_context(request: SeatedRequest, people: Sequence[Person], form: GroupForm) -> dict[str, object]:
    active = [person for person in people if person.deactivated_at is None]
    return {
        "people": people,
        "active": active,
        "form": form,
        "crumbs": [("Pracownicy", reverse("people:persons")), ("Zaznaczone osoby", "")],
        "may_issue": access.may(request.seat, "issue", "people.onetimecode"),
    }


@require_POST
@needs("move", "people.person")
def set_group(request: SeatedRequest) -> HttpResponse:
    """Move the chosen people to a group."""
    people, form = chosen_people(request), GroupForm(request.POST)
    if not form.is_valid():
        return render(request, "people/chosen.html", chosen_context(request, people, form), status=422)
    name = form.cleaned_data["group_name"].strip()
    moved = deeds.set_group([person.pk for person in people], name, by=request.seat)
    where = f"do grupy „{name}”" if name else "bez grupy"
    messages.success(request, f"Przenieśliśmy {counted(moved, *PEOPLE)} {where}.")
    return redirect("people:persons")

"""One person: what is known, corrections, the account switched off and on."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kaganek.core import access
from kaganek.core.access import needs
from kaganek.core.parts import Deed
from kaganek.core.seats import SeatedRequest
from kaganek.people.forms.persons import PersonForm
from kaganek.people.models import Person
from kaganek.people.queries import panels
from kaganek.people.queries.persons import people_in_reach, roles_of
from kaganek.people.services import persons as deeds
from kaganek.people.services import reach
from kaganek.people.terms import Role, may_give
from kaganek.people.views.persons import state_of

NOT_YOURS = "Ta osoba ma rolę, którą zarządza ktoś inny. Jej konta nie zmienisz."


@require_GET
@needs("view", "people.person")
def person(request: SeatedRequest, person_id: int) -> HttpResponse:
    """Everything the seat may know of a person."""
    found = _found(person_id)
    return _page(request, found, PersonForm(initial={name: getattr(found, name) for name in deeds.FIELDS}))


def _found(person_id: int) -> Person:
    try:
        row: Person = people_in_reach().get(pk=person_id)
    except Person.DoesNotExist:
        raise Http404 from None
    return row


def _page(request: SeatedRequest, found: Person, form: PersonForm, status: int = 200) -> HttpResponse:
    held = roles_of([found.pk]).get(found.pk, ())
    mine = may_give(request.seat.role, held) and access.may(request.seat, "change", "people.person")
    context = {
        "person": found,
        "state": state_of(found),
        "roles": ", ".join(Role(role).label for role in held),
        "form": form,
        "may_change": mine,
        "may_issue": mine and access.may(request.seat, "issue", "people.onetimecode"),
        "is_self": found.pk == request.seat.person_id,
        "off": _off_deed(found),
        "panels": panels.of_person(found.pk, request.seat),
        "crumbs": [("Pracownicy", reverse("people:persons")), (found.full_name, "")],
    }
    return render(request, "people/person.html", context, status=status)


@require_POST
@needs("change", "people.person")
def change(request: SeatedRequest, person_id: int) -> HttpResponse:
    """Save corrections."""
    found, form = _found(person_id), PersonForm(request.POST)
    if form.is_valid() and _changed(request, found, form):
        return redirect("people:person", person_id)
    return _page(request, _found(person_id), form, status=422)


def _changed(request: SeatedRequest, found: Person, form: PersonForm) -> bool:
    try:
        changed = deeds.change_person(found.pk, form.facts, by=request.seat, at=timezone.now())
    except deeds.AlreadyKnown as fault:
        field = "email" if form.facts.email else "department"
        form.add_error(field, f"W tym urzędzie jest już taka osoba: {fault.other.listed_name}. Popraw dane.")
        return False
    except reach.RoleNotGivable:
        form.add_error(None, NOT_YOURS)
        return False
    messages.success(request, "Zmiany są zapisane." if changed else "Nic się nie zmieniło.")
    return True


def _off_deed(found: Person) -> Deed:
    return Deed(
        title="Wyłączyć konto?",
        text=f"{found.full_name} od razu straci dostęp, a trwające sesje się zakończą. Wyniki i certyfikaty zostają."
        " Konto możesz potem włączyć.",
        action=reverse("people:deactivate", args=[found.pk]),
        submit="Wyłącz konto",
        icon="ban",
        cancel_href=reverse("people:person", args=[found.pk]),
        id="wylacz",
    )


@require_POST
@needs("deactivate", "people.person")
def deactivate(request: SeatedRequest, person_id: int) -> HttpResponse:
    """Switch the account off, after a word of confirmation."""
    found = _found(person_id)
    if not request.POST.get("confirmed"):
        return render(request, "ui/confirm.html", {"deed": _off_deed(found)})
    return _switched(request, person_id, reach.deactivate, "Konto jest wyłączone. Sesje są zakończone.")


@require_POST
@needs("deactivate", "people.person")
def reactivate(request: SeatedRequest, person_id: int) -> HttpResponse:
    """Switch the account on again."""
    _found(person_id)
    return _switched(request, person_id, reach.reactivate, "Konto jest włączone.")


def _switched(request: SeatedRequest, person_id: int, deed: Callable[..., None], done: str) -> HttpResponse:
    try:
        deed(person_id, by=request.seat, at=timezone.now())
        messages.success(request, done)
    except reach.RoleNotGivable:
        messages.error(request, NOT_YOURS)
    except reach.OwnAccount:
        messages.error(request, "Własnego konta nie wyłączysz. Poproś o to inną osobę z uprawnieniami.")
    except reach.LastSupplier:
        messages.error(request, "To ostatnie konto dostawcy platformy. Najpierw nadaj tę rolę komuś innemu.")
    return redirect("people:person", person_id)

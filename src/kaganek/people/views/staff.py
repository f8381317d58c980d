"""Who holds which role in an office; giving and taking roles."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kaganek.core.access import may, needs
from kaganek.core.dbroles import DbRole
from kaganek.core.lists import by_words
from kaganek.core.lists.asked import clean
from kaganek.core.parts import Deed
from kaganek.core.seats import SeatedRequest
from kaganek.people.forms.staff import AppointForm, AppointNewForm
from kaganek.people.models import Membership, Office, Person
from kaganek.people.queries.offices import staff_of
from kaganek.people.queries.paperwork import runs_office
from kaganek.people.rules import EmployeeRow
from kaganek.people.services.reach import RoleNotGivable
from kaganek.people.services.staff import OwnRole, appoint, appoint_new, dismiss
from kaganek.people.terms import Role

LONGEST_SELECT = 200


@require_GET
@needs("view", "people.membership")
def staff(request: SeatedRequest, office_id: int) -> HttpResponse:
    """Staff of an office, and two ways to give a role."""
    office = _office(request, office_id)
    return _page(request, office, AppointForm(people=_people(request, office)), AppointNewForm())


@require_POST
@needs("grant", "people.membership")
def staff_appoint(request: SeatedRequest, office_id: int) -> HttpResponse:
    """A role for somebody on the office's list."""
    office = _office(request, office_id, to_change=True)
    form = AppointForm(request.POST, people=_people(request, office))
    if form.is_valid():
        chosen = form.cleaned_data
        try:
            made = appoint(
                office.pk,
                int(chosen["person"]),
                role=Role(chosen["role"]),
                by=request.seat,
                at=timezone.now(),
            )
        except Person.DoesNotExist:
            raise Http404 from None
        except RoleNotGivable:
            form.add_error("role", "Tej roli nie możesz nadać.")
        else:
            return _done(request, office, made)
    return _page(request, office, form, AppointNewForm())


@require_POST
@needs("grant", "people.membership")
def staff_appoint_new(request: SeatedRequest, office_id: int) -> HttpResponse:
    """A role for somebody new."""
    office = _office(request, office_id, to_change=True)
    form = AppointNewForm(request.POST)
    if form.is_valid():
        given = dict(form.cleaned_data)
        role = Role(given.pop("role"))
        try:
            made = appoint_new(EmployeeRow(office.pk, **given), role=role, by=request.seat, at=timezone.now())
        except RoleNotGivable:
            form.add_error("role", "Tej roli nie możesz nadać.")
        else:
            return _done(request, office, made)
    return _page(request, office, AppointForm(people=_people(request, office)), form)


@require_POST
@needs("grant", "people.membership")
def staff_dismiss(request: SeatedRequest, office_id: int, membership_id: int) -> HttpResponse:
    """Take a role away, after a word of warning."""
    office = _office(request, office_id, to_change=True)
    rows = staff_of(office_id, request.seat)
    row = next((one for one in rows if one.pk == membership_id), None)
    if row is None:
        raise Http404
    if request.POST.get("confirmed") != "1":
        return render(request, "ui/confirm.html", {"deed": _deed(office, row)})
    try:
        dismiss(row, by=request.seat, at=timezone.now())
    except OwnRole:
        messages.error(request, "Własnej roli nie możesz odebrać. Poproś o to koordynatora projektu.")
    except RoleNotGivable:
        messages.error(request, "Tej roli nie możesz odebrać.")
    else:
        messages.success(request, f"Rola odebrana: {row.person.full_name}, {row.get_role_display()}.")
    return redirect("people:staff", office_id)


def _office(request: SeatedRequest, office_id: int, *, to_change: bool = False) -> Office:
    """The office, if this seat does its paperwork or, only to look, reads every office."""
    reads_all = request.seat.db_role in (DbRole.GLOBAL, DbRole.READER)
    found = Office.objects.filter(pk=office_id).first()
    if found is None or not (runs_office(request.seat, office_id) or (reads_all and not to_change)):
        raise Http404
    return found


def _people(request: SeatedRequest, office: Office) -> list[Person]:
    """Active people of the office by name, narrowed by the search above the form."""
    people = Person.objects.filter(office=office, deactivated_at=None).order_by("sort_name", "pk")
    people = by_words("folded")(people, clean(request.GET.get("szukaj", "")))
    # A form sent back names one of all the people, also one that the search box no longer shows.
    return list(people if request.method == "POST" else people[:LONGEST_SELECT])


def _page(
    request: SeatedRequest, office: Office, form: AppointForm, new_form: AppointNewForm
) -> HttpResponse:
    wrong = bool(form.errors or new_form.errors)
    context: dict[str, Any] = {
        "office": office,
        "rows": staff_of(office.pk, request.seat),
        "form": form,
        "new_form": new_form,
        "wrong": new_form if new_form.errors else form,
        "may_grant": may(request.seat, "grant", "people.membership"),
        "search": request.GET.get("szukaj", "")[:80],
        "longest": LONGEST_SELECT,
        "me": request.seat.person_id,
        "may_codes": may(request.seat, "issue", "people.onetimecode"),
    }
    return render(request, "people/staff.html", context, status=422 if wrong else 200)


def _done(request: SeatedRequest, office: Office, made: Membership) -> HttpResponse:
    messages.success(request, f"Rola nadana: {made.person.full_name}, {made.get_role_display()}.")
    return redirect("people:staff", office.pk)


def _deed(office: Office, row: Membership) -> Deed:
    return Deed(
        title="Odebrać rolę?",
        text="Osoba straci ją od następnego kliknięcia. Jej konto i nauka zostają bez zmian.",
        items=[f"{row.person.full_name}: {row.get_role_display()}, {office.office_name}"],
        action=reverse("people:staff_dismiss", args=[office.pk, row.pk]),
        submit="Odbierz rolę",
        cancel_href=reverse("people:staff", args=[office.pk]),
        final=True,
    )

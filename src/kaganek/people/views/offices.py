"""The register of organisations: the list, one organisation, the own office, adding and correcting."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from kaganek.core.access import may, needs
from kaganek.core.lists import export_response
from kaganek.core.parts import Empty
from kaganek.core.seats import SeatedRequest
from kaganek.people.forms.offices import OrganisationForm, UnitForm
from kaganek.people.models import Office
from kaganek.people.queries import panels
from kaganek.people.queries.offices import UnitAmbiguous, UnitNotFound, staff_of
from kaganek.people.queries.paperwork import runs_office
from kaganek.people.services.offices import (
    AlreadyThere,
    Organisation,
    ParentNeeded,
    change_organisation,
    change_unit,
    register_organisation,
)
from kaganek.people.terms import JST_KINDS, OfficeKind
from kaganek.people.views.office_list import office_spec

NOTHING = Empty(
    "Rejestr jest jeszcze pusty",
    "Gdy dostawca platformy wczyta plik TERC, zobaczysz tu wszystkie jednostki samorządu.",
)


@require_GET
@needs("view", "people.office")
def offices(request: SeatedRequest) -> HttpResponse:
    """Local governments and other organisations."""
    listing = office_spec().read(Office.objects.all(), request.GET)
    return render(request, "people/offices.html", {"listing": listing, "empty": NOTHING})


@require_GET
@needs("view", "people.office")
def offices_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same list as a file."""
    return export_response(office_spec(), Office.objects.all(), request, name="urzedy", fmt=fmt)


@require_GET
@needs("view", "people.office")
def office(request: SeatedRequest, office_id: int) -> HttpResponse:
    """One organisation: facts, what hangs on it, where it takes part, its history."""
    found = _office(office_id)
    return render(request, "people/office.html", _facts(request, found))


@require_GET
@needs("view_own", "people.office")
def own_office(request: SeatedRequest) -> HttpResponse:
    """The office of the seat: terms in each project, required numbers, staff."""
    found = _office((request.seat.offices or (0,))[0])
    return render(request, "people/office.html", _facts(request, found) | {"own": True})


@require_http_methods(["GET", "POST"])
@needs("add", "people.office")
def organisation_add(request: SeatedRequest) -> HttpResponse:
    """A school, association, partner or certification body."""
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = register_organisation(_given(form), by=request.seat, at=timezone.now())
        except REFUSALS as refusal:
            _explain(form, refusal)
        else:
            messages.success(request, f"Dodano: {made.name}.")
            return redirect("people:office", made.pk)
    return _form_page(request, form, "Nowa organizacja", None)


@require_http_methods(["GET", "POST"])
@needs("change", "people.office")
def office_change(request: SeatedRequest, office_id: int) -> HttpResponse:
    """Correct an organisation, or what the official register does not say of a local government."""
    found = _office(office_id)
    if not runs_office(request.seat, office_id):
        raise Http404
    form = _form_of(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _change(found, form, request)
        except REFUSALS as refusal:
            _explain(form, refusal)
        else:
            messages.success(request, "Zmiany zapisane.")
            return redirect("people:office", found.pk)
    return _form_page(request, form, found.office_name, found)


REFUSALS = (AlreadyThere, ParentNeeded, UnitNotFound, UnitAmbiguous)


def _office(office_id: int) -> Office:
    found = Office.objects.select_related("parent").filter(pk=office_id).first()
    if found is None:
        raise Http404
    return found


def _facts(request: SeatedRequest, found: Office) -> dict[str, Any]:
    seat = request.seat
    runs = runs_office(seat, found.pk)
    # a coordinator may see the staff of offices of own projects alone, and the cell does not say which
    may_see_staff = runs or (seat.projects is None and may(seat, "view", "people.membership"))
    return {
        "office": found,
        "unit": found.kind in JST_KINDS,
        "states": found.states.order_by("-valid_from"),
        "children": found.children.exclude(kind__in=JST_KINDS).order_by("sort_name", "pk"),
        "panels": panels.of_office(found, seat),
        "staff": staff_of(found.pk, seat) if may_see_staff else [],
        "may_see_staff": may_see_staff,
        "may_open_staff": may_see_staff and may(seat, "view", "people.membership"),
        "may_change": runs and may(seat, "change", "people.office"),
    }


def _form_page(
    request: SeatedRequest, form: OrganisationForm | UnitForm, title: str, found: Office | None
) -> HttpResponse:
    context = {"form": form, "heading": title, "office": found}
    return render(request, "people/office_form.html", context, status=422 if form.errors else 200)


def _form_of(found: Office, data: Any) -> OrganisationForm | UnitForm:
    initial = {"nip": found.nip, "regon": found.regon, "office_name": found.office_name}
    if found.kind in JST_KINDS:
        return UnitForm(data, initial=initial)
    parent = found.parent
    more = {
        "kind": found.kind,
        "name": found.name,
        "parent": (parent.teryt or parent.name) if parent else "",
        "voivodeship": found.voivodeship,
    }
    return OrganisationForm(data, initial=initial | more)


def _change(found: Office, form: OrganisationForm | UnitForm, request: SeatedRequest) -> None:
    at = timezone.now()
    if isinstance(form, UnitForm):
        change_unit(found.pk, **form.cleaned_data, by=request.seat, at=at)
    else:
        change_organisation(found.pk, _given(form), by=request.seat, at=at)


def _given(form: OrganisationForm) -> Organisation:
    return Organisation(**form.cleaned_data | {"kind": OfficeKind(form.cleaned_data["kind"])})


def _explain(form: OrganisationForm | UnitForm, refusal: Exception) -> None:
    match refusal:
        case AlreadyThere(office=same):
            form.add_error(None, f"Ta organizacja już jest w rejestrze: {same.office_name}.")
        case ParentNeeded():
            form.add_error("parent", "Wpisz jednostkę samorządu, która prowadzi szkołę.")
        case UnitAmbiguous(units=units):
            codes = "; ".join(f"{u.teryt}{u.teryt_kind} – {u.get_kind_display()}" for u in units[:6])
            form.add_error("parent", f"Tę nazwę ma kilka jednostek. Wpisz kod jednej z nich: {codes}.")
        case _:
            form.add_error("parent", "Nie ma takiej jednostki. Wpisz kod TERYT albo całą nazwę.")

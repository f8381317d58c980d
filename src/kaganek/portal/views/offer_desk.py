"""The offer at the coordinator's desk: writing it, and the queue of requests to join."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaganek.core.access import needs
from kaganek.core.lists import Column, Filter, ListSpec, export_response
from kaganek.core.lists.columns import Row
from kaganek.core.parts import Deed, Empty
from kaganek.core.seats import SeatedRequest
from kaganek.core.templatetags.ui import status
from kaganek.lib.polish import counted
from kaganek.portal.forms.desk import DecisionForm, OfferForm
from kaganek.portal.models import JoinRequest, Offer
from kaganek.portal.queries import offer as queries
from kaganek.portal.services import offer as deeds
from kaganek.portal.terms import Asking, RequestState
from kaganek.portal.views.sent import letters_of
from kaganek.programmes.queries import projects_in_reach

OFFER = "portal.offer"
REQUEST = "portal.joinrequest"
NO_OFFERS = Empty("Nie ma jeszcze oferty", "Dodaj pierwsze szkolenie, na które można się zgłosić.")
NO_REQUESTS = Empty("Nikt jeszcze nie prosi o przyjęcie", "Prośby z otwartej oferty pojawią się tutaj.")
LOOKS = {RequestState.NEW: "open", RequestState.ACCEPTED: "done", RequestState.REFUSED: "rejected"}


def _named(row: Row) -> SafeString:
    href = reverse("portal:offer_edit", args=[row.pk])
    return format_html('<a href="{}">{}</a><small>{}</small>', href, row.title, row.project.name)


OFFERS = ListSpec(
    name="Oferta",
    found=("szkolenie", "szkolenia", "szkoleń"),
    columns=[
        Column(key="tytul", label="Szkolenie", value=lambda row: row.title, html=_named, head=True, sort=("title__alphabetical",)),
        Column(key="projekt", label="Projekt", value=lambda row: row.project.name, screen=False),
        Column(
            key="stan", label="Stan", value=lambda row: "na stronie" if row.published_at else "szkic",
            html=lambda row: status("published" if row.published_at else "draft"),
        ),
        Column(key="od", label="Nabór od", value=lambda row: row.opens_on, sort=("opens_on",)),
        Column(key="do", label="Nabór do", value=lambda row: row.closes_on, sort=("closes_on",)),
        Column(key="czeka", label="Czeka", value=lambda row: row.waiting, css="n", sort=("waiting",)),
        Column(key="razem", label="Próśb razem", value=lambda row: row.asked, css="n", sort=("asked",)),
    ],
    default_sort="do:desc",
    id="oferta-projektu",
)  # fmt: skip


def _who(row: Row) -> SafeString:
    href = reverse("portal:join_request", args=[row.pk])
    return format_html(
        '<a href="{}">{}</a><small>{}</small>', href, row.office_name or row.name, row.offer.title
    )


def _state(row: Row) -> SafeString:
    return status(LOOKS[row.state], row.get_state_display().capitalize())


REQUESTS = ListSpec(
    name="Prośby o przyjęcie",
    found=("prośbę", "prośby", "próśb"),
    columns=[
        Column(key="kto", label="Kto prosi", value=lambda row: row.office_name or row.name, html=_who, head=True, sort=("name__alphabetical",)),
        Column(key="osoba", label="Osoba", value=lambda row: row.name, screen=False),
        Column(key="oferta", label="Oferta", value=lambda row: row.offer.title, screen=False),
        Column(key="rodzaj", label="Rodzaj", value=lambda row: row.get_asking_display(), sort=("asking",)),
        Column(key="osoby", label="Osoby", value=lambda row: row.people, css="n", sort=("people",)),
        Column(key="wplynela", label="Wpłynęła", value=lambda row: row.asked_at, sort=("asked_at",)),
        Column(key="stan", label="Stan", value=lambda row: row.get_state_display(), html=_state, sort=("state",)),
    ],
    default_sort="wplynela:desc",
    filters=[
        Filter(key="stan", label="Stan", choices=RequestState.choices, apply=lambda rows, one: rows.filter(state=one)),
        Filter(key="rodzaj", label="Kto", choices=Asking.choices, apply=lambda rows, one: rows.filter(asking=one)),
    ],
    id="prosby",
)  # fmt: skip


@require_GET
@needs("edit", OFFER)
def offers(request: SeatedRequest) -> HttpResponse:
    """Offers of one's projects, with the number of requests."""
    listing = OFFERS.read(queries.kept_offers(request.seat), request.GET)
    return render(request, "portal/offer/desk.html", {"listing": listing, "empty": NO_OFFERS})


@require_GET
@needs("edit", OFFER)
def offers_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same offers as a file."""
    return export_response(OFFERS, queries.kept_offers(request.seat), request, name="oferta", fmt=fmt)


@require_http_methods(["GET", "POST"])
@needs("edit", OFFER)
def offer_add(request: SeatedRequest) -> HttpResponse:
    return _written(request, None)


@require_http_methods(["GET", "POST"])
@needs("edit", OFFER)
def offer_edit(request: SeatedRequest, offer_id: int) -> HttpResponse:
    """Another wording of an offer."""
    return _written(request, get_object_or_404(queries.kept_offers(request.seat), pk=offer_id))


def _written(request: SeatedRequest, found: Offer | None) -> HttpResponse:
    projects = [
        (str(one.pk), one.name) for one in projects_in_reach(request.seat).order_by("name__alphabetical")
    ]
    if found:
        projects = [(str(found.project_id), found.project.name)]
    initial = _initial(found)
    form = OfferForm(request.POST or None, initial=initial, projects=projects)
    if request.method == "POST" and form.is_valid():
        project = int(form.cleaned_data["project"])
        try:
            made = deeds.write_offer(found.pk if found else None, project, form.facts(), by=request.seat)
        except deeds.SlugTaken:
            form.add_error("title", "Oferta o takim tytule już jest. Zmień tytuł.")
        else:
            messages.success(request, "Oferta zapisana.")
            return redirect("portal:offer_edit", made.pk)
    context = {"form": form, "offer": found}
    return render(request, "portal/offer/form.html", context, status=422 if form.errors else 200)


def _initial(found: Offer | None) -> dict[str, Any]:
    if found is None:
        return {}
    names = [name for name in OfferForm.base_fields if name != "project"]
    return {name: getattr(found, name) for name in names} | {"project": str(found.project_id)}


@require_POST
@needs("edit", OFFER)
def offer_show(request: SeatedRequest, offer_id: int) -> HttpResponse:
    """Show an offer to everyone, or take it back."""
    shown = request.POST.get("pokaz") == "1"
    try:
        deeds.show_offer(offer_id, shown=shown, by=request.seat, at=timezone.now())
    except Offer.DoesNotExist as missing:
        raise Http404 from missing
    messages.success(request, "Oferta jest na stronie." if shown else "Oferty nie ma już na stronie.")
    return redirect("portal:offer_edit", offer_id)


@require_GET
@needs("view", REQUEST)
def join_requests(request: SeatedRequest) -> HttpResponse:
    """The queue."""
    listing = REQUESTS.read(queries.join_requests(), request.GET)
    return render(request, "portal/offer/requests.html", {"listing": listing, "empty": NO_REQUESTS})


@require_GET
@needs("view", REQUEST)
def join_requests_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same queue as a file."""
    return export_response(REQUESTS, queries.join_requests(), request, name="prosby", fmt=fmt)


@require_GET
@needs("view", REQUEST)
def join_request(request: SeatedRequest, request_id: int) -> HttpResponse:
    """One request, and the decision."""
    found = get_object_or_404(queries.join_requests(), pk=request_id)
    return _page(request, found, DecisionForm())


def _page(request: SeatedRequest, found: JoinRequest, form: DecisionForm) -> HttpResponse:
    context = {"asked": found, "form": form, "state": _state(found), **letters_of(found)}
    return render(request, "portal/offer/request.html", context, status=422 if form.errors else 200)


@require_POST
@needs("decide", REQUEST)
def join_decide(request: SeatedRequest, request_id: int) -> HttpResponse:
    """Accept or refuse; asks first, because the decision goes out by e-mail at once."""
    found = get_object_or_404(queries.join_requests(), pk=request_id)
    form = DecisionForm(request.POST)
    accept = request.POST.get("decyzja") == "przyjmij"
    if form.is_valid() and not accept and not form.cleaned_data["reason"]:
        form.add_error("reason", "Przy odmowie napisz, dlaczego.")
    if form.errors:
        return _page(request, found, form)
    reason = form.cleaned_data["reason"]
    if found.state == RequestState.NEW and request.POST.get("confirmed") != "1":
        return render(request, "ui/confirm.html", {"deed": _decision(found, reason, accept=accept)})
    try:
        deeds.decide(found.pk, accept=accept, reason=reason, by=request.seat, at=timezone.now())
    except deeds.AlreadyDecided:
        messages.error(request, "Ta prośba jest już rozstrzygnięta inaczej. Nic się nie zmieniło.")
    else:
        messages.success(request, "Decyzja zapisana. Wysyłamy ją e-mailem.")
    return redirect("portal:join_request", request_id)


def _decision(found: JoinRequest, reason: str, *, accept: bool) -> Deed:
    people = counted(found.people, "osoba", "osoby", "osób")
    return Deed(
        title="Przyjąć tę prośbę?" if accept else "Odmówić przyjęcia?",
        text=f"Decyzja pójdzie od razu e-mailem na adres {found.email}. Zmienić jej już nie można.",
        items=[f"{found.office_name or found.name}, {people}", found.offer.title, *([reason] if reason else [])],
        fields=[("decyzja", "przyjmij" if accept else "odmow"), ("reason", reason)],
        action=reverse("portal:join_decide", args=[found.pk]), submit="Przyjmij" if accept else "Odmów",
        icon="check" if accept else "x", final=True, cancel_href=reverse("portal:join_request", args=[found.pk]),
    )  # fmt: skip

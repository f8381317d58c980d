"""The public offer: the list, one offer with the form of whoever asks to join, the receipt."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from kaganek.core.access import public
from kaganek.core.lists import Column, Filter, ListSpec
from kaganek.core.parts import Empty
from kaganek.portal.forms.strangers import JoinForm
from kaganek.portal.models import Offer
from kaganek.portal.queries import offer as queries
from kaganek.portal.queries.searching import narrowed
from kaganek.portal.rules import takes_requests
from kaganek.portal.services.offer import NotForThem, OfferClosed, ask_to_join
from kaganek.portal.services.strangers import TooOften
from kaganek.portal.views.strangers import OFTEN, key_of, token_of

NONE = Empty("Nie ma teraz otwartej oferty", "Gdy ruszy nabór, zobaczysz go tu i w kalendarzu.")
CLOSED = "Nabór już się zakończył albo jeszcze się nie zaczął."
WHO = (("office", "urzędy"), ("person", "osoby"))


LIST = ListSpec(
    name="Oferta",
    found=("szkolenie", "szkolenia", "szkoleń"),
    columns=[Column(key="nabor", label="Nabór", value=lambda row: row.closes_on, sort=("closes_on",))],
    default_sort="nabor:desc",
    filters=[
        Filter(key="q", label="Szukaj", apply=narrowed),
        Filter(
            key="dla", label="Kto może się zgłosić", choices=WHO,
            apply=lambda rows, who: rows.filter(**{"for_offices" if who == "office" else "for_people": True}),
        ),
    ],
    page_size=12,
    id="oferta",
)  # fmt: skip


@require_safe
@public
def offers(request: HttpRequest) -> HttpResponse:
    """What anyone may ask to join."""
    listing = LIST.read(queries.offers(), request.GET)
    context = {"listing": listing, "empty": NONE, "today": timezone.localdate()}
    return render(request, "portal/offer/list.html", context)


@csrf_exempt  # strangers get no cookie; see services.strangers
@require_http_methods(["GET", "HEAD", "POST"])
@public
@never_cache
def offer(request: HttpRequest, slug: str) -> HttpResponse:
    """One offer; below it, while the intake lasts, the form."""
    found = get_object_or_404(queries.offers(), slug=slug)
    form = JoinForm(request.POST or None, offer=found)
    if request.method == "POST" and form.is_valid() and _asked(request, found, form):
        return redirect("portal:offer_asked", slug)
    context = {
        "offer": found, "form": form, "paragraphs": found.text.split("\n\n"),
        "is_open": takes_requests(found.opens_on, found.closes_on, timezone.localdate()),
        "crumbs": [("Oferta", reverse("portal:offers")), (found.title, request.path)],
        **token_of(request, f"offer {found.pk}", form),
    }  # fmt: skip
    return render(request, "portal/offer/offer.html", context, status=422 if form.errors else 200)


def _asked(request: HttpRequest, found: Offer, form: JoinForm) -> bool:
    key = key_of(request, f"offer {found.pk}", form)
    if key is None:
        return False
    try:
        ask_to_join(found.pk, form.asked(), key=key, at=timezone.now())
    except OfferClosed:
        form.add_error(None, CLOSED)
    except NotForThem:
        form.add_error("asking", "Wybierz, kto prosi o przyjęcie.")
    except TooOften:
        form.add_error(None, OFTEN)
    return not form.errors


@require_safe
@public
def offer_asked(request: HttpRequest, slug: str) -> HttpResponse:
    """What happens next."""
    return render(
        request, "portal/offer/asked.html", {"offer": get_object_or_404(queries.offers(), slug=slug)}
    )

"""Contact cards: one's own to fill in, and those of people one meets."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from kaganek.communication.forms.messages import CardForm
from kaganek.communication.queries.cards import FIELDS, card_of, is_named, own_card
from kaganek.communication.services.cards import keep_card
from kaganek.core.access import needs
from kaganek.core.seats import SeatedRequest

NOT_SHARED = "Nie macie teraz wspólnego miejsca na forum, więc wizytówki tej osoby nie widać."
LABELS = {name: str(field.label) for name, field in CardForm.base_fields.items()}


@require_http_methods(["GET", "POST"])
@needs("change", "communication.contactcard")
def own(request: SeatedRequest) -> HttpResponse:
    """What others are told of oneself, field by field."""
    held = own_card(request.seat)
    form = CardForm(
        request.POST or None, initial={name: getattr(held, name) for name in FIELDS} if held else None
    )
    if request.method == "POST" and form.is_valid():
        keep_card(form.cleaned_data, by=request.seat, at=timezone.now())
        messages.success(request, "Zapisano wizytówkę. Puste pola nie są nikomu pokazywane.")
        return redirect("communication:own_card")
    return render(request, "communication/cards/own.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@needs("view", "communication.contactcard")
def card(request: SeatedRequest, person_id: int) -> HttpResponse:
    """The card of somebody one shares a space with and knows; of who is only named on one's pages, that there is none."""
    if person_id == request.seat.person_id:
        return redirect("communication:own_card")
    found = card_of(person_id, by=request.seat)
    if found is None:
        if not is_named(person_id, by=request.seat):
            raise Http404
        messages.info(request, NOT_SHARED)
        return redirect("communication:conversations")
    told = [(LABELS[name], value, name) for name, value in found.told.items()]
    return render(request, "communication/cards/card.html", {"card": found, "told": told})

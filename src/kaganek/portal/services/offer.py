"""The public offer: writing it, asking to join, deciding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from kaganek.core import audit, outbox
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.core.turns import take_turn
from kaganek.lib.names import fold
from kaganek.people.services.signatures import signature
from kaganek.portal.models import JoinRequest, Offer
from kaganek.portal.rules import as_words, takes_requests
from kaganek.portal.services.indexing import index
from kaganek.portal.services.receipts import send_receipt
from kaganek.portal.services.strangers import MOST_AN_HOUR, TooOften
from kaganek.portal.services.telling import take_back_request, tell_of_request
from kaganek.portal.terms import Asking, RequestState

DECIDED = "portal.join_decided"  # the letter


class OfferClosed(Exception):
    """The offer is not shown, or takes no requests today."""


class NotForThem(Exception):
    """Offices alone, or people alone, may ask."""


class SlugTaken(Exception):
    """Another offer has this address."""


class AlreadyDecided(Exception):
    """Somebody decided otherwise before."""


class NoReason(Exception):
    """A refusal says why."""


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """What a coordinator writes about an offer."""

    title: str
    lead: str
    text: str
    audience: str
    hours: Decimal
    places: int | None
    for_offices: bool
    for_people: bool
    opens_on: date
    closes_on: date


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody outside says about themselves."""

    asking: Asking
    name: str
    office_name: str
    email: str
    phone: str
    people: int
    note: str


@transaction.atomic
def write_offer(offer_id: int | None, project_id: int, facts: OfferFacts, *, by: Seat) -> Offer:
    """A new offer of a project within the seat's reach, once when sent twice, or another wording of it.

    Raises Offer.DoesNotExist for an offer or a project out of reach, SlugTaken.
    """
    if by.projects is not None and project_id not in by.projects:
        raise Offer.DoesNotExist
    if offer_id is None:
        row = Offer(project_id=project_id, slug=slugify(fold(facts.title))[:120] or "oferta")
        take_turn("offer", row.slug)
        if held := Offer.objects.filter(slug=row.slug).first():
            wanted = {"project_id": project_id} | {
                name: getattr(facts, name) for name in OfferFacts.__slots__
            }
            if all(getattr(held, name) == value for name, value in wanted.items()):
                return held
            raise SlugTaken(row.slug)
    else:
        row = Offer.objects.select_for_update(of=("self",)).get(pk=offer_id, project=project_id)
    for name in OfferFacts.__slots__:
        setattr(row, name, getattr(facts, name))
    index(row, title=row.title, words=f"{row.lead} {as_words(row.text)} Dla kogo: {row.audience}")
    row.save()
    audit.record(by, "offer written", row)
    return row


@transaction.atomic
def show_offer(offer_id: int, *, shown: bool, by: Seat, at: datetime) -> Offer:
    """Show an offer to everyone or take it back; done twice it changes nothing. Raises Offer.DoesNotExist."""
    rows = Offer.objects.select_for_update(of=("self",))
    row = (rows if by.projects is None else rows.filter(project__in=by.projects)).get(pk=offer_id)
    if shown != bool(row.published_at):
        row.published_at = at if shown else None
        row.save(update_fields=["published_at"])
        audit.record(by, "offer published" if shown else "offer withdrawn", row)
    return row


def ask_to_join(offer_id: int, asked: Asked, *, key: UUID, at: datetime) -> JoinRequest:
    """Somebody outside asks to join; the same form twice, or a second one while the first waits, is one request.

    key     of the page that was filled in.

    Raises OfferClosed, NotForThem, TooOften when requests pour in.

    Source: rules W-03 (nabór), W-05 (roboty bez zagadek), W-07 (kto się dowiaduje), W-25 (potwierdzenie).
    """
    with seated(SYSTEM):  # a stranger reads no request, so cannot be told that there is one either
        offer = Offer.objects.filter(pk=offer_id, published_at__isnull=False).first()
        if offer is None or not takes_requests(offer.opens_on, offer.closes_on, timezone.localdate(at)):
            raise OfferClosed
        if not (offer.for_offices if asked.asking == Asking.OFFICE else offer.for_people):
            raise NotForThem
        if found := _waiting(offer, asked, key):
            return found
        if JoinRequest.objects.filter(asked_at__gt=at - timedelta(hours=1)).count() >= MOST_AN_HOUR:
            raise TooOften
        made, new = JoinRequest.objects.get_or_create(
            key=key,
            defaults=_columns(asked) | {"offer": offer, "project_id": offer.project_id, "asked_at": at},
        )
        if new:
            audit.record(SYSTEM, "asked to join", made)
            tell_of_request(made, at=at)
            send_receipt(made, at=at)
        return made


@transaction.atomic
def decide(request_id: int, *, accept: bool, reason: str, by: Seat, at: datetime) -> JoinRequest:
    """Accept or refuse a request and write to whoever asked; the same decision twice is one, with one letter.

    Raises JoinRequest.DoesNotExist out of reach, NoReason for a refusal without one, AlreadyDecided.

    Source: rule W-04 (decyzja koordynatora).
    """
    row = JoinRequest.objects.select_for_update(of=("self",)).get(pk=request_id)
    state = RequestState.ACCEPTED if accept else RequestState.REFUSED
    if row.state == state:
        return row
    if row.state != RequestState.NEW:
        raise AlreadyDecided(row)
    if not accept and not reason.strip():
        raise NoReason
    row.state, row.reason, row.decided_at, row.decided_by = state, reason.strip(), at, signature(by)
    row.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    audit.record(by, f"request to join {state}", row)
    take_back_request(row.pk, at=at)
    letter = outbox.Post(
        kind=DECIDED, event=f"{DECIDED}:{row.pk}", to=row.email, person=None, project=row.project_id,
        facts={"request": row.pk},
    )  # fmt: skip
    outbox.post([letter], at=at)
    return row


def _waiting(offer: Offer, asked: Asked, key: UUID) -> JoinRequest | None:
    rows = JoinRequest.objects.filter(offer=offer)
    return (
        rows.filter(key=key).first()
        or rows.filter(email__iexact=asked.email, asking=asked.asking, state=RequestState.NEW).first()
    )


def _columns(asked: Asked) -> dict[str, Any]:
    return {name: getattr(asked, name) for name in Asked.__slots__}

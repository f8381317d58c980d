"""The offer and the calendar as everyone reads them, and the queue of requests."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet

from kaganek.core.counts import number_of
from kaganek.core.seats import Seat
from kaganek.portal.models import Case, JoinRequest, Offer, PortalEvent
from kaganek.portal.terms import RequestState
from kaganek.programmes.queries import projects_in_reach


def offers() -> QuerySet[Offer]:
    """What everyone is offered."""
    return Offer.objects.filter(published_at__isnull=False).select_related("project")


def kept_offers(seat: Seat) -> QuerySet[Any, Any]:
    """Offers of the projects within reach, drafts among them, with the requests that wait and all of them."""
    requests = JoinRequest.objects.filter(offer=OuterRef("pk"))
    rows = Offer.objects.filter(project__in=projects_in_reach(seat)).select_related("project")
    return rows.annotate(
        waiting=number_of(requests.filter(state=RequestState.NEW), "offer"),
        asked=number_of(requests, "offer"),
    )


def join_requests() -> QuerySet[JoinRequest]:
    return JoinRequest.objects.select_related("offer", "project")


def cases() -> QuerySet[Any, Any]:
    return Case.objects.select_related("project")


def events(since: date) -> QuerySet[PortalEvent]:
    """Dates that are not over on that day, the nearest first."""
    return PortalEvent.objects.filter(ends_on__gte=since).order_by("starts_on", "starts_at", "pk")


def intakes(today: date) -> QuerySet[Offer]:
    """Offers whose intake has not ended; they stand in the calendar by themselves."""
    return offers().filter(closes_on__gte=today).order_by("opens_on", "pk")


def open_counts(today: date) -> dict[str, int]:
    """Cases that wait, and those past their day, within reach."""
    return Case.objects.filter(closed_at=None).aggregate(
        waiting=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today))
    )

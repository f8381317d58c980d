"""Rows of the portal for tests."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from kaganek.core.seats import SYSTEM
from kaganek.portal.models import Material, Offer
from kaganek.portal.services import library, offer
from kaganek.programmes.models import Project

PDF = b"%PDF-1.7\nkarta"


def make_material(title: str = "Karta usługi", *, shown: bool = True, **facts: Any) -> Material:
    """A material with one PDF, shown to everyone."""
    today = timezone.localdate()
    values = {
        "summary": "Wzór informacji dla mieszkańca.", "topic": "obsługa", "owner": "Zespół treści",
        "owner_contact": "", "author": "Zespół treści", "licence": "by", "language": "pl",
        "review_on": today + timedelta(days=90),
    }  # fmt: skip
    made = library.add_material(library.MaterialFacts(title=title, **values | facts), by=SYSTEM)
    given = [library.GivenFile("pdf", "PDF z nagłówkami", PDF)]
    library.add_version(made.pk, given, changes="pierwsza wersja", by=SYSTEM, at=timezone.now())
    return library.show(made.pk, by=SYSTEM, at=timezone.now()) if shown else made


def make_offer(
    project: Project, title: str = "Prosty język w piśmie", *, shown: bool = True, **facts: Any
) -> Offer:
    """An offer whose intake lasts."""
    today = timezone.localdate()
    values = {
        "lead": "Jak pisać, żeby nie dzwonili.", "text": "Cztery lekcje.\n\nI test.", "audience": "urzędnicy",
        "hours": Decimal("4.0"), "places": None, "for_offices": True, "for_people": True,
        "opens_on": today - timedelta(days=3), "closes_on": today + timedelta(days=20),
    }  # fmt: skip
    made = offer.write_offer(None, project.pk, offer.OfferFacts(title=title, **values | facts), by=SYSTEM)
    return offer.show_offer(made.pk, shown=shown, by=SYSTEM, at=timezone.now())


def words(response: HttpResponse) -> str:
    """A page with ordinary spaces."""
    return response.content.decode().replace("\u00a0", " ")

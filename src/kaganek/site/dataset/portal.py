"""What strangers sent to the made-up country: requests to join and cases of every project, each with its word."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, uuid5

from kaganek.core.seats import SYSTEM
from kaganek.portal.models import Case, JoinRequest
from kaganek.portal.services.offer import OfferFacts, show_offer, write_offer
from kaganek.portal.terms import Asking, CaseKind

if TYPE_CHECKING:
    from kaganek.site.dataset.build import Country


def write_portal(country: Country, *, at: datetime) -> None:
    """An offer of each project with a request from an office and one from a person, and a case."""
    day = at.date()
    for number, project in enumerate(country.projects):
        word = country.project_word(number)
        facts = OfferFacts(
            title=f"Nabór {number + 1}", lead="Krótko.", text="Opis.", audience="urzędy", hours=Decimal(4), places=None,
            for_offices=True, for_people=True, opens_on=day, closes_on=day + timedelta(days=30),
        )  # fmt: skip
        offer = write_offer(None, project.pk, facts, by=SYSTEM)
        show_offer(offer.pk, shown=True, by=SYSTEM, at=at)
        for asking in Asking:
            JoinRequest.objects.create(
                offer=offer, project=project, key=uuid5(NAMESPACE_OID, f"{word}/{asking}"), asking=asking,
                name=f"Osoba {word}", office_name=f"Urząd {word}", email="prosba@dom.example", asked_at=at,
                note=f"Dlaczego {word}",
            )  # fmt: skip
        Case.objects.create(
            key=uuid5(NAMESPACE_OID, f"{word}/case"), kind=CaseKind.ACCESS, project=project, name=f"Osoba {word}",
            email="sprawa@dom.example", text=f"Treść {word}", sent_at=at, due_on=day, longest_on=day,
        )  # fmt: skip

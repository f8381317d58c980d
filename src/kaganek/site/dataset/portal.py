"""What strangers sent to the made-up country: requests to join and cases of every project, each with its word."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, uuid5

from kaganek.core.seats import SYSTEM
from kaganek.portal.models import Case, JoinRequest, OfficeArticle
from kaganek.portal.services.offer import OfferFacts, write_offer
from kaganek.portal.terms import Asking, CaseKind
from kaganek.programmes.models import Project

if TYPE_CHECKING:
    from kaganek.site.dataset.build import Country

OFFICES = 12  # with a draft of their own


def write_portal(country: Country, *, at: datetime) -> None:
    """An offer of each project, which nobody outside sees since it names its project, with a request from an office and one from a person, and a case."""
    day = at.date()
    for number, project in enumerate(country.projects):
        word = country.project_word(number)
        facts = OfferFacts(
            title=f"Nabór {number + 1}", lead="Krótko.", text="Opis.", audience="urzędy", hours=Decimal(4), places=None,
            for_offices=True, for_people=True, opens_on=day, closes_on=day + timedelta(days=30),
        )  # fmt: skip
        offer = write_offer(None, project.pk, facts, by=SYSTEM)
        for asking in Asking:
            JoinRequest.objects.create(
                offer=offer, project=project, key=uuid5(NAMESPACE_OID, f"{word}/{asking}"), asking=asking,
                name=f"Osoba {word}", office_name=f"Urząd {word}", email="prosba@dom.example", asked_at=at,
                note=f"Dlaczego {word}",
            )  # fmt: skip
        _case(project, word, at=at)
    for n, office in enumerate(country.offices[:OFFICES]):
        word = country.office_word(n)
        OfficeArticle.objects.create(
            office=office, slug="szkic", title=f"Szkic {word}", lead=f"Wstęp {word}", text=f"Treść {word}",
            changed_at=at,
        )  # fmt: skip


def _case(project: Project, word: str, *, at: datetime) -> None:
    day = at.date()
    Case.objects.create(
        key=uuid5(NAMESPACE_OID, f"{word}/case"), kind=CaseKind.ACCESS, project=project, name=f"Osoba {word}",
        email="sprawa@dom.example", text=f"Treść {word}", sent_at=at, due_on=day, longest_on=day,
    )  # fmt: skip

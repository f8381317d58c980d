"""What strangers sent to the made-up country, each with the word of its project, and what the portal does not show yet."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, uuid5

from kaganek.core.licences import LICENCES
from kaganek.core.seats import SYSTEM
from kaganek.portal.models import Article, Case, JoinRequest, OfficeArticle
from kaganek.portal.services.indexing import index
from kaganek.portal.services.library import GivenFile, MaterialFacts, add_material, add_version
from kaganek.portal.services.offer import OfferFacts, write_offer
from kaganek.portal.services.programmes import PageFacts, write_page
from kaganek.portal.terms import Asking, CaseKind, Language
from kaganek.programmes.models import Project
from kaganek.site.dataset.banks import PROGRAMME
from kaganek.site.dataset.plan import canary

if TYPE_CHECKING:
    from kaganek.site.dataset.build import Country

OFFICES = 12  # with a draft of their own


def write_portal(country: Country, *, at: datetime) -> None:
    """An offer of each project, which nobody outside sees since it names its project, with a request from an office and one from a person, and a case."""
    day = at.date()
    for number, project in enumerate(country.projects):
        word = country.project_word(number)
        facts = OfferFacts(
            title=f"Nabór {word}", lead="Krótko.", text="Opis.", audience="urzędy", hours=Decimal(4), places=None,
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
        _page(project, word, at=at)
    for n, office in enumerate(country.offices[:OFFICES]):
        word = country.office_word(n)
        OfficeArticle.objects.create(
            office=office, slug="szkic", title=f"Szkic {word}", lead=f"Wstęp {word}", text=f"Treść {word}",
            changed_at=at,
        )  # fmt: skip
    _of_editors(canary(country.seed, PROGRAMME), at=at)


def _of_editors(word: str, *, at: datetime) -> None:
    """A piece of news and a material of the library that are still being written."""
    article = Article(
        title=f"Artykuł {word}",
        slug="artykul-w-pracy",
        lead=f"Wstęp {word}",
        published_on=at.date(),
        live=False,
    )
    index(article, title=article.title, words=article.lead)
    article.save()
    facts = MaterialFacts(
        title=f"Materiał {word}", summary=f"Streszczenie {word}", topic=f"Temat {word}", owner=f"Redakcja {word}",
        owner_contact="", author=f"Autor {word}", licence=next(iter(LICENCES)), language=Language.POLISH,
        review_on=at.date(),
    )  # fmt: skip
    material = add_material(facts, by=SYSTEM)
    add_version(
        material.pk, changes=f"Zmiana {word}", files=[GivenFile("txt", "", word.encode())], by=SYSTEM, at=at
    )


def _page(project: Project, word: str, *, at: datetime) -> None:
    """What will be told of a project when its coordinator shows it."""
    facts = PageFacts(
        title=f"Program {word}", lead=f"Wstęp {word}", text=f"Cele {word}", audience=f"Urzędy {word}", effects="",
        value_pln=None, eu_pln=None, names_offices=True, title_en="", text_en="",
    )  # fmt: skip
    write_page(project.pk, facts, by=SYSTEM, at=at)


def _case(project: Project, word: str, *, at: datetime) -> None:
    day = at.date()
    Case.objects.create(
        key=uuid5(NAMESPACE_OID, f"{word}/case"), kind=CaseKind.ACCESS, project=project, name=f"Osoba {word}",
        email="sprawa@dom.example", text=f"Treść {word}", sent_at=at, due_on=day, longest_on=day,
    )  # fmt: skip

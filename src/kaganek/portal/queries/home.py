"""What the home of strangers reads: asked again and again, so each statement is worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from kaganek.core.prepared import prepared
from kaganek.portal.models import Article, Material, Offer, PortalEvent, ProgrammePage, SitePage
from kaganek.portal.queries import content, library, offer, programmes
from kaganek.portal.terms import DEFAULTS, Facts


@dataclass(frozen=True)
class Home:
    """Everything on the page, a few of each kind, the newest or the nearest first."""

    page: Facts
    publications: Sequence[dict[str, Any]]
    articles: Sequence[Article]
    materials: Sequence[Material]
    events: Sequence[PortalEvent]
    intakes: Sequence[Offer]
    programmes: Sequence[ProgrammePage]


def home(today: date) -> Home:
    """What the home shows on a day; seven statements, eight where there are materials."""
    page = _page.first(slug="home")
    return Home(
        page=(page and page.facts) or DEFAULTS["home"],
        publications=_publications(),
        articles=_articles(),
        materials=_materials(),
        events=_events(today=today),
        intakes=_intakes(today=today),
        programmes=_programmes(),
    )


@prepared
def _page(slug: str) -> QuerySet[SitePage]:
    return SitePage.objects.filter(slug=slug)


@prepared
def _publications() -> QuerySet[Any, Any]:
    """Those that nothing has replaced; all of them stand in "Program w urzędach"."""
    newest = content.publications().filter(report__corrected_by=None).order_by("-published_at", "-pk")
    return newest[: content.LATEST]


@prepared
def _articles() -> QuerySet[Article]:
    return content.articles()[: content.LATEST]


@prepared
def _materials() -> QuerySet[Material]:
    return library.materials().order_by("-current__made_at")[: content.MATERIALS]


@prepared
def _events(today: date) -> QuerySet[PortalEvent]:
    return offer.events(today)[: content.LATEST]


@prepared
def _intakes(today: date) -> QuerySet[Offer]:
    rows = offer.intakes(today).select_related(None).only("slug", "title", "closes_on")
    return rows[: content.LATEST]


@prepared
def _programmes() -> QuerySet[ProgrammePage]:
    return programmes.shown_pages().select_related(None).only("slug", "title", "lead")[: content.LATEST]

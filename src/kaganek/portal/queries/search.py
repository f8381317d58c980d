"""One search through everything that everyone may read: news, offices, library, offer, reports, pages, questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, QuerySet
from django.urls import reverse

from kaganek.communication.queries.faq import shown_entries
from kaganek.core.bodies import plain_text
from kaganek.lib.stems import WORD, asked_stems, excerpt, is_asked
from kaganek.portal.models import Article
from kaganek.portal.queries.content import pages, publications
from kaganek.portal.queries.library import materials
from kaganek.portal.queries.offer import offers
from kaganek.portal.queries.offices import code_of, shown_articles
from kaganek.portal.queries.programmes import shown_pages
from kaganek.portal.queries.searching import wanted_query

MOST = 50  # hits shown; whoever finds more asks again with another word
OF_EACH = 20
PAGES = {"privacy": "portal:privacy", "help": "portal:help"}


@dataclass(frozen=True, slots=True)
class Hit:
    """A page in which the words were found, with a piece of it: (text, whether asked for)."""

    kind: str
    title: str
    href: str
    piece: list[tuple[str, bool]]
    rank: float


def found(text: str) -> list[Hit]:
    """Public pages that hold every word of the text in some form, the best first. Eight statements.

    What a reader may not see is not looked in: rows come through their own walls.

    Source: rule W-20 (wyszukiwanie).
    """
    query, wanted = wanted_query(text), asked_stems(text)
    if query is None:
        return []
    hits = [*_rows(query, wanted), *_texts(wanted)]
    return sorted(hits, key=lambda hit: (-hit.rank, hit.title))[:MOST]


def _rows(query: SearchQuery, wanted: list[str]) -> Iterator[Hit]:
    news: QuerySet[Any] = Article.objects.filter(live=True).defer("body", "html", "body_en", "html_en")
    for row in _best(news, query):
        yield _hit("Aktualności", row, reverse("portal:article", args=[row.slug]), wanted)
    for row in _best(shown_articles(), query):
        href = reverse("portal:office_article", args=[code_of(row.office), row.slug])
        yield _hit(row.office.office_name, row, href, wanted)
    for row in _best(materials().prefetch_related(None), query):
        yield _hit("Biblioteka", row, reverse("portal:material", args=[row.slug]), wanted)
    for row in _best(shown_pages(), query):
        yield _hit("Programy", row, reverse("portal:programme", args=[row.slug]), wanted)
    for row in _best(offers(), query):
        yield _hit("Oferta", row, reverse("portal:offer", args=[row.slug]), wanted)


def _best(rows: QuerySet[Any], query: SearchQuery) -> list[Any]:
    ranked = rows.filter(vector=query).annotate(rank=SearchRank(F("vector"), query))
    return list(ranked.order_by("-rank", "-pk")[:OF_EACH])


def _hit(kind: str, row: Any, href: str, wanted: list[str]) -> Hit:
    return Hit(kind, row.title, href, excerpt(row.words, wanted), float(row.rank))


def _texts(wanted: list[str]) -> Iterator[Hit]:
    """Few and short: read through word by word."""
    for kind, title, href, words in _all_texts():
        if _has_all(f"{title} {words}", wanted):
            rank = 0.5 if _has_all(title, wanted) else 0.1
            yield Hit(kind, title, href, excerpt(words, wanted), rank)


def _all_texts() -> Iterator[tuple[str, str, str, str]]:
    facts = pages(*PAGES, "faq")
    for slug, name in PAGES.items():
        page = facts[slug]
        yield "O serwisie", page["title"], reverse(name), f"{page['lead']} {plain_text(page['html'])}"
    for one in facts["faq"]["items"]:
        yield (
            "Pytania i odpowiedzi",
            one["question"],
            f"{reverse('portal:help')}#pytania",
            plain_text(one["html"]),
        )
    for entry in shown_entries():
        yield (
            "Pytania i odpowiedzi",
            entry.question,
            f"{reverse('communication:faq')}#pytanie-{entry.pk}",
            entry.answer,
        )
    for row in publications().order_by("-published_at")[:200]:
        href = reverse("portal:report", args=[row["slug"]])
        yield (
            "Program w urzędach",
            row["report__title"],
            href,
            f"Raport: {row['report__content__project']['name']}",
        )


def _has_all(text: str, wanted: Iterable[str]) -> bool:
    words = set(WORD.findall(text))
    return all(any(is_asked(word, (one,)) for word in words) for one in wanted)

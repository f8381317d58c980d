"""One search through everything that everyone may read.

News, articles and pages of offices, library, offer, programmes, reports, open forms, dates, pages, questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from kaganek.communication.queries.faq import shown_entries
from kaganek.core.bodies import plain_text
from kaganek.lib.polish import long_date
from kaganek.lib.stems import WORD, asked_stems, excerpt, is_asked
from kaganek.portal.models import Article
from kaganek.portal.queries.content import pages, publications
from kaganek.portal.queries.library import materials
from kaganek.portal.queries.offer import events, offers
from kaganek.portal.queries.offices import code_of, offices_with_page, shown_articles
from kaganek.portal.queries.programmes import shown_pages
from kaganek.portal.queries.searching import wanted_query
from kaganek.portal.rules import statement
from kaganek.questionnaires.queries.public import all_open_forms
from kaganek.reporting.models import shown_number

MOST = 50  # hits shown; whoever finds more asks again with another word
OF_EACH = 20
PAGES = {"privacy": "portal:privacy", "help": "portal:help"}
DATES = 200  # of the calendar: as many as its page shows
LONGEST = 400  # characters of a form's introduction that are looked through
Text = tuple[str, str, str, str]  # kind, title, address, words


@dataclass(frozen=True, slots=True)
class Hit:
    """A page in which the words were found, with a piece of it: (text, whether asked for)."""

    kind: str
    title: str
    href: str
    piece: list[tuple[str, bool]]
    rank: float


def found(text: str) -> list[Hit]:
    """Public pages that hold every word of the text in some form, the best first. Eleven statements.

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


def _all_texts() -> Iterator[Text]:
    yield from _pages()
    for entry in shown_entries():
        href = f"{reverse('communication:faq')}#pytanie-{entry.pk}"
        yield "Pytania i odpowiedzi", entry.question, href, entry.answer
    for row in publications().order_by("-published_at")[:200]:
        href = reverse("portal:report", args=[row["slug"]])
        number = shown_number(row["report__number"], row["report__frozen_at"])
        words = f"Raport {number}: {row['report__content__project']['name']}"
        yield "Program w urzędach", row["report__title"], href, words
    forms = all_open_forms(today=localdate())
    for form in forms:
        owner = form.office.office_name if form.office else "Program"
        yield "Formularze", form.title, form.href, f"{owner}. {form.intro[:LONGEST]}"
    for office in offices_with_page(forms):
        href = reverse("portal:office", args=[code_of(office)])
        yield "Strony urzędów", office.office_name, href, office.get_voivodeship_display()
    for one in events(localdate())[:DATES]:
        href = f"{reverse('portal:calendar')}#data-{one.pk}"
        yield "Kalendarz", one.title, href, f"{long_date(one.starts_on)}. {one.place}. {one.text}"


def _pages() -> Iterator[Text]:
    facts = pages(*PAGES, "accessibility", "faq")
    for slug, name in PAGES.items():
        page = facts[slug]
        yield "O serwisie", page["title"], reverse(name), f"{page['lead']} {plain_text(page['html'])}"
    declared = " ".join(
        f"{one['title']}. {one['html']}" for one in statement(facts["accessibility"], here="")
    )
    href = reverse("portal:accessibility")
    yield "O serwisie", facts["accessibility"]["title"], href, plain_text(declared)
    for one in facts["faq"]["items"]:
        href = f"{reverse('portal:help')}#pytania"
        yield "Pytania i odpowiedzi", one["question"], href, plain_text(one["html"])


def _has_all(text: str, wanted: Iterable[str]) -> bool:
    words = set(WORD.findall(text))
    return all(any(is_asked(word, (one,)) for word in words) for one in wanted)

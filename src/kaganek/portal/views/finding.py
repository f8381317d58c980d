"""Ways to find what is here: the search, the news feed, the map for robots."""

from __future__ import annotations

from datetime import datetime, time

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.timezone import localdate, make_aware
from django.views.decorators.http import require_safe

from kaganek.core.access import public
from kaganek.lib.polish import counted
from kaganek.portal import queries
from kaganek.portal.queries import library, offer
from kaganek.portal.queries.offices import code_of, offices_with_page, shown_articles
from kaganek.portal.queries.programmes import shown_pages
from kaganek.portal.queries.search import MOST, found
from kaganek.questionnaires.queries.public import all_open_forms

LONGEST = 200
IN_FEED = 30
ON_MAP = 5000
FIXED = ("portal:news", "portal:reports", "portal:library", "portal:offers", "portal:calendar", "portal:contact", "portal:programmes", "portal:programme_offices", "portal:office_pages", "communication:faq",
         "portal:accessibility", "portal:privacy", "portal:help", "portal:accessibility_en", "portal:privacy_en", "portal:help_en")  # fmt: skip
ROBOTS = """User-agent: *
Disallow: /redakcja/
Disallow: /szukaj/
Disallow: /logowanie/
Sitemap: {map}
"""


@require_safe
@public
def search(request: HttpRequest) -> HttpResponse:
    """Everything public that holds the words, in whatever form."""
    text = request.GET.get("q", "").replace("\0", "")[:LONGEST].strip()
    hits = found(text)
    return render(request, "portal/search.html", {
        "q": text, "hits": hits, "found": counted(len(hits), "strona", "strony", "stron"), "more": len(hits) == MOST,
    })  # fmt: skip


@require_safe
@public
def rss(request: HttpRequest) -> HttpResponse:
    """News for feed readers."""
    feed = Rss201rev2Feed(
        title="Kaganek: aktualności",
        link=request.build_absolute_uri(reverse("portal:news")),
        description="Aktualności programu.",
        language="pl",
        feed_url=request.build_absolute_uri(),
    )
    for one in queries.articles()[:IN_FEED]:
        link = request.build_absolute_uri(reverse("portal:article", args=[one.slug]))
        at = make_aware(datetime.combine(one.published_on, time(8)))
        feed.add_item(title=one.title, link=link, description=one.lead, pubdate=at, unique_id=link)
    answer = HttpResponse(content_type="application/rss+xml; charset=utf-8")
    feed.write(answer, "utf-8")
    return answer


@require_safe
@public
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page with a word of when it changed."""
    rows: list[tuple[str, str]] = [("/", ""), *((reverse(name), "") for name in FIXED)]
    for one in queries.articles().annotate(english=~Q(html_en=""))[:ON_MAP]:
        rows += _both("portal:article", [one.slug], one.english, f"{one.published_on:%Y-%m-%d}")
    for row in queries.publications()[:ON_MAP]:
        day = localdate(row["published_at"])
        rows.append((reverse("portal:report", args=[row["slug"]]), f"{day:%Y-%m-%d}"))
    for shown in shown_articles()[:ON_MAP]:
        rows += _both("portal:office_article", [code_of(shown.office), shown.slug], bool(shown.text_en))
    for page in shown_pages()[:ON_MAP]:
        rows += _both("portal:programme", [page.slug], bool(page.text_en))
    forms = all_open_forms(today=localdate())
    rows += [
        *(
            (reverse("portal:material", args=[one.slug]), "")
            for one in library.materials().prefetch_related(None)[:ON_MAP]
        ),
        *((reverse("portal:offer", args=[one.slug]), "") for one in offer.offers()[:ON_MAP]),
        *((reverse("portal:office", args=[code_of(one)]), "") for one in offices_with_page(forms)[:ON_MAP]),
        *((one.href, "") for one in forms[:ON_MAP]),
    ]
    pages = [(request.build_absolute_uri(path), day) for path, day in rows]
    return render(
        request, "portal/sitemap.html", {"pages": pages}, content_type="application/xml; charset=utf-8"
    )


def _both(name: str, args: list[str], english: bool, day: str = "") -> list[tuple[str, str]]:
    """A page and, where there is one, its English version."""
    names = [name, f"{name}_en"] if english else [name]
    return [(reverse(one, args=args), day) for one in names]


@require_safe
@public
def robots(request: HttpRequest) -> HttpResponse:
    there = request.build_absolute_uri(reverse("portal:sitemap"))
    return HttpResponse(ROBOTS.format(map=there), content_type="text/plain; charset=utf-8")

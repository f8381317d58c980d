"""News: the list and one article."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kaganek.core.access import public
from kaganek.core.parts import Empty
from kaganek.portal import queries
from kaganek.portal.views.cards import article_card

A_PAGE = 12
NONE = Empty("Nie ma jeszcze aktualności", "Pierwsza pojawi się tu, gdy redakcja ją opublikuje.")


@require_safe
@public
def news(request: HttpRequest) -> HttpResponse:
    """All articles, newest first."""
    page = Paginator(queries.articles(), A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "portal/news.html",
        {"page": page, "articles": [article_card(one, 2) for one in page.object_list], "empty": NONE},
    )


@require_safe
@public
def article(request: HttpRequest, slug: str) -> HttpResponse:
    return _article(request, slug, english=False)


@require_safe
@public
def article_en(request: HttpRequest, slug: str) -> HttpResponse:
    return _article(request, slug, english=True)


def _article(request: HttpRequest, slug: str, *, english: bool) -> HttpResponse:
    found = queries.article(slug)
    if found is None or (english and not found.html_en):
        raise Http404
    title = found.title_en if english else found.title
    context = {
        "article": found,
        "english": english,
        "crumbs": [("Aktualności", "/aktualnosci/"), (title, request.path)],
    }
    return render(request, "portal/article.html", context)

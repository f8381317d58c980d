"""The home of strangers, and the pages every public site must have."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kaganek.core.access import public
from kaganek.portal import queries
from kaganek.portal.queries.home import home as read
from kaganek.portal.rules import statement
from kaganek.portal.views.cards import article_card, date_line, report_line
from kaganek.portal.views.reports import shown_publication


def home(request: HttpRequest) -> HttpResponse:
    """What the programme is, its latest results and news, the check of a certificate."""
    found = read(timezone.localdate())
    page = found.page
    sections = {section["id"]: section for section in page["sections"]}
    reports = [shown_publication(row) for row in found.publications]
    return render(request, "portal/home.html", {
        "page": page, "sections": sections, "reports": [report_line(one, 3) for one in reports],
        "newest": next((one for one in reports if not one["replaced"]), None),
        "articles": [article_card(one, 3) for one in found.articles], "materials": found.materials,
        "events": [date_line(one, 3) for one in found.events], "intakes": found.intakes,
        "programmes": found.programmes,
        "check_href": _address("documents:check"), "sign_in_href": _address("people:sign_in"),
    })  # fmt: skip


@require_safe
@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement, made from its facts."""
    facts = queries.pages("accessibility")["accessibility"]
    context = {"title": facts["title"], "sections": statement(facts, here=request.build_absolute_uri("/"))}
    return render(request, "portal/accessibility.html", context)


@require_safe
@public
def privacy(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "portal/page.html",
        {"page": queries.pages("privacy")["privacy"], "other": "portal:privacy_en"},
    )


@require_safe
@public
def privacy_en(request: HttpRequest) -> HttpResponse:
    return _english(request, "privacy")


@require_safe
@public
def help_en(request: HttpRequest) -> HttpResponse:
    return _english(request, "help")


def _english(request: HttpRequest, slug: str) -> HttpResponse:
    page = queries.pages(f"{slug}_en")[f"{slug}_en"]
    return render(request, "portal/page.html", {"page": page, "english": True, "other": f"portal:{slug}"})


@require_safe
@public
def help_page(request: HttpRequest) -> HttpResponse:
    pages = queries.pages("help", "faq")
    return render(request, "portal/page.html", {
        "page": pages["help"], "faq": pages["faq"], "questions": pages["faq"]["items"], "other": "portal:help_en",
        "more": "communication:faq",
    })  # fmt: skip


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:  # an installation without that page
        return ""

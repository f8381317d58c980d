"""The home of strangers, and the pages every public site must have."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kaganek.core.access import public
from kaganek.core.seats import SeatedRequest
from kaganek.portal import queries
from kaganek.portal.queries.home import home as read
from kaganek.portal.rules import as_page, in_english, statement
from kaganek.portal.views.cards import article_card, date_line, report_line
from kaganek.portal.views.reports import shown_publication

INSIDE = (  # for those who are signed in: their menu leads to their work, this one to the portal
    ("Program w urzędach", "portal:reports"),
    ("Programy i formularze", "portal:programmes"),
    ("Strony urzędów", "portal:office_pages"),
    ("Aktualności", "portal:news"),
    ("Kalendarz", "portal:calendar"),
    ("Oferta", "portal:offers"),
    ("Biblioteka", "portal:library"),
    ("Częste pytania", "communication:faq"),
    ("Szukaj", "portal:search"),
)


@require_safe
@public
def portal(request: SeatedRequest) -> HttpResponse:
    """The home for those whom `/` leads to their work; strangers have it at `/`, and here all the same."""
    inside = () if request.seat.is_anonymous else INSIDE
    return home(request, inside=[(label, reverse(name)) for label, name in inside])


def home(request: HttpRequest, inside: Sequence[tuple[str, str]] = ()) -> HttpResponse:
    """What the programme is, its latest results and news, the check of a certificate.

    inside  what else the portal has, for a reader whose menu does not say it.
    """
    found = read(timezone.localdate())
    page = found.page
    sections = {section["id"]: section for section in page["sections"]}
    reports = [shown_publication(row) for row in found.publications]
    return render(request, "portal/home.html", {
        "page": page, "sections": sections, "reports": [report_line(one, 3) for one in reports],
        "newest": next((one for one in reports if not one["replaced"]), None),
        "articles": [article_card(one, 3) for one in found.articles], "materials": found.materials,
        "events": [date_line(one, 3) for one in found.events], "intakes": found.intakes,
        "programmes": found.programmes, "inside": inside,
        "check_href": _address("documents:check"), "sign_in_href": _address("people:sign_in"),
    })  # fmt: skip


@require_safe
@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement, made from its facts."""
    return _statement(request, english=False)


@require_safe
@public
def accessibility_en(request: HttpRequest) -> HttpResponse:
    """The same in English: its own words, the facts of the Polish one."""
    return _statement(request, english=True)


def _statement(request: HttpRequest, *, english: bool) -> HttpResponse:
    pages = queries.pages("accessibility", "accessibility_en")
    facts = pages["accessibility"]
    if english:
        facts = in_english(pages["accessibility_en"], facts)
    sections = statement(facts, here=request.build_absolute_uri("/"), english=english)
    return render(request, "portal/accessibility.html", {
        "title": facts["title"], "html": as_page(sections), "english": english,
        "other": "portal:accessibility" if english else "portal:accessibility_en",
    })  # fmt: skip


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

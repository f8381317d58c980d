"""What the public pages read; a stranger's seat reaches published rows alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from kaganek.portal.models import Article, Publication, SitePage
from kaganek.portal.terms import DEFAULTS, Facts

LATEST = 3
MATERIALS = 4  # of the library on the home page


def pages(*slugs: str) -> Mapping[str, Facts]:
    """Facts of public pages: the operator's, else those that come with the product. One statement."""
    found = dict(SitePage.objects.filter(slug__in=slugs).values_list("slug", "facts"))
    return {slug: found.get(slug) or DEFAULTS[slug] for slug in slugs}


def publications() -> QuerySet[Any, Any]:
    """Published reports without their tables: enough for lists."""
    return Publication.objects.values(
        "slug", "published_at", "report__title", "report__number", "report__frozen_at", "report__period_to",
        "report__content__total", "report__content__project", "report__corrected_by__publication__slug",
    )  # fmt: skip


def publication(slug: str) -> Publication | None:
    return Publication.objects.select_related("report", "report__corrects").filter(slug=slug).first()


def chain(publication: Publication) -> list[dict[str, Any]]:
    """The report, those it replaced and those that replaced it, newest first. One statement."""
    rows: list[Any] = list(
        Publication.objects.filter(report__project_id=publication.report.project_id)
        .order_by("-report__number")
        .values(
            "slug", "published_at", "report_id", "report__number", "report__frozen_at",
            "report__corrects_id", "report__correction_note",
        )
    )  # fmt: skip
    wanted = {publication.report_id}
    while True:
        more = {
            one
            for row in rows
            for one in (row["report_id"], row["report__corrects_id"])
            if one and wanted & {row["report_id"], row["report__corrects_id"]}
        }
        if more <= wanted:
            return [row for row in rows if row["report_id"] in wanted]
        wanted |= more


def articles() -> QuerySet[Article]:
    """News as lists show it: without what only the article's own page needs."""
    rows = Article.objects.filter(live=True).order_by("-published_on", "-pk")
    return rows.defer("body", "html", "body_en", "html_en", "words", "vector")


def article(slug: str) -> Article | None:
    return Article.objects.filter(live=True, slug=slug).first()


def is_shown_to_all(url: str) -> bool:
    """Whether a public page shows or offers the file with this address."""
    return Article.objects.filter(live=True, html__contains=f'"{url}"').exists()

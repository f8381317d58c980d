"""Words of the public pages, written by the operator of an installation or put in place with a set of data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from kaganek.core import audit
from kaganek.core.bodies import plain_text, safe_html
from kaganek.core.seats import SYSTEM, Seat
from kaganek.lib.dates import add_months
from kaganek.portal.models import Article, Material, SitePage
from kaganek.portal.queries import pages
from kaganek.portal.queries.site_pages import DEED, lacking
from kaganek.portal.services.indexing import index
from kaganek.portal.services.library import (
    GivenFile,
    MaterialFacts,
    add_material,
    add_version,
    change_material,
    show,
)
from kaganek.portal.terms import DEFAULTS, SITE_PAGES


class Lacking(Exception):
    """The page would not say what it has to; `what` is each fault in Polish."""

    def __init__(self, what: Sequence[str]) -> None:
        super().__init__(what)
        self.what = what


@transaction.atomic
def write_site_page(slug: str, facts: Mapping[str, Any], *, by: Seat, at: datetime) -> bool:
    """Put a page of the site in other words; the same words again change nothing. Says whether they changed.

    Raises Lacking; nothing is written then.

    Source: rule R-04.
    """
    if what := lacking(slug, facts, pages(*SITE_PAGES)):
        raise Lacking(what)
    row = SitePage.objects.select_for_update().filter(slug=slug).first()
    if row and row.facts == facts:
        return False
    row, _ = SitePage.objects.update_or_create(slug=slug, defaults={"facts": facts, "updated_at": at})
    audit.record(by, DEED, row, page=slug)
    return True


def install_portal(data: Mapping[str, Any], *, at: datetime, files: Path | None = None) -> None:
    """Put the words of public pages in place; done twice it leaves the newer ones.

    data    home, pages (privacy, help), faq, accessibility, news, materials; a part left out stays as it is.
    files   where the files of the materials lie; without it they are not offered.
    """
    given = {slug: data.get(slug) for slug in ("home", "faq", "accessibility")}
    given |= {name: page for name, page in data.get("pages", {}).items() if name in DEFAULTS}
    for slug, facts in given.items():
        if facts:
            SitePage.objects.update_or_create(slug=slug, defaults={"facts": _clean(facts), "updated_at": at})
    for article in data.get("news", ()):
        _install_article(article, at=at)
    if files is not None:
        for material in data.get("materials", ()):
            _install_material(material, files, at=at)


def _install_article(one: Mapping[str, str], *, at: datetime) -> None:
    html = safe_html(one["html"])
    row, _ = Article.objects.update_or_create(
        slug=one["slug"],
        defaults={
            "title": one["title"],
            "lead": one["lead"],
            "published_on": date.fromisoformat(one["date"]),
            "body": json.dumps([{"type": "text", "value": html}]),
            "html": html,
            "live": True,
            "first_published_at": at,
            "last_published_at": at,
            "title_en": one.get("title_en", ""),
            "lead_en": one.get("lead_en", ""),
            "html_en": safe_html(one.get("html_en", "")),
        },
    )
    index(row, title=row.title, words=f"{row.lead} {plain_text(html)}")
    row.save(update_fields=["words", "vector"])


def _install_material(one: Mapping[str, Any], files: Path, *, at: datetime) -> None:
    """A material of the library with its file; the same file again is no new version."""
    today = timezone.localdate(at)
    facts = MaterialFacts(
        title=one["title"], summary=one["description"], topic=one.get("topic", "obsługa mieszkańców"),
        owner=one.get("owner", "Zespół programu"), owner_contact=one.get("contact", ""),
        author=one.get("author", "Kaganek"), licence=one.get("licence", "by"), language=one.get("language", "pl"),
        review_on=add_months(today, 12),
    )  # fmt: skip
    found = Material.objects.filter(title=facts.title).first()
    made = change_material(found.pk, facts, by=SYSTEM) if found else add_material(facts, by=SYSTEM)
    path = files / one["file"]
    given = GivenFile(path.suffix[1:].lower(), one.get("accessible", ""), path.read_bytes())
    add_version(made.pk, [given], changes=one.get("changes", "pierwsza wersja"), by=SYSTEM, at=at)
    show(made.pk, by=SYSTEM, at=at)


def _clean(facts: Any) -> Any:
    """The same facts, every piece of HTML made safe."""
    if isinstance(facts, Mapping):
        return {
            key: safe_html(value) if key == "html" and isinstance(value, str) else _clean(value)
            for key, value in facts.items()
        }
    return [_clean(one) for one in facts] if isinstance(facts, list) else facts

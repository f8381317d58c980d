"""Words of the public pages, put in place by the operator of an installation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from kaganek.core.bodies import safe_html
from kaganek.learning.services.files import stored_document
from kaganek.portal.models import Article, SitePage
from kaganek.portal.terms import DEFAULTS


def install_portal(data: Mapping[str, Any], *, at: datetime, files: Path | None = None) -> None:
    """Put the words of public pages in place; done twice it leaves the newer ones.

    data    home, pages (privacy, help), faq, accessibility, news, materials; a part left out stays as it is.
    files   where the files of the materials lie; without it they are not offered.
    """
    pages = {"home": data.get("home"), "faq": data.get("faq"), "accessibility": data.get("accessibility")}
    pages |= {name: page for name, page in data.get("pages", {}).items() if name in DEFAULTS}
    if files is not None:
        pages["materials"] = {"items": [_material(one, files) for one in data.get("materials", ())]}
    for slug, facts in pages.items():
        if facts:
            SitePage.objects.update_or_create(slug=slug, defaults={"facts": _clean(facts), "updated_at": at})
    for article in data.get("news", ()):
        _install_article(article, at=at)


def _install_article(one: Mapping[str, str], *, at: datetime) -> None:
    html = safe_html(one["html"])
    Article.objects.update_or_create(
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
        },
    )


def _material(one: Mapping[str, str], files: Path) -> dict[str, Any]:
    stored = stored_document(files / one["file"], title=one["title"])
    return {
        "title": one["title"],
        "description": one["description"],
        "href": stored.file.url,
        "kind": stored.file_extension.upper(),
        "size": stored.get_file_size(),
    }


def _clean(facts: Any) -> Any:
    """The same facts, every piece of HTML made safe."""
    if isinstance(facts, Mapping):
        return {
            key: safe_html(value) if key == "html" and isinstance(value, str) else _clean(value)
            for key, value in facts.items()
        }
    return [_clean(one) for one in facts] if isinstance(facts, list) else facts

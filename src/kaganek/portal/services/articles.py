"""News: what an editor published becomes what everyone reads."""

from __future__ import annotations

from datetime import datetime

from kaganek.core.bodies import render_body
from kaganek.portal.models import Article
from kaganek.portal.services.indexing import index


def publish(article: Article, *, at: datetime) -> None:
    """Render the article's body, as the row holds it now, and let everyone read it."""
    made = render_body(article.body)
    article.html, article.html_en = made.html, render_body(article.body_en).html
    index(article, title=article.title, words=f"{article.lead} {made.text}")
    article.live, article.last_published_at = True, at
    article.first_published_at = article.first_published_at or at
    article.save(
        update_fields=[
            "html",
            "html_en",
            "words",
            "vector",
            "live",
            "last_published_at",
            "first_published_at",
        ]
    )

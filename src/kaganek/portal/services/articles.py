"""News: what an editor published becomes what everyone reads."""

from __future__ import annotations

from datetime import datetime

from kaganek.core.bodies import render_body
from kaganek.portal.models import Article


def publish(article: Article, *, at: datetime) -> None:
    """Render the article's body, as the row holds it now, and let everyone read it."""
    article.html = render_body(article.body).html
    article.live, article.last_published_at = True, at
    article.first_published_at = article.first_published_at or at
    article.save(update_fields=["html", "live", "last_published_at", "first_published_at"])

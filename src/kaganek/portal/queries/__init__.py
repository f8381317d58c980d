"""What the public pages read; a stranger's seat reaches published rows alone."""

from kaganek.portal.queries.content import (
    article,
    articles,
    chain,
    is_shown_to_all,
    pages,
    publication,
    publications,
)

__all__ = [
    "article",
    "articles",
    "chain",
    "is_shown_to_all",
    "pages",
    "publication",
    "publications",
]

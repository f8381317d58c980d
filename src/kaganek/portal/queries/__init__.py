"""What the public pages read; a stranger's seat reaches published rows alone."""

from kaganek.portal.queries.content import (
    LATEST,
    MATERIALS,
    article,
    articles,
    chain,
    is_shown_to_all,
    pages,
    publication,
    publications,
)

__all__ = [
    "LATEST",
    "MATERIALS",
    "article",
    "articles",
    "chain",
    "is_shown_to_all",
    "pages",
    "publication",
    "publications",
]

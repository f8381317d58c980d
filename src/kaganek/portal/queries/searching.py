"""Looking for words in what everyone may read, in whatever Polish form they are typed."""

from __future__ import annotations

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet

from kaganek.core.lists.columns import Rows
from kaganek.lib.stems import asked_stems


def wanted_query(text: str) -> SearchQuery | None:
    """What was typed as the database looks for it: every word, the last one perhaps only begun; None = nothing."""
    wanted = asked_stems(text)
    if not wanted:
        return None
    terms = (f"{one[:-1]}:*" if one.endswith("*") else one for one in wanted)
    return SearchQuery(" & ".join(terms), search_type="raw", config="simple")


def narrowed(rows: Rows, text: str) -> Rows:
    """Rows of an indexed table in which the words are; the `apply` of a search box."""
    query = wanted_query(text)
    return rows.filter(vector=query) if query else _nothing(rows)


def _nothing(rows: Rows) -> Rows:
    return rows.none() if isinstance(rows, QuerySet) else rows

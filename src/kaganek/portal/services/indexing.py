"""Keeping what the search looks in; called by the deed that writes the words."""

from __future__ import annotations

from django.contrib.postgres.search import SearchVector
from django.db.models import Value

from kaganek.lib.stems import stems
from kaganek.portal.models import Indexed

LONGEST = 200_000  # characters that are searched; PostgreSQL keeps a megabyte of stems at most
TITLE = "A"  # a word of the title counts more


def index(row: Indexed, *, title: str, words: str) -> None:
    """Note the words of a row, title first; the caller saves `words` and `vector`.

    Source: rule W-20 (wyszukiwanie).
    """
    row.words = words[:LONGEST]
    named = SearchVector(Value(" ".join(stems(title))), config="simple", weight=TITLE)
    said = SearchVector(Value(" ".join(stems(row.words))), config="simple", weight="B")
    row.vector = named + said

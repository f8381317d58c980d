"""Keeping what a search through lessons looks in."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.search import SearchVector
from django.db.models import Value

from kaganek.learning.models import LessonIndex, LessonText
from kaganek.lib.stems import stems

LONGEST = 200_000  # characters of a lesson that are searched; PostgreSQL keeps a megabyte of stems at most


def index_words(texts: Iterable[int]) -> int:
    """Note the stems of frozen words that have none yet; returns how many were noted. Two statements.

    texts  ids of LessonText.
    """
    fresh = LessonText.objects.filter(pk__in=set(texts), index=None).only("text")
    rows = [
        LessonIndex(
            words=one, vector=SearchVector(Value(" ".join(stems(one.text[:LONGEST]))), config="simple")
        )
        for one in fresh
    ]
    LessonIndex.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)

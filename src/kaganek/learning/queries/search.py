"""Searching through the lessons one takes."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F

from kaganek.learning.models import EditionLesson
from kaganek.learning.queries.locks import settle
from kaganek.learning.queries.own import own_progress
from kaganek.lib.stems import asked_stems, asked_words, excerpt

MOST = 50  # lessons shown; who finds more asks again with another word


@dataclass(frozen=True, slots=True)
class Hit:
    """A lesson in which the words were found, with a piece of it: (text, whether asked for)."""

    lesson_id: int
    title: str
    course: str
    position: int
    piece: list[tuple[str, bool]]


def lessons_with(text: str) -> list[Hit]:
    """Lessons of the courses that the person takes and may open, in the editions they read, the best first.

    text  what the person typed; every word of it has to be there in some form.

    Two statements. Source: rule L-110 in docs/reference/rules.md.
    """
    wanted = asked_stems(text)
    if not wanted:
        return []
    editions = {row.reads for row in settle(list(own_progress())) if row.reads and not row.blocked_by}
    query = SearchQuery(asked_words(wanted), search_type="raw", config="simple")
    rows = (
        EditionLesson.objects.filter(edition__in=editions, words__index__vector=query)
        .annotate(rank=SearchRank(F("words__index__vector"), query))
        .select_related("edition", "words")
        .only("lesson_id", "title", "position", "edition__title", "words__text")
        .order_by("-rank", "edition__title__alphabetical", "position")[:MOST]
    )
    first = {row.lesson_id: row for row in reversed(rows)}  # a course taken in two projects is shown once
    return [_hit(row, wanted) for row in rows if first[row.lesson_id] is row]


def _hit(row: EditionLesson, wanted: list[str]) -> Hit:
    piece = excerpt(row.words.text.removeprefix(row.title).strip(), wanted)
    return Hit(row.lesson_id, row.title, row.edition.title, row.position, piece)

"""Searching what was said in the spaces that a seat reads, in any Polish form."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F

from kaganek.communication.models import Post
from kaganek.communication.queries.forum import page_of
from kaganek.lib.stems import asked_stems, asked_words, excerpt
from kaganek.lib.talk import words_of

MOST = 50  # posts shown; who finds more asks again with another word


@dataclass(frozen=True, slots=True)
class Found:
    """A post in which the words were found, with a piece of it: (text, whether asked for)."""

    topic_id: int
    number: int
    title: str
    space: str
    who: str
    piece: list[tuple[str, bool]]

    @property
    def page(self) -> int:
        return page_of(self.number)


def posts_with(text: str, *, space_id: int | None = None) -> list[Found]:
    """Shown posts of the spaces that the active seat reads, the best first, then the latest; of one space if it is named.

    text  what the person typed; every word of it has to be in the post, in some form.

    One statement. Source: rule C-40.
    """
    wanted = asked_stems(text)
    if not wanted:
        return []
    query = SearchQuery(asked_words(wanted), search_type="raw", config="simple")
    rows = Post.objects.filter(vector=query, hidden=False, topic__hidden=False)
    if space_id is not None:
        rows = rows.filter(space=space_id)
    found = (
        rows.annotate(rank=SearchRank(F("vector"), query))
        .select_related("topic", "space")
        .only("number", "text", "by_name", "topic__title", "space__title")
        .order_by("-rank", "-written_at")[:MOST]
    )
    return [
        Found(
            one.topic_id,
            one.number,
            one.topic.title,
            one.space.title,
            one.by_name,
            excerpt(words_of(one.text), wanted),
        )
        for one in found
    ]

"""What a page of a form sends: which fields there are, and how they become answers.

The answer to question p3 is `o-p3`, or `o-p3-<part>` for each of its parts; a file chosen for it is `plik-p3`. Pages
of a form carry the answers of its other pages as hidden fields, so nothing is kept before it is sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import QueryDict

from kaganek.questionnaires.rules.definition import Asked, Definition, Section
from kaganek.questionnaires.rules.kinds import Given, kinds

LONGEST_CARRIED = 25_000  # characters of one field


def answers_in(post: QueryDict, definition: Definition) -> dict[str, Any]:
    """Every answer of a page, by code, as its kind reads it; what is no field of ours is passed over."""
    found = {}
    for asked in definition.questions():
        if asked.kind in kinds and kinds.get(asked.kind).asks:
            found[asked.code] = kinds.get(asked.kind).read(asked.payload, given(post, asked.code))
    return found


def given(post: QueryDict, code: str) -> Given:
    """The fields of one question. A NUL is the one character the database refuses."""
    prefix = f"o-{code}-"
    parts = {
        key.removeprefix(prefix): str(post[key]).replace("\x00", "").strip()
        for key in post
        if key.startswith(prefix)
    }
    values = [str(one).replace("\x00", "") for one in post.getlist(f"o-{code}")]
    return Given(values, parts)


def carried(
    post: QueryDict, definition: Definition, section: Section, answers: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Answers of the other pages, as the hidden fields that carry them on; of files their keys."""
    others = [one for part in definition.sections if part.code != section.code for one in part.questions]
    files = {one.code for one in others if one.kind in kinds and kinds.get(one.kind).file}
    words = {one.code for one in others} - files
    for key in post:
        head, _, rest = key.partition("-")
        if head == "o" and rest.partition("-")[0] in words:
            yield from ((key, str(value)[:LONGEST_CARRIED]) for value in post.getlist(key))
    for code in sorted(files):
        if held := answers.get(code):
            yield (f"o-{code}", held["key"])


def opened_by(asked: Asked, post: QueryDict) -> bool:
    """Whether the page had hidden this question, so that the person could not have seen it."""
    return asked.code in post.getlist("ukryte")

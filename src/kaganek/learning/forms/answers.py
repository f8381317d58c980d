"""The form of a quiz: what its fields are called, and how they become answers.

One form holds all questions, so a page without scripts saves them together, while the script
sends only what changed. A question is named by `seq-<id>-<kind>`; its answer by `q-<id>`, or
`q-<id>-<part>` for each of its parts (pair, thing, gap, row, number and unit); `flag-<id>` marks it for later.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import QueryDict

from kaganek.learning.models import Question
from kaganek.learning.services.quiz import Answer
from kaganek.questionnaires.rules.answers import right_texts
from kaganek.questionnaires.terms import QuestionKind

_ASKED = re.compile(rf"seq-(\d{{1,18}})-({'|'.join(QuestionKind.values)})")
_COUNTER = re.compile(r"\d{1,15}")
PARTED = (QuestionKind.MATCHING, QuestionKind.ORDERING, QuestionKind.GAPS, QuestionKind.MATRIX)
DEEDS = {"finish", "check"}  # buttons that mean something also when every question is answered for good
TRUTH = {"tak": True, "nie": False}  # what the field of a sentence to judge sends


class Unreadable(Exception):
    """The fields are not those of our form."""


def read_answers(post: QueryDict, *, at: datetime) -> list[Answer]:
    """Answers of one POST. Without a script there is no counter: the server's clock stands in for it."""
    asked = [found for key in post if (found := _ASKED.fullmatch(key))]
    if not asked and not DEEDS & post.keys():
        raise Unreadable
    rights = _rights([int(found[1]) for found in asked if found[2] == QuestionKind.MATCHING])
    answers = []
    for found in asked:
        pk, kind = int(found[1]), found[2]
        counter = str(post[found[0]])
        if counter and not _COUNTER.fullmatch(counter):
            raise Unreadable
        response = _read(post, pk, kind)
        if kind == QuestionKind.MATCHING and response:
            response = _matched(response, rights.get(pk, ()))
        sequence = int(counter) if counter else int(at.timestamp() * 1000)
        answers.append(Answer(pk, response, bool(post.get(f"flag-{pk}")), sequence))
    return answers


def _read(post: QueryDict, pk: int, kind: str) -> Any:
    if kind in PARTED or (kind == QuestionKind.NUMBER and f"q-{pk}-number" in post):
        return _parts(post, pk) or None
    given = [str(value) for value in post.getlist(f"q-{pk}")]
    if kind == QuestionKind.MULTIPLE:
        return given or None
    value = given[-1].strip() if given else ""
    if kind == QuestionKind.TRUE_FALSE and value:
        return TRUTH.get(value, value)  # anything else has a wrong shape and is refused as such
    return value or None


def _parts(post: QueryDict, pk: int) -> dict[str, str]:
    prefix = f"q-{pk}-"
    given = {key.removeprefix(prefix): str(post[key]).strip() for key in post if key.startswith(prefix)}
    return {part: value for part, value in given.items() if value}


def _rights(ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
    """The page names right-hand sides by their place in the list, so its source gives no answer away."""
    if not ids:
        return {}
    rows = Question.objects.filter(pk__in=ids, kind=QuestionKind.MATCHING).values_list("pk", "payload")
    return {pk: [right for right, _ in right_texts(payload)] for pk, payload in rows}


def _matched(chosen: Mapping[str, str], rights: Sequence[str]) -> dict[str, str]:
    by_place = {str(place): right for place, right in enumerate(rights)}
    return {left: by_place.get(place, place) for left, place in chosen.items()}

"""What the tests of the learning pages share: the fields of their forms, and their words."""

from __future__ import annotations

import re

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Attempt, Question
from kaganek.learning.tests.factories import RIGHT

CHECK = {
    "b1": {
        "question": "Od czego zacząć <b>rozmowę</b>?",
        "options": [
            {"text": "Od winnych", "correct": False, "feedback": "To kończy rozmowę."},
            {"text": "Od kolejności", "correct": True, "feedback": "Właśnie tak."},
        ],
    }
}
PARTICIPANTS = ("anna", "cezary")
BY_COURSE = ("course", "quiz")


def fields(
    attempt: Attempt, *, right: int = 0, script: bool = False, sequence: str = ""
) -> dict[str, object]:
    """What the form of the attempt posts, with the first `right` questions answered rightly."""
    with seated(SYSTEM):
        kinds = dict(Question.objects.filter(pk__in=attempt.question_ids).values_list("pk", "kind"))
    post: dict[str, object] = {"script": "1"} if script else {}
    for place, pk in enumerate(attempt.question_ids):
        post[f"seq-{pk}-{kinds[pk]}"] = sequence
        if place < right:
            post |= answered(pk, kinds[pk])
    return post


def answered(pk: int, kind: str) -> dict[str, object]:
    if kind == "matching":
        return {f"q-{pk}-1": "0", f"q-{pk}-2": "1"}
    if isinstance(RIGHT[kind], dict):
        return {f"q-{pk}-{part}": value for part, value in RIGHT[kind].items()}
    return {f"q-{pk}": "nie" if kind == "truefalse" else RIGHT[kind]}


def nameless(response) -> str:
    """The page without what differs on every page: the token of its forms."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


def words(response) -> str:
    """The page with hard spaces as ordinary ones."""
    return response.content.decode().replace("\xa0", " ")

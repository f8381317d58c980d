"""What came back: answers by question of any version, and how often each option was chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kaganek.questionnaires.models import Answer, Form, FormVersion, Response
from kaganek.questionnaires.rules.definition import Asked, Definition
from kaganek.questionnaires.rules.kinds import kinds
from kaganek.questionnaires.rules.walking import brief


@dataclass(frozen=True, slots=True)
class Tally:
    """How often the options of one question were chosen; `answered` is how many people answered it."""

    asked: Asked
    answered: int
    rows: Sequence[tuple[str, int]]

    @property
    def title(self) -> str:
        return brief(self.asked.text)


def questions_of(form: Form) -> list[Asked]:
    """Every question that any version asked, in its newest wording; those of the newest version first.

    Options that only an older version had are added behind, so that older answers keep their words.
    """
    found: dict[str, Asked] = {}
    for version in FormVersion.objects.filter(form=form).order_by("-number"):
        for asked in Definition.from_json(version.definition).questions():
            if asked.kind in kinds and kinds.get(asked.kind).asks:
                held = found.get(asked.code)
                found[asked.code] = _with_older(held, asked) if held else asked
    return list(found.values())


def _with_older(newer: Asked, older: Asked) -> Asked:
    payload = dict(newer.payload)
    for name in ("options", "items", "rows", "columns"):
        if name in payload:
            known = {one["id"] for one in payload[name]}
            payload[name] = [
                *payload[name],
                *(one for one in older.payload.get(name, ()) if one["id"] not in known),
            ]
    return Asked(
        code=newer.code, kind=newer.kind, text=newer.text, help=newer.help, required=newer.required,
        personal=newer.personal, payload=payload, shown_if=newer.shown_if,
    )  # fmt: skip


def with_answers(rows: Sequence[Response]) -> None:
    """Give each response its answers as `values`, in one statement for all."""
    held: dict[int, dict[str, Any]] = {one.pk: {} for one in rows}
    for response, code, value in Answer.objects.filter(response__in=list(held)).values_list(
        "response", "code", "value"
    ):
        held[response][code] = value
    for one in rows:
        one.values = held[one.pk]  # type: ignore[attr-defined]


def in_words(asked: Asked, value: Any) -> list[str]:
    """An answer as a person reads it; [] for none."""
    return (
        kinds.get(asked.kind).said(asked.payload, value) if value is not None and asked.kind in kinds else []
    )


def tallies(form: Form, questions: Sequence[Asked]) -> list[Tally]:
    """Counts of every question with options, over all responses; one statement."""
    counted = [one for one in questions if kinds.get(one.kind).options and kinds.get(one.kind).chosen]
    chosen: dict[str, Counter[str]] = {one.code: Counter() for one in counted}
    answered: Counter[str] = Counter()
    asked = {one.code: one for one in counted}
    rows = Answer.objects.filter(form=form, code__in=list(asked)).values_list("code", "value")
    for code, value in rows.iterator(chunk_size=2000):
        answered[code] += 1
        chosen[code] += Counter(_chosen(asked[code], value))
    return [Tally(one, answered[one.code], _rows(one, chosen[one.code])) for one in counted]


def _chosen(asked: Asked, value: Any) -> Sequence[str]:
    kind = kinds.get(asked.kind)
    return kind.chosen(asked.payload, value) if kind.chosen else ()


def _rows(asked: Asked, counts: Mapping[str, int]) -> list[tuple[str, int]]:
    kind = kinds.get(asked.kind)
    options = kind.options(asked.payload) if kind.options else {}
    return [(words, counts.get(key, 0)) for key, words in options.items()]

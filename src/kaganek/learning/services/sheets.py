"""What the sheet of a quiz says, question by question: written on it, or taken from the bank as it is now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4, uuid5

from kaganek.learning.blocks import GAP
from kaganek.learning.models import BankCategory, BankQuestion, Question
from kaganek.learning.queries.bank import questions_to_draw, within
from kaganek.learning.queries.rubrics import words_of
from kaganek.lib.names import fold
from kaganek.questionnaires.terms import QuestionKind

LETTERS = "abcdefgh"


class CannotPublish(Exception):
    """The sheet cannot become a quiz; `place` is the block, from 1, and `fault` says what is wrong with it."""

    def __init__(self, place: int, fault: str, **facts: Any) -> None:
        super().__init__(place, fault, facts)
        self.place, self.fault, self.facts = place, fault, facts


class Unfit(Exception):
    """What one block needs is not there."""

    def __init__(self, fault: str, **facts: Any) -> None:
        super().__init__(fault)
        self.fault, self.facts = fault, facts


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """One question as published: everything a participant or a judge of answers needs."""

    key: UUID
    kind: str
    text: str
    payload: dict[str, Any]
    explanation: str
    points: Decimal
    pool: UUID | None = None
    bank_version: int | None = None

    def same_as(self, row: Question) -> bool:
        return (
            self.kind, self.text, self.payload, self.explanation, self.points, self.pool, self.bank_version,
        ) == (
            row.kind, row.text, row.payload, row.explanation, row.points, row.pool, row.bank_version_id,
        )  # fmt: skip


def sheet_words(blocks: Iterable[Any]) -> list[QuestionWords]:
    """Every question of the sheet in its order, those of a draw one after another. Raises CannotPublish."""
    found: list[QuestionWords] = []
    for place, block in enumerate(blocks, start=1):
        try:
            found += _of_block(block)
        except Unfit as unfit:
            raise CannotPublish(place, unfit.fault, **unfit.facts) from None
    return found


def draws_of(blocks: Iterable[Any]) -> dict[UUID, int]:
    """How many questions each draw of the sheet asks for."""
    return {key_of(block): block.value["number"] for block in blocks if block.block_type == "draw"}


def key_of(block: Any) -> UUID:
    """The name of a block; one that was never kept has none yet."""
    return UUID(block.id) if block.id else uuid4()


def _of_block(block: Any) -> Iterator[QuestionWords]:
    if block.block_type == "draw":
        yield from _drawn(block)
    elif block.block_type == "bank":
        rows = BankQuestion.objects.select_related("current").filter(retired_at=None)
        question = rows.filter(pk=block.value["question"] or 0).first()
        if question is None or question.current is None:
            raise Unfit("question")
        yield _banked(question, key=key_of(block), pool=None)
    else:
        yield _written(block)


def _drawn(block: Any) -> Iterator[QuestionWords]:
    """The whole pool of a draw; an attempt gets some of it."""
    category = BankCategory.objects.filter(pk=block.value["category"] or 0).first()
    if category is None:
        raise Unfit("category")
    inside = within(category.pk, BankCategory.objects.filter(office=category.office_id))
    pool = list(questions_to_draw(inside, office_id=category.office_id).exclude(current=None))
    if len(pool) < block.value["number"]:
        raise Unfit("few", category=category.name, wanted=block.value["number"], there=len(pool))
    for question in pool:
        yield _banked(question, key=uuid5(key_of(block), str(question.key)), pool=key_of(block))


def _banked(question: BankQuestion, *, key: UUID, pool: UUID | None) -> QuestionWords:
    version: Any = question.current
    return QuestionWords(
        key,
        version.kind,
        version.text,
        version.payload,
        version.explanation,
        version.points,
        pool,
        version.pk,
    )


def _written(block: Any) -> QuestionWords:
    """Any: a block of Wagtail, which ships no types."""
    value = block.value
    return QuestionWords(
        key=key_of(block),
        kind=block.block_type,
        text=value["text"].strip(),
        payload=PAYLOADS[QuestionKind(block.block_type)](value),
        explanation=value["explanation"].strip(),
        points=Decimal(value["points"]),
    )


def _options(value: Any) -> dict[str, Any]:
    return {
        "options": [
            {"id": LETTERS[i], "text": option["text"], "correct": bool(option["correct"])}
            | _said(option, "feedback")
            for i, option in enumerate(value["options"])
        ]
    } | _said(value, "shuffle")


def _said(value: Any, *names: str) -> dict[str, Any]:
    """Those of the names that are said; silence leaves a payload as it always was."""
    return {name: value[name] for name in names if value.get(name)}


def _true_false(value: Any) -> dict[str, Any]:
    return {"answer": value["answer"] == "true"}


def _short(value: Any) -> dict[str, Any]:
    return {"accepted": [text.strip() for text in value["accepted"]]} | _said(value, "case", "diacritics")


def _number(value: Any) -> dict[str, Any]:
    return {
        "answer": _plain(value["answer"]),
        "tolerance": _plain(value["tolerance"]),
        "unit": value["unit"] or "",
    } | ({"ask_unit": True, "units": list(value["units"])} if value.get("ask_unit") else {})


def _plain(number: str) -> str:
    return number.strip().replace(",", ".")


def _matching(value: Any) -> dict[str, Any]:
    return {
        "pairs": [
            {"id": str(i), "left": pair["left"], "right": pair["right"]}
            for i, pair in enumerate(value["pairs"], start=1)
        ]
    }


def _ordering(value: Any) -> dict[str, Any]:
    """Things in their right order; ids follow the alphabet, as the page does, and give nothing away."""
    texts = [text.strip() for text in value["items"]]
    ids = {text: str(i) for i, text in enumerate(sorted(texts, key=fold), start=1)}
    return {"items": [{"id": ids[text], "text": text} for text in texts]}


def _gaps(value: Any) -> dict[str, Any]:
    """Text and gaps in turns: text first and last, "" where there is none."""
    pieces = list(GAP.split(value["sentence"].strip()))
    gaps = [_gap(str(i), gap) for i, gap in enumerate(value["gaps"], start=1)]
    pieces[1::2] = [gaps[int(number) - 1] for number in pieces[1::2]]
    return {"pieces": pieces}


def _gap(key: str, gap: Any) -> dict[str, Any]:
    return {"id": key} | {name: [text.strip() for text in gap[name]] for name in ("accepted", "wrong")}


def _matrix(value: Any) -> dict[str, Any]:
    return {
        "columns": [{"id": LETTERS[i], "text": text} for i, text in enumerate(value["columns"])],
        "rows": [
            {"id": str(i), "text": row["text"], "right": LETTERS[row["right"] - 1]}
            for i, row in enumerate(value["rows"], start=1)
        ],
    }


def _essay(value: Any) -> dict[str, Any]:
    """The words of the rubric stay with the question, whatever becomes of the rubric."""
    if value["rubric"] is None:
        raise Unfit("rubric")
    return {"rubric": words_of(value["rubric"]), "fewest": value["fewest"], "most": value["most"]}


PAYLOADS: Mapping[QuestionKind, Callable[[Any], dict[str, Any]]] = {
    QuestionKind.SINGLE: _options,
    QuestionKind.MULTIPLE: _options,
    QuestionKind.TRUE_FALSE: _true_false,
    QuestionKind.SHORT: _short,
    QuestionKind.NUMBER: _number,
    QuestionKind.MATCHING: _matching,
    QuestionKind.ORDERING: _ordering,
    QuestionKind.GAPS: _gaps,
    QuestionKind.MATRIX: _matrix,
    QuestionKind.ESSAY: _essay,
}

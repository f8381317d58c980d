"""From a wording of ours to a question that other systems understand; the formats name what they lose."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from kaganek.learning.services.bank.incoming import FILL_IN
from kaganek.learning.services.bank.wording import Wording
from kaganek.lib.questions import model, tidy_text
from kaganek.lib.questions.model import FULL, NOTHING, Question
from kaganek.lib.questions.texts import one_line

FRACTION = Decimal("0.00001")  # the finest weight that other systems keep


def sent(
    wording: Wording, *, category: Sequence[str] = (), tags: Sequence[str] = (), external_id: str = ""
) -> Question:
    """The question as files carry it; reading it again gives the same wording (rule L-64)."""
    text = _gapped(wording) if wording.kind == "gaps" else wording.text
    return Question(
        text=tidy_text(text), answer=ANSWERS[wording.kind](wording.payload, wording.points), name=wording.title,
        category=tuple(category), tags=tuple(tags), external_id=external_id, points=_plain(wording.points),
        general_feedback=tidy_text(wording.explanation),
    )  # fmt: skip


def _plain(points: Decimal) -> Decimal:
    return points.normalize() if points % 1 else points.quantize(Decimal(1))


Payload = Mapping[str, Any]


def _gapped(wording: Wording) -> str:
    pieces = [one if isinstance(one, str) else f"[[{one['id']}]]" for one in wording.payload["pieces"]]
    head = [] if wording.text == FILL_IN else [wording.text]
    return "\n".join([*head, "".join(pieces)])


def _choices(payload: Payload, right: Decimal, wrong: Decimal) -> tuple[model.Choice, ...]:
    return tuple(
        model.Choice(
            tidy_text(one["text"]), right if one["correct"] else wrong, tidy_text(one.get("feedback", ""))
        )
        for one in payload["options"]
    )


def _single(payload: Payload, points: Decimal) -> model.Answer:
    return model.SingleChoice(_choices(payload, FULL, NOTHING), shuffle=bool(payload.get("shuffle")))


def _multiple(payload: Payload, points: Decimal) -> model.Answer:
    share = FULL / (sum(bool(one["correct"]) for one in payload["options"]) or 1)
    share = share.quantize(FRACTION, rounding=ROUND_HALF_UP).normalize()
    return model.MultipleChoice(_choices(payload, share, -share), shuffle=bool(payload.get("shuffle")))


def _true_false(payload: Payload, points: Decimal) -> model.Answer:
    said = payload.get("feedback", {})
    return model.TrueFalse(
        payload["answer"], tidy_text(said.get("true", "")), tidy_text(said.get("false", ""))
    )


def _short(payload: Payload, points: Decimal) -> model.Answer:
    return model.ShortText(
        _variants(payload["accepted"]),
        case_sensitive=bool(payload.get("case")),
        forgives_diacritics=not payload.get("diacritics"),
    )


def _variants(accepted: Sequence[str]) -> tuple[model.Variant, ...]:
    return tuple(model.Variant(one_line(text)) for text in accepted)


def _number(payload: Payload, points: Decimal) -> model.Answer:
    value, tolerance = Decimal(payload["answer"]), Decimal(payload.get("tolerance") or 0)
    names = [payload["unit"], *payload.get("units", ())] if payload.get("unit") else []
    units = tuple(model.Unit(name) for name in names)
    required = bool(payload.get("ask_unit"))
    return model.Number((model.NumberVariant(value, tolerance),), units, unit_required=required)


def _matching(payload: Payload, points: Decimal) -> model.Answer:
    return model.Matching(
        tuple(model.Pair(tidy_text(one["left"]), one_line(one["right"])) for one in payload["pairs"])
    )


def _ordering(payload: Payload, points: Decimal) -> model.Answer:
    return model.Ordering(tuple(tidy_text(one["text"]) for one in payload["items"]))


def _gaps(payload: Payload, points: Decimal) -> model.Answer:
    gaps = [one for one in payload["pieces"] if not isinstance(one, str)]
    each, over = divmod(int(points), len(gaps))
    weights = [each + (place < over) for place in range(len(gaps))]
    if points % 1 or not each:
        weights = [1] * len(gaps)  # the formats say that the points are lost
    return model.Gaps(tuple(model.Gap(_gap(one), weight) for one, weight in zip(gaps, weights, strict=True)))


def _gap(gap: Payload) -> model.SingleChoice | model.ShortText:
    if not gap["wrong"]:
        return model.ShortText(_variants(gap["accepted"]))
    wrong = [model.Choice(tidy_text(text)) for text in gap["wrong"]]
    return model.SingleChoice((model.Choice(tidy_text(gap["accepted"][0]), FULL), *wrong))


def _matrix(payload: Payload, points: Decimal) -> model.Answer:
    places = {one["id"]: place for place, one in enumerate(payload["columns"])}
    return model.Matrix(
        tuple(one_line(one["text"]) for one in payload["columns"]),
        tuple(model.MatrixRow(one_line(row["text"]), (places[row["right"]],)) for row in payload["rows"]),
    )


def _essay(payload: Payload, points: Decimal) -> model.Answer:
    return model.Essay(
        tidy_text(payload.get("criteria", "")), tidy_text(payload.get("template", "")),
        payload.get("fewest") or None, payload.get("most") or None,
    )  # fmt: skip


ANSWERS: Mapping[str, Callable[[Payload, Decimal], model.Answer]] = {
    "single": _single,
    "multiple": _multiple,
    "truefalse": _true_false,
    "short": _short,
    "number": _number,
    "matching": _matching,
    "ordering": _ordering,
    "gaps": _gaps,
    "matrix": _matrix,
    "essay": _essay,
}

"""From a question of another system to a wording of ours, with a sentence for everything left behind.

A loss makes the question "simplified"; what would make it another question refuses it (rule L-63).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from kaganek.learning.services.bank.wording import NAME_CHARS, Wording
from kaganek.lib.names import fold
from kaganek.lib.questions import model
from kaganek.lib.questions.model import FULL, GAP, NOTHING, Kind, Question, Text
from kaganek.lib.questions.report import Losses
from kaganek.lib.questions.texts import without_images
from kaganek.lib.questions.values import spelled

LETTERS = "abcdefghijklmnopqrstuvwxyz"
FILL_IN = "Uzupełnij luki w tekście."
MOST_POINTS = Decimal("999.99")
HUNDREDTH = Decimal("0.01")
PLAIN_TAGS = ("<p>", "</p>", "<br>")

FORMATTING = "Pominięto formatowanie tekstu (pogrubienia, listy, tabele, odnośniki): została sama treść."
IMAGES = (
    "Bank nie przechowuje obrazów: w ich miejscu został opis w nawiasie. Sprawdź, czy pytanie jest jasne."
)
PARTIAL = "Odpowiedzi punktowane częściowo liczą się u nas jako błędne."
OTHER_WEIGHTS = (
    "Pominięto wagi odpowiedzi: u nas każda poprawna waży tyle samo, a błędna odejmuje jedną poprawną."
)
VARIANTS = "Warianty, które dają tylko część punktów, pominięto."
FEEDBACK = (
    "Pominięto informacje zwrotne, których ten rodzaj pytania u nas nie ma. Ważne dopisz do wyjaśnienia."
)
DISTRACTORS = "Pominięto dopełnienia, które do niczego nie pasują."
NUMBERS = "Została jedna poprawna liczba: ta, która daje najwięcej punktów."
UNITS = "Pominięto jednostki z przelicznikiem: odpowiedź podaje się w pierwszej jednostce."
WEIGHTS = "Wagi luk wyrównano: każda jest warta tyle samo."
GAP_DETAILS = "W lukach pominięto wagi, tolerancje i rozróżnianie wielkości liter."
SEVERAL_RIGHT = "Luka z wyborem ma u nas jedną poprawną odpowiedź: została pierwsza."
POINTS = "Liczbę punktów zaokrąglono do dwóch miejsc albo zmieniono na 1."
ONE_COLUMN = "Pytanie pozwalało zaznaczyć kilka pól w wierszu; u nas zaznacza się jedno."


class CannotTake(Exception):
    """The question would become another one; the sentence says why and what to do."""


class Taking:
    """What one question loses on the way."""

    def __init__(self) -> None:
        self.losses: list[str] = []

    def lose(self, sentence: str, lost: object = True) -> None:
        if lost and sentence not in self.losses:
            self.losses.append(sentence)

    def words(self, text: Text) -> str:
        """A text as plain words, its images as their descriptions."""
        if "<img" in text.source and text.is_html:
            if 'alt=""' in text.source:
                raise CannotTake(
                    "Obraz w pytaniu nie ma opisu, a bank nie przechowuje obrazów. Dopisz opis w pliku."
                )
            self.lose(IMAGES)
            text = without_images(text, Losses())
        bare = text.source
        for tag in PLAIN_TAGS:
            bare = bare.replace(tag, "")
        self.lose(FORMATTING, text.is_html and "<" in bare)
        return text.plain

    def line(self, text: Text) -> str:
        return " ".join(self.words(text).split())


def taken(question: Question) -> tuple[Wording, list[str]]:
    """The wording of a question that was read, and a sentence for each loss. Raises CannotTake."""
    way = Taking()
    kind, text, payload = ANSWERS[question.kind](question, way)
    wording = Wording(
        kind=kind, text=text, payload=payload, explanation=way.words(question.general_feedback),
        points=_points(question.points, way), name=question.name[:NAME_CHARS],
    )  # fmt: skip
    return wording, way.losses


Made = tuple[str, str, dict[str, Any]]


def _points(points: Decimal, way: Taking) -> Decimal:
    rounded = points.quantize(HUNDREDTH, rounding=ROUND_HALF_UP) if points < MOST_POINTS * 2 else NOTHING
    fits = HUNDREDTH <= rounded <= MOST_POINTS
    way.lose(POINTS, not fits or rounded != points)
    return rounded if fits else Decimal(1)


def _lettered(texts: Sequence[str]) -> list[dict[str, Any]]:
    if len(texts) > len(LETTERS):
        raise CannotTake(
            f"Pytanie ma {len(texts)} odpowiedzi, a może mieć najwyżej {len(LETTERS)}. Podziel je."
        )
    return [{"id": LETTERS[place], "text": text} for place, text in enumerate(texts)]


def _single(question: Question, way: Taking) -> Made:
    answer: Any = question.answer
    way.lose(PARTIAL, any(NOTHING < one.fraction < FULL for one in answer.choices))
    way.lose(OTHER_WEIGHTS, any(one.fraction < NOTHING for one in answer.choices))
    return "single", way.words(question.text), _options(answer, way, lambda one: one.fraction == FULL)


def _multiple(question: Question, way: Taking) -> Made:
    answer: Any = question.answer
    right = [one for one in answer.choices if one.fraction > NOTHING]
    share = FULL / len(right)
    way.lose(OTHER_WEIGHTS, any(not _weighs(one.fraction, share) for one in answer.choices))
    return "multiple", way.words(question.text), _options(answer, way, lambda one: one.fraction > NOTHING)


def _weighs(fraction: Decimal, share: Decimal) -> bool:
    """Whether a right option brings its share and a wrong one takes as much away."""
    return abs(abs(fraction) - share) < Decimal("0.01")


def _options(answer: Any, way: Taking, right: Callable[[model.Choice], bool]) -> dict[str, Any]:
    """Any: both kinds of choice have choices."""
    made = _lettered([way.line(one.text) for one in answer.choices])
    for option, choice in zip(made, answer.choices, strict=True):
        option["correct"] = right(choice)
        if said := way.words(choice.feedback):
            option["feedback"] = said
    return {"options": made} | ({"shuffle": True} if answer.shuffle else {})


def _true_false(question: Question, way: Taking) -> Made:
    answer: Any = question.answer
    said = {"true": way.words(answer.feedback_true), "false": way.words(answer.feedback_false)}
    payload: dict[str, Any] = {"answer": answer.is_true}
    return "truefalse", way.words(question.text), payload | ({"feedback": said} if any(said.values()) else {})


def _short(question: Question, way: Taking) -> Made:
    answer: Any = question.answer
    payload: dict[str, Any] = {"accepted": _accepted(answer, way)}
    way.lose(FEEDBACK, answer.wrong_feedback or any(one.feedback for one in answer.variants))
    if answer.case_sensitive:
        payload["case"] = True
    if not answer.forgives_diacritics:
        payload["diacritics"] = True
    return "short", way.words(question.text), payload


def _accepted(answer: model.ShortText, way: Taking) -> list[str]:
    most = max(one.fraction for one in answer.variants)
    way.lose(VARIANTS, any(NOTHING < one.fraction < most for one in answer.variants))
    return list(dict.fromkeys(one.text for one in answer.variants if one.fraction == most))


def _number(question: Question, way: Taking) -> Made:
    answer: Any = question.answer
    best = max(answer.variants, key=lambda one: one.fraction)
    way.lose(NUMBERS, len(answer.variants) > 1)
    way.lose(FEEDBACK, answer.wrong_feedback or any(one.feedback for one in answer.variants))
    payload: dict[str, Any] = {"answer": spelled(best.value), "tolerance": spelled(best.tolerance)}
    return "number", way.words(question.text), payload | _units(answer, way)


def _units(answer: model.Number, way: Taking) -> dict[str, Any]:
    """The unit of the value and its other names; whether a person is asked for it."""
    same = [one.name for one in answer.units if one.multiplier == 1]
    way.lose(UNITS, len(same) < len(answer.units))
    payload: dict[str, Any] = {"unit": same[0] if same else ""}
    if same[1:]:
        payload["units"] = same[1:]
    if same and answer.unit_required:
        payload["ask_unit"] = True
    return payload


def _matching(question: Question, way: Taking) -> Made:
    answer: Any = question.answer
    way.lose(DISTRACTORS, answer.distractors)
    pairs = [
        {"id": str(place), "left": way.line(pair.prompt), "right": pair.answer}
        for place, pair in enumerate(answer.pairs, start=1)
    ]
    return "matching", way.words(question.text), {"pairs": pairs}


def _ordering(question: Question, way: Taking) -> Made:
    answer: Any = question.answer
    return "ordering", way.words(question.text), ordered([way.line(one) for one in answer.items])


def ordered(texts: Sequence[str]) -> dict[str, Any]:
    """Things in their right order; ids follow the alphabet, as the page does, and give nothing away."""
    ids = {text: str(place) for place, text in enumerate(sorted(texts, key=fold), start=1)}
    if len(ids) < len(texts):
        raise CannotTake("Dwie pozycje do ułożenia brzmią tak samo. Zmień jedną, żeby dało się je odróżnić.")
    return {"items": [{"id": ids[text], "text": text} for text in texts]}


def _gaps(question: Question, way: Taking) -> Made:
    answer: Any = question.answer
    text, sentence = _parted(way.words(question.text))
    way.lose(WEIGHTS, len({gap.weight for gap in answer.gaps}) > 1)
    pieces: list[Any] = list(GAP.split(sentence))
    places = [int(number) for number in pieces[1::2]]
    pieces[1::2] = [
        _gap(str(i), answer.gaps[place - 1].answer, way) for i, place in enumerate(places, start=1)
    ]
    return "gaps", text, {"pieces": pieces}


def _parted(words: str) -> tuple[str, str]:
    """The lines before the first gap are the question, the rest is the text to be filled in."""
    lines = words.split("\n")
    first = next(place for place, line in enumerate(lines) if GAP.search(line))
    return "\n".join(lines[:first]).strip() or FILL_IN, "\n".join(lines[first:])


def _gap(key: str, answer: Any, way: Taking) -> dict[str, Any]:
    """Any: one of the three kinds of gaps."""
    if isinstance(answer, model.SingleChoice):
        return {"id": key, **_chosen(answer, way)}
    if isinstance(answer, model.ShortText):
        way.lose(GAP_DETAILS, answer.case_sensitive)
        way.lose(FEEDBACK, answer.wrong_feedback or any(one.feedback for one in answer.variants))
        return {"id": key, "accepted": _accepted(answer, way), "wrong": []}
    best = max(answer.variants, key=lambda one: one.fraction)
    way.lose(NUMBERS, len(answer.variants) > 1)
    way.lose(GAP_DETAILS, best.tolerance or answer.units)
    way.lose(FEEDBACK, answer.wrong_feedback or any(one.feedback for one in answer.variants))
    said = spelled(best.value)
    return {"id": key, "accepted": list(dict.fromkeys([said.replace(".", ","), said])), "wrong": []}


def _chosen(answer: model.SingleChoice, way: Taking) -> dict[str, list[str]]:
    right = [way.line(one.text) for one in answer.choices if one.fraction == FULL]
    wrong = [way.line(one.text) for one in answer.choices if one.fraction != FULL]
    way.lose(PARTIAL, any(one.fraction not in (FULL, NOTHING) for one in answer.choices))
    way.lose(FEEDBACK, any(one.feedback for one in answer.choices))
    way.lose(SEVERAL_RIGHT, len(set(right)) > 1 and wrong)
    distinct = [text for text in dict.fromkeys(wrong) if text not in right]
    return {"accepted": right[:1] if wrong else list(dict.fromkeys(right)), "wrong": distinct}


def _matrix(question: Question, way: Taking) -> Made:
    answer: Any = question.answer
    if any(len(row.right) != 1 for row in answer.rows):
        raise CannotTake(
            "W wierszu tabeli jest kilka poprawnych pól, a u nas zaznacza się jedno. Podziel wiersz."
        )
    way.lose(ONE_COLUMN, answer.multiple)
    way.lose(FEEDBACK, any(row.feedback for row in answer.rows))
    columns = _lettered(answer.columns)
    rows = [
        {"id": str(place), "text": row.text, "right": LETTERS[row.right[0]]}
        for place, row in enumerate(answer.rows, start=1)
    ]
    return "matrix", way.words(question.text), {"columns": columns, "rows": rows}


def _essay(question: Question, way: Taking) -> Made:
    answer: Any = question.answer
    said = {"criteria": way.words(answer.rubric), "template": way.words(answer.template)}
    limits = {"fewest": answer.min_words, "most": answer.max_words}
    payload = {name: value for name, value in {**said, **limits}.items() if value}
    return "essay", way.words(question.text), payload


def _description(question: Question, way: Taking) -> Made:
    raise CannotTake("To jest opis bez odpowiedzi, a nie pytanie. Dodaj go do treści lekcji albo do pytań.")


ANSWERS: Mapping[Kind, Callable[[Question, Taking], Made]] = {
    Kind.SINGLE: _single,
    Kind.MULTIPLE: _multiple,
    Kind.TRUE_FALSE: _true_false,
    Kind.SHORT_TEXT: _short,
    Kind.NUMBER: _number,
    Kind.MATCHING: _matching,
    Kind.ORDERING: _ordering,
    Kind.GAPS: _gaps,
    Kind.MATRIX: _matrix,
    Kind.ESSAY: _essay,
    Kind.DESCRIPTION: _description,
}

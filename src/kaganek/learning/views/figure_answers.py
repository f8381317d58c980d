"""What was answered to one question of a quiz, and how often, as lines of words (rule L-71)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kaganek.learning.rules.figures import SMALL, Item, without_small
from kaganek.lib.polish import number
from kaganek.questionnaires.rules.answers import gap_choices, gaps_of, right_places, right_texts

HIDDEN = "nie podajemy"


@dataclass(frozen=True, slots=True)
class _Place:
    """One place to answer at: its words, what can be chosen there as {key: words}, which is right, and the counts."""

    label: str
    options: Mapping[str, str]
    right: str
    chosen: Mapping[str, int]


def answer_lines(item: Item, *, seen: bool) -> list[str]:
    """One line for each option, place or wrong answer, the right ones marked.

    seen  whether the reader may see people; others are told of no small group.
    """
    if item.kind in ("short", "number"):
        told = [one for one in item.wrong if seen or one.people >= SMALL]
        return [f"błędnie „{one.text}”: {number(one.times)}" for one in told]
    if item.kind in _PLACES:
        return [_line(place, seen) for place in _PLACES[item.kind](item)]
    return _options(item, seen)


def _options(item: Item, seen: bool) -> list[str]:
    if item.kind == "truefalse":
        options = [("true", "Prawda", item.payload["answer"]), ("false", "Fałsz", not item.payload["answer"])]
    else:
        options = [(one["id"], one["text"], one["correct"]) for one in item.payload.get("options", ())]
    shown = _counts([key for key, _, _ in options], item.chosen, seen)
    return [f"{text}{' ✓' if right else ''}: {shown[key]}" for key, text, right in options]


def _counts(keys: list[str], chosen: Mapping[str, int], seen: bool) -> dict[str, str]:
    counts = {key: chosen.get(key, 0) for key in keys}
    shown: Mapping[str, int | None] = counts if seen else without_small(counts)
    return {key: HIDDEN if count is None else number(count) for key, count in shown.items()}


def _line(place: _Place, seen: bool) -> str:
    """What was chosen at one place; what nobody chose is left out, unless it is right."""
    shown = _counts(list(place.options), place.chosen, seen)
    said = [
        f"{words}{' ✓' if key == place.right else ''}: {shown[key]}"
        for key, words in place.options.items()
        if key == place.right or place.chosen.get(key)
    ]
    return f"{place.label} → {', '.join(said)}"


def _pairs(item: Item) -> Iterator[_Place]:
    """Rights that read the same are one choice, as on the page."""
    texts = {pair["id"]: pair["right"] for pair in item.payload["pairs"]}
    options = {text: text for _, text in right_texts(item.payload)}
    for pair in item.payload["pairs"]:
        chosen: dict[str, int] = {}
        for key, count in item.places.get(pair["id"], {}).items():
            if key in texts:
                chosen[texts[key]] = chosen.get(texts[key], 0) + count
        yield _Place(pair["left"], options, pair["right"], chosen)


def _things(item: Item) -> Iterator[_Place]:
    options = {place: f"miejsce {place}" for place in right_places(item.payload).values()}
    for place, thing in enumerate(item.payload["items"], start=1):
        yield _Place(thing["text"], options, str(place), item.places.get(thing["id"], {}))


def _gaps(item: Item) -> Iterator[_Place]:
    """Gaps with choices alone; what was typed into the others is not counted."""
    for place, gap in enumerate(gaps_of(item.payload), start=1):
        if choices := gap_choices(gap):
            options = {text: text for text in choices}
            yield _Place(f"luka {place}", options, gap["accepted"][0], item.places.get(gap["id"], {}))


def _rows(item: Item) -> Iterator[_Place]:
    options = {column["id"]: column["text"] for column in item.payload["columns"]}
    for row in item.payload["rows"]:
        yield _Place(row["text"], options, row["right"], item.places.get(row["id"], {}))


_PLACES = {"matching": _pairs, "ordering": _things, "gaps": _gaps, "matrix": _rows}

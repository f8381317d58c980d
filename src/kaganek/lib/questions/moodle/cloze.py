"""Cloze: gaps written into the text as {2:MULTICHOICE:=Warszawa#tak~Kraków}."""

import html
import re
from decimal import Decimal

from kaganek.lib.questions.model import (
    FULL,
    NOTHING,
    Choice,
    Gap,
    Number,
    ShortText,
    SingleChoice,
)
from kaganek.lib.questions.report import Refused, Trouble
from kaganek.lib.questions.texts import Desk, Source
from kaganek.lib.questions.values import calm_marks, percentage
from kaganek.lib.questions.variants import Typed, numbers, short_text

START = re.compile(r"\{(\d{0,4}):([A-Z_]{2,20}):")
LOOKS_LIKE_START = re.compile(r"\{\d{0,4}:[A-Z_]{2,20}")  # people leave the second colon out
NUMERIC = frozenset({"NUMERICAL", "NM"})
TYPED = frozenset({"SHORTANSWER", "SA", "MW"})
TYPED_BY_CASE = frozenset({"SHORTANSWER_C", "SAC", "MWC"})
CHOSEN = frozenset({"MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH"})
CHOSEN_SHUFFLED = frozenset({"MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS"})
# A sign after a backslash, or the number sign of a numeric entity, is no mark.
MARK = re.compile(r"\\[~#}\\]|&(?:amp;)?#|[~#}]")
WEIGHT = re.compile(r"%(-?[0-9]{1,3}(?:[.,][0-9]{0,10})?)%")
ESCAPED = re.compile(r"\\([~#}])")


def read_cloze(source: Source, desk: Desk) -> tuple[Source, tuple[Gap, ...]]:
    """The text with [[1]], [[2]], … in place of the gaps, and the gaps."""
    pieces: list[str] = []
    gaps: list[Gap] = []
    at = 0
    while found := START.search(source.words, at):
        pieces.append(_between(source.words[at : found.start()], desk))
        options, at = _options(source.words, found.end(), desk)
        gaps.append(_gap(found[1], found[2], options, source, desk))
        pieces.append(f"[[{len(gaps)}]]")
        _count(len(gaps), desk)
    pieces.append(_between(source.words[at:], desk))
    return source._replace(words="".join(pieces)), tuple(gaps)


def _between(words: str, desk: Desk) -> str:
    """Words that are no gap. Raises Refused where somebody meant one and no reader would see it."""
    if LOOKS_LIKE_START.search(words):
        raise Refused(Trouble.BAD_GAPS)
    return calm_marks(words, desk.losses)


def _options(words: str, at: int, desk: Desk) -> tuple[list[tuple[str, str]], int]:
    """Options with their feedback up to the closing brace, and the place behind it."""
    options: list[tuple[str, str]] = []
    begun, split = at, -1
    for found in MARK.finditer(words, at):
        sign = found[0]
        if sign == "#" and split < 0:
            split = found.start()
        elif sign in ("~", "}"):
            cut = split if split >= 0 else found.start()
            options.append((words[begun:cut], words[cut + 1 : found.start()] if split >= 0 else ""))
            if sign == "}":
                return options, found.end()
            begun, split = found.end(), -1
            _count(len(options), desk)
    raise Refused(Trouble.UNFINISHED)


def _count(found: int, desk: Desk) -> None:
    if found > desk.limits.options:
        raise Refused(Trouble.TOO_MANY_OPTIONS, limit=desk.limits.options, found=found)


def _gap(weight: str, kind: str, options: list[tuple[str, str]], source: Source, desk: Desk) -> Gap:
    if kind in CHOSEN | CHOSEN_SHUFFLED:
        answer: SingleChoice | ShortText | Number = SingleChoice(
            tuple(_choice(words, feedback, source, desk) for words, feedback in options),
            shuffle=kind in CHOSEN_SHUFFLED,
        )
    elif kind in TYPED | TYPED_BY_CASE:
        typed = [_typed(words, feedback, source, desk) for words, feedback in options]
        answer = short_text(typed, desk.losses, case_sensitive=kind in TYPED_BY_CASE)
    elif kind in NUMERIC:
        typed = [_with_margin(_typed(words, feedback, source, desk)) for words, feedback in options]
        answer = numbers(typed, desk.losses)
    else:
        raise Refused(Trouble.GAP_KIND, kind=kind)
    return Gap(answer, int(weight) if weight else 1)


def _weighed(words: str) -> tuple[Decimal, str]:
    words = words.strip()
    if words.startswith("="):
        return FULL, words[1:]
    found = WEIGHT.match(words)
    return (percentage(found[1]), words[found.end() :]) if found else (NOTHING, words)


def _meant(words: str) -> str:
    return html.unescape(ESCAPED.sub(r"\1", words.strip()))


def _choice(words: str, feedback: str, source: Source, desk: Desk) -> Choice:
    fraction, said = _weighed(words)
    return Choice(
        desk.text(Source(_meant(said), files=source.files)),
        fraction,
        desk.text(Source(_meant(feedback), files=source.files)),
    )


def _typed(words: str, feedback: str, source: Source, desk: Desk) -> Typed:
    fraction, said = _weighed(words)
    return Typed(_meant(said), fraction, desk.text(Source(_meant(feedback), files=source.files)))


def _with_margin(option: Typed) -> Typed:
    value, _, margin = option.words.partition(":")
    return option._replace(words=value, tolerance=margin)

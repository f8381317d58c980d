"""Typed answers with Moodle's star: alone it stands for whatever else was typed, inside it for any letters."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from kaganek.lib.questions.model import (
    FULL,
    NO_TEXT,
    NOTHING,
    Number,
    NumberVariant,
    ShortText,
    Text,
    Variant,
)
from kaganek.lib.questions.report import Losses, Trouble
from kaganek.lib.questions.texts import one_line
from kaganek.lib.questions.values import number

WILD = re.compile(r"(?<!\\)\*")


class Typed(NamedTuple):
    """An accepted answer as a file writes it."""

    words: str
    fraction: Decimal = FULL
    feedback: Text = NO_TEXT
    tolerance: str = ""


def short_text(options: Iterable[Typed], losses: Losses, *, case_sensitive: bool = False) -> ShortText:
    """Variants in order; the star alone with no points becomes the feedback for wrong answers."""
    known, wrong = _without_stars(options, losses)
    variants = tuple(
        Variant(one_line(option.words).replace("\\*", "*"), option.fraction, option.feedback)
        for option in known
    )
    return ShortText(variants, case_sensitive=case_sensitive, wrong_feedback=wrong)


def numbers(options: Iterable[Typed], losses: Losses) -> Number:
    """The same for numbers."""
    known, wrong = _without_stars(options, losses)
    variants = tuple(
        NumberVariant(
            number(option.words),
            number(option.tolerance) if option.tolerance.strip() else NOTHING,
            option.fraction,
            option.feedback,
        )
        for option in known
    )
    return Number(variants, wrong_feedback=wrong)


def starred(variant: str) -> str:
    """A variant written so that its stars are stars."""
    return variant.replace("*", "\\*")


def _without_stars(options: Iterable[Typed], losses: Losses) -> tuple[list[Typed], Text]:
    known: list[Typed] = []
    wrong = NO_TEXT
    for option in options:
        words = one_line(option.words)
        if words == "*" and option.fraction <= NOTHING:
            wrong = wrong or option.feedback
        elif WILD.search(words):
            losses.add(Trouble.WILDCARD, variant=words[:40])
        else:
            known.append(option)
    return known, wrong

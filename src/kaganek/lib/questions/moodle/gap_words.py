"""Gaps written into the text as Moodle's cloze."""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial

from kaganek.lib.questions.model import (
    FULL,
    GAP,
    NOTHING,
    Choice,
    Gap,
    Number,
    NumberVariant,
    ShortText,
    SingleChoice,
    Text,
    Variant,
)
from kaganek.lib.questions.moodle.cloze import LOOKS_LIKE_START
from kaganek.lib.questions.report import Losses, Trouble
from kaganek.lib.questions.texts import loses_spaces
from kaganek.lib.questions.values import spelled
from kaganek.lib.questions.variants import starred

Worded = Callable[[Text], str]  # an author's words as HTML of the file, images included
# Moodle takes no mark after an ampersand for a mark, so that none may end an option: it is a number too.
_SPECIAL = re.compile(r"""[&<>~#{}\\=%"'\n]""")


def with_gaps(text: Text, gaps: tuple[Gap, ...], worded: Worded, losses: Losses) -> Text:
    """The text with every gap written where it stands; a brace of the author's begins no gap."""
    said = partial(_said, worded, losses)
    codes = [_code(gap, said, losses) for gap in gaps]
    pieces = GAP.split(text.source)
    if not text.is_html and any(LOOKS_LIKE_START.search(piece) for piece in pieces[::2]):
        text = Text(said(text), is_html=True)
        pieces = GAP.split(text.source)
    pieces[::2] = [
        LOOKS_LIKE_START.sub(lambda found: "&#123;" + found[0][1:], piece) for piece in pieces[::2]
    ]
    pieces[1::2] = [codes[int(number) - 1] for number in pieces[1::2]]
    return Text("".join(pieces), text.is_html)


def _said(worded: Worded, losses: Losses, text: Text) -> str:
    """Plain words of a gap become HTML, which does not count spaces."""
    losses.add_if(loses_spaces(text), Trouble.SPACES)
    return worded(text)


def _code(gap: Gap, worded: Worded, losses: Losses) -> str:
    answer = gap.answer
    if isinstance(answer, SingleChoice):
        kind = "MULTICHOICE_S" if answer.shuffle else "MULTICHOICE"
        options = [_option(_quoted(worded(choice.text)), choice, worded) for choice in answer.choices]
    elif isinstance(answer, ShortText):
        losses.add_if(answer.forgives_diacritics, Trouble.DIACRITICS)
        kind = "SHORTANSWER_C" if answer.case_sensitive else "SHORTANSWER"
        options = [_option(_quoted(starred(variant.text)), variant, worded) for variant in answer.variants]
        options += _otherwise(answer.wrong_feedback, worded)
    else:
        losses.add_if(bool(answer.units), Trouble.UNITS)
        kind, options = "NUMERICAL", _numbers(answer, worded)
    return f"{{{gap.weight}:{kind}:{'~'.join(options)}}}"


def _numbers(answer: Number, worded: Worded) -> list[str]:
    options = [
        _option(f"{spelled(variant.value)}:{spelled(variant.tolerance)}", variant, worded)
        for variant in answer.variants
    ]
    return options + _otherwise(answer.wrong_feedback, worded)


def _option(words: str, scored: Choice | Variant | NumberVariant, worded: Worded) -> str:
    return _weight(scored.fraction) + words + _feedback(scored.feedback, worded)


def _otherwise(feedback: Text, worded: Worded) -> list[str]:
    return [f"*{_feedback(feedback, worded)}"] if feedback else []


def _feedback(feedback: Text, worded: Worded) -> str:
    return f"#{_quoted(worded(feedback))}" if feedback else ""


def _quoted(words: str) -> str:
    """HTML in which no sign is a mark of cloze: written as entities, which Moodle undoes once."""
    return _SPECIAL.sub(lambda found: f"&#{ord(found[0])};", words)


def _weight(fraction: Decimal) -> str:
    if fraction == FULL:
        return "="
    return "" if fraction == NOTHING else f"%{spelled(fraction)}%"

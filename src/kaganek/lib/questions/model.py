"""A question as every system understands it: frozen, free of any file format and of our tables."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

FULL = Decimal(100)
NOTHING = Decimal(0)
ONE = Decimal(1)
GAP = re.compile(r"\[\[(\d{1,4})\]\]")  # where a gap stands in the text of a question with gaps
_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"<br>|</(?:p|li|tr|pre|blockquote|ul|ol|table)>")


class Kind(StrEnum):
    """What a person has to do."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    SHORT_TEXT = "short_text"
    NUMBER = "number"
    MATCHING = "matching"
    ORDERING = "ordering"
    GAPS = "gaps"
    MATRIX = "matrix"
    ESSAY = "essay"
    DESCRIPTION = "description"  # words between questions, nothing to answer


@dataclass(frozen=True, slots=True)
class Text:
    """Words of an author: plain, with line breaks as they are, or HTML of the safe subset of `texts`.

    Images of the HTML name media of their question: `<img src="media:plan.png" alt="…">`.
    """

    source: str = ""
    is_html: bool = False

    def __bool__(self) -> bool:
        return bool(self.source)

    @property
    def html(self) -> str:
        """For a page; still to be cleaned there, as everything that is shown."""
        return self.source if self.is_html else html.escape(self.source, quote=False).replace("\n", "<br>")

    @property
    def plain(self) -> str:
        """For search, lists and answers typed by hand."""
        if not self.is_html:
            return self.source
        lines = html.unescape(_TAG.sub("", _BREAK.sub("\n", self.source))).split("\n")
        return "\n".join(line.strip() for line in lines if line.strip())


NO_TEXT = Text()


@dataclass(frozen=True, slots=True)
class Media:
    """An image of a question. The name is unique in the question and safe as a file name."""

    name: str
    data: bytes = field(repr=False)
    mime: str


@dataclass(frozen=True, slots=True)
class Choice:
    """An option. `fraction` is the percentage of the points it brings, −100 to 100."""

    text: Text
    fraction: Decimal = NOTHING
    feedback: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class SingleChoice:
    """One of several; at least one option brings 100%."""

    kind: ClassVar[Kind] = Kind.SINGLE
    choices: tuple[Choice, ...]
    shuffle: bool = True


@dataclass(frozen=True, slots=True)
class MultipleChoice:
    """Any of several; fractions add up, and at least one is above zero."""

    kind: ClassVar[Kind] = Kind.MULTIPLE
    choices: tuple[Choice, ...]
    shuffle: bool = True


@dataclass(frozen=True, slots=True)
class TrueFalse:
    """A statement; the feedback is for the person who chose true or false."""

    kind: ClassVar[Kind] = Kind.TRUE_FALSE
    is_true: bool
    feedback_true: Text = NO_TEXT
    feedback_false: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Variant:
    """One accepted wording of a short answer."""

    text: str
    fraction: Decimal = FULL
    feedback: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class ShortText:
    """A word or a few, compared with the variants in order."""

    kind: ClassVar[Kind] = Kind.SHORT_TEXT
    variants: tuple[Variant, ...]
    case_sensitive: bool = False
    forgives_diacritics: bool = False
    wrong_feedback: Text = NO_TEXT  # for whatever no variant accepts


@dataclass(frozen=True, slots=True)
class NumberVariant:
    """A value with what may be missing or too much on each side."""

    value: Decimal
    tolerance: Decimal = NOTHING
    fraction: Decimal = FULL
    feedback: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Unit:
    """The value in this unit is `multiplier` times the value in the first unit."""

    name: str
    multiplier: Decimal = ONE


@dataclass(frozen=True, slots=True)
class Number:
    """A number, perhaps with a unit; the first unit is the one of the values."""

    kind: ClassVar[Kind] = Kind.NUMBER
    variants: tuple[NumberVariant, ...]
    units: tuple[Unit, ...] = ()
    unit_required: bool = False
    wrong_feedback: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Pair:
    """A left side and the right side that goes with it."""

    prompt: Text
    answer: str


@dataclass(frozen=True, slots=True)
class Matching:
    """Pairs to join; distractors are right sides that go with nothing."""

    kind: ClassVar[Kind] = Kind.MATCHING
    pairs: tuple[Pair, ...]
    distractors: tuple[str, ...] = ()
    shuffle: bool = True


@dataclass(frozen=True, slots=True)
class Ordering:
    """Items in their right order."""

    kind: ClassVar[Kind] = Kind.ORDERING
    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap: chosen from a list, typed, or a number. `weight` is its share of the points."""

    answer: SingleChoice | ShortText | Number
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Gaps:
    """The question's text holds `[[1]]`, `[[2]]`, … each once, where the gaps are."""

    kind: ClassVar[Kind] = Kind.GAPS
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A row and the numbers of its right columns, from 0."""

    text: str
    right: tuple[int, ...]
    feedback: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows × columns; one right column in a row, or several where `multiple`."""

    kind: ClassVar[Kind] = Kind.MATRIX
    columns: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    multiple: bool = False
    shuffle: bool = False


@dataclass(frozen=True, slots=True)
class Essay:
    """Longer words, graded by hand; `rubric` is for those who grade."""

    kind: ClassVar[Kind] = Kind.ESSAY
    rubric: Text = NO_TEXT
    template: Text = NO_TEXT  # stands in the field when a person begins
    min_words: int | None = None
    max_words: int | None = None


@dataclass(frozen=True, slots=True)
class Description:
    """Words between questions."""

    kind: ClassVar[Kind] = Kind.DESCRIPTION


Answer = (
    SingleChoice
    | MultipleChoice
    | TrueFalse
    | ShortText
    | Number
    | Matching
    | Ordering
    | Gaps
    | Matrix
    | Essay
    | Description
)


@dataclass(frozen=True, slots=True)
class Question:
    """One question with everything that belongs to it."""

    text: Text
    answer: Answer
    name: str
    category: tuple[str, ...] = ()  # from the widest to the narrowest
    tags: tuple[str, ...] = ()
    external_id: str = ""  # the other system's own mark
    points: Decimal = ONE
    general_feedback: Text = NO_TEXT  # for everyone, after the answer
    media: tuple[Media, ...] = ()

    @property
    def kind(self) -> Kind:
        return self.answer.kind

"""What became of each question of a file, what a file may cost, and how a whole file is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from kaganek.lib.questions.model import Question

MEGABYTE = 1024 * 1024
Fact = str | int


class Format(StrEnum):
    """Formats that are read and written."""

    GIFT = "gift"
    MOODLE_XML = "moodle-xml"


class Verdict(StrEnum):
    """What became of a question."""

    TAKEN = "taken"  # przyjęte
    SIMPLIFIED = "simplified"  # uproszczone: something was left behind
    REFUSED = "refused"  # odrzucone


class Trouble(StrEnum):
    """What was lost of one question, or why it was refused; `explain` has the sentence for each."""

    # Lost on the way; the question is simplified.
    ATTACHMENTS = "attachments"
    CASE = "case"
    CHARACTERS = "characters"
    COMBINED_FEEDBACK = "combined_feedback"
    DIACRITICS = "diacritics"
    DRAGGING = "dragging"
    ESSAY_DETAILS = "essay_details"
    FEEDBACK = "feedback"
    FORMATTING = "formatting"
    GAP_AT_END = "gap_at_end"
    GAP_MARK = "gap_mark"
    HEADINGS = "headings"
    HIDDEN = "hidden"
    HINTS = "hints"
    HTML_TOO_COMPLEX = "html_too_complex"
    IMAGES = "images"
    IMAGE_REFUSED = "image_refused"
    LABEL = "label"
    MARKDOWN = "markdown"
    MATRIX_DETAILS = "matrix_details"
    MULTIMEDIA = "multimedia"
    NAME_CUT = "name_cut"
    NESTED_TAGS = "nested_tags"
    ORDERING_DETAILS = "ordering_details"
    POINTS = "points"
    REMOTE_IMAGE = "remote_image"
    SHUFFLE = "shuffle"
    SPACES = "spaces"
    TEX = "tex"
    UNITS = "units"
    UNIT_RULES = "unit_rules"
    UNSAFE_HTML = "unsafe_html"
    WILDCARD = "wildcard"
    ARROW = "arrow"
    # Nothing is lost, but the reader should know.
    NEEDS_PLUGIN = "needs_plugin"
    # The question cannot be carried at all.
    BAD_GAPS = "bad_gaps"
    BAD_NUMBER = "bad_number"
    BAD_PAIR = "bad_pair"
    BAD_WEIGHT = "bad_weight"
    BRACES = "braces"
    EMPTY_TEXT = "empty_text"
    EMPTY_OPTION = "empty_option"
    GAP_KIND = "gap_kind"
    MATRIX_SHAPE = "matrix_shape"
    NOT_IN_FORMAT = "not_in_format"
    NO_RIGHT_ANSWER = "no_right_answer"
    SEVERAL_GAPS = "several_gaps"
    TEXT_TOO_LONG = "text_too_long"
    TOO_DEEP_CATEGORY = "too_deep_category"
    TOO_FEW_OPTIONS = "too_few_options"
    TOO_MANY_OPTIONS = "too_many_options"
    UNFINISHED = "unfinished"
    UNKNOWN_TYPE = "unknown_type"
    # About a whole file.
    ENCODING_MISDECLARED = "encoding_misdeclared"
    ENCODING_GUESSED = "encoding_guessed"


ADVICE = frozenset({Trouble.NEEDS_PLUGIN})


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to tell about a question; `explain` makes it a sentence."""

    trouble: Trouble
    facts: Mapping[str, Fact] = field(default_factory=dict)


class Refused(Exception):
    """Inside reading and writing only: this question cannot be carried."""

    def __init__(self, trouble: Trouble, **facts: Fact) -> None:
        super().__init__(trouble.value)
        self.note = Note(trouble, facts)


class Losses:
    """The notes of one question, each once, in the order they came up."""

    def __init__(self) -> None:
        self._notes: list[Note] = []

    def add(self, trouble: Trouble, **facts: Fact) -> None:
        note = Note(trouble, facts)
        if note not in self._notes:
            self._notes.append(note)

    def add_if(self, lost: bool, trouble: Trouble) -> None:
        if lost:
            self.add(trouble)

    @property
    def notes(self) -> tuple[Note, ...]:
        return tuple(self._notes)


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one question. `question` is None where it was refused on reading."""

    number: int  # among the questions of the file or of the list written, from 1
    line: int  # in the file read, from 1; 0 when writing
    name: str
    type: str  # as the file calls it, or our kind when writing
    verdict: Verdict
    notes: tuple[Note, ...] = ()
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that was read: one finding for every question in it, in the file's order."""

    format: Format
    encoding: str
    findings: tuple[Finding, ...]
    notes: tuple[Note, ...] = ()  # about the whole file

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(found.question for found in self.findings if found.question is not None)


@dataclass(frozen=True, slots=True)
class Writing:
    """A file that was written and what it could not carry: one finding for every question given."""

    format: Format
    data: bytes
    findings: tuple[Finding, ...]


class Fault(StrEnum):
    """Why a whole file was refused; `explain` has the sentence for each."""

    TOO_BIG = "too_big"
    TOO_MANY_QUESTIONS = "too_many_questions"
    TOO_DEEP = "too_deep"
    TOO_MANY_PARTS = "too_many_parts"
    NOT_TEXT = "not_text"
    UNKNOWN_ENCODING = "unknown_encoding"
    BROKEN_XML = "broken_xml"
    FORBIDDEN_XML = "forbidden_xml"
    NOT_QUIZ = "not_quiz"
    WRONG_FORMAT = "wrong_format"
    EMPTY = "empty"
    NO_QUESTIONS = "no_questions"
    TIMEOUT = "timeout"


class QuestionFileFault(Exception):
    """A file that cannot be read as questions. Carries data; the words are in `explain`."""

    def __init__(self, code: Fault, **facts: Fact) -> None:
        super().__init__(code.value)
        self.code = code
        self.facts: Mapping[str, Fact] = facts


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may bring and cost. Larger banks are split by their owners."""

    file_bytes: int = 20 * MEGABYTE
    questions: int = 10_000
    options: int = 100  # choices, pairs, items, gaps or variants of one question
    question_chars: int = 500_000  # of one question in GIFT, everything in it
    text_chars: int = 60_000
    depth: int = 16  # of XML
    parts: int = 4_000  # XML elements of one question
    image_bytes: int = 2 * MEGABYTE
    images: int = 20  # of one question
    seconds: float = 8.0  # of processor time


def counted(findings: Sequence[Finding]) -> dict[Verdict, int]:
    """How many questions had each verdict; every verdict is there."""
    return {verdict: sum(1 for found in findings if found.verdict is verdict) for verdict in Verdict}


def verdict_of(notes: Iterable[Note]) -> Verdict:
    """Taken whole unless something was lost."""
    return Verdict.SIMPLIFIED if any(note.trouble not in ADVICE for note in notes) else Verdict.TAKEN

"""The door for whole files: bytes in, a report of every question out, and the way back."""

from collections.abc import Callable, Mapping, Sequence

from kaganek.lib.questions.decoding import decode
from kaganek.lib.questions.gift import read_gift, write_gift
from kaganek.lib.questions.model import Question, Text
from kaganek.lib.questions.moodle import read_moodle, write_moodle
from kaganek.lib.questions.report import (
    Fault,
    Finding,
    Format,
    Limits,
    QuestionFileFault,
    Reading,
    Writing,
)
from kaganek.lib.questions.texts import Desk, Source

READERS: Mapping[Format, Callable[[str, Limits], tuple[Finding, ...]]] = {
    Format.GIFT: read_gift,
    Format.MOODLE_XML: read_moodle,
}
WRITERS: Mapping[Format, Callable[[Sequence[Question]], tuple[str, tuple[Finding, ...]]]] = {
    Format.GIFT: write_gift,
    Format.MOODLE_XML: write_moodle,
}


def guess_format(data: bytes) -> Format:
    """The format by the first sign: XML begins with an angle bracket, GIFT hardly ever."""
    first = data.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1]
    return Format.MOODLE_XML if first == b"<" else Format.GIFT


def read_questions(data: bytes, *, format: Format, limits: Limits | None = None) -> Reading:  # noqa: A002
    """Every question of a file, each with what became of it.

    data      the file as it came; UTF-8, UTF-16, Windows-1250, Windows-1252 or ISO-8859-2.
    limits    what the reading may cost; the defaults answer within 10 s.

    A question that cannot be taken is refused in its finding and does not touch the others. Raises
    QuestionFileFault, and nothing else, for a file that is too large, hostile, broken or no such file.
    """
    limits = limits or Limits()
    if len(data) > limits.file_bytes:
        raise QuestionFileFault(Fault.TOO_BIG, bytes=len(data), limit=limits.file_bytes)
    decoded = decode(data)
    if guess_format(decoded.text[:200].encode()) != format and _is_other(decoded.text, format):
        raise QuestionFileFault(Fault.WRONG_FORMAT, format=format.value)
    findings = READERS[format](decoded.text, limits)
    if not findings:
        raise QuestionFileFault(Fault.NO_QUESTIONS)
    return Reading(format, decoded.encoding, findings, decoded.notes)


def write_questions(questions: Sequence[Question], *, format: Format) -> Writing:  # noqa: A002
    """A file in UTF-8 and one finding for every question: written, written with a loss, or left out."""
    words, findings = WRITERS[format](questions)
    return Writing(format, words.encode(), findings)


def tidy_text(words: str, *, is_html: bool = False) -> Text:
    """Words in the one form that reading a file would give them; HTML without images of its own."""
    return Desk(Limits()).text(Source(words, "html" if is_html else "plain"))


def _is_other(text: str, format: Format) -> bool:  # noqa: A002
    """A GIFT file may begin with a tag of HTML; XML begins with a declaration or its root."""
    start = text.lstrip()[:200].lower()
    if format is Format.GIFT:
        return start.startswith(("<?xml", "<quiz", "<!doctype"))
    return not start.startswith("<")

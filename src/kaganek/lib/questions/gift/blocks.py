"""A GIFT file cut into questions: blank lines, comments, changes of category. One pass over the lines."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from kaganek.lib.questions.gift.signs import hold
from kaganek.lib.questions.reading import Clock
from kaganek.lib.questions.report import Limits
from kaganek.lib.questions.values import LABELS, PATH_CHARS

CATEGORY = "$CATEGORY:"
BEGINNING = 200  # signs by which a question too long to be read is known
GOES_ON = re.compile(r"\s*[=~#}>%]")  # a line that can only belong to an answer section already open
LABEL = r"((?:\\\]|[^\]\n])+)\]"
ID = re.compile(r"\[id:" + LABEL)
TAG = re.compile(r"\[tag:" + LABEL)


class Block(NamedTuple):
    """One question as it stands in the file, with what its comments and its place say about it."""

    line: int
    words: str  # escaped signs held
    category: str
    external_id: str
    tags: tuple[str, ...]
    too_long: bool = False


class _Lines(NamedTuple):
    line: int
    lines: list[str]


def blocks(text: str, clock: Clock, limits: Limits) -> Iterator[Block]:
    """The questions of a file in order."""
    category = ""
    for start, lines in _rejoined(_paragraphs(text, clock, limits), limits):
        if _chars(lines) > limits.question_chars:
            yield Block(start, hold(lines[0][:BEGINNING]), category, "", (), too_long=True)
            continue
        comments = [line.strip() for line in lines if _is_comment(line)]
        kept = ["" if _is_comment(line) else line.strip() for line in lines]
        offset = _first_said(kept)
        if offset is not None and kept[offset].startswith(CATEGORY):
            category = kept[offset].removeprefix(CATEGORY)[:PATH_CHARS].strip()
            kept[offset] = ""
            offset = _first_said(kept)
        if offset is None:
            continue
        said = "\n".join(comments)
        marks = [_unquoted(mark) for mark in ID.findall(said)[:1]]
        tags = tuple(_unquoted(tag) for tag in TAG.findall(said)[:LABELS])
        words = hold("\n".join(line for line in kept if line))
        yield Block(start + offset, words, category, "".join(marks), tags)


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("//")


def _first_said(lines: list[str]) -> int | None:
    return next((place for place, line in enumerate(lines) if line), None)


def _chars(lines: list[str]) -> int:
    return sum(map(len, lines))


def _paragraphs(text: str, clock: Clock, limits: Limits) -> Iterator[_Lines]:
    """Lines between blank ones. Of a paragraph that is too long no more is held than shows that it is."""
    held: list[str] = []
    start, chars = 1, 0
    for number, line in enumerate(_lines(text), start=1):
        if line and not line.isspace():
            if not held:
                start, chars = number, 0
            chars += len(line)
            if chars - len(line) <= limits.question_chars:
                held.append(line)
        elif held:
            clock.tick()
            yield _Lines(start, held)
            held = []
    if held:
        yield _Lines(start, held)


def _lines(text: str) -> Iterator[str]:
    """One by one: a list of millions of short lines would take more memory than the file."""
    at = 0
    while (end := text.find("\n", at)) >= 0:
        yield text[at:end]
        at = end + 1
    yield text[at:]


def _rejoined(paragraphs: Iterator[_Lines], limits: Limits) -> Iterator[_Lines]:
    """Blank lines inside an answer section, which people leave for the eye, do not end the question."""
    waiting: _Lines | None = None
    open_for = -1  # signs that may still be added to a section left open
    for paragraph in paragraphs:
        chars = _chars(paragraph.lines)
        if waiting is not None and 0 <= chars <= open_for and GOES_ON.match(paragraph.lines[0]):
            waiting.lines.extend(paragraph.lines)
            open_for = open_for - chars if _open_after(paragraph.lines, before=True) else -1
            continue
        if waiting is not None:
            yield waiting
        waiting = paragraph
        fits = chars <= limits.question_chars and _open_after(paragraph.lines, before=False)
        open_for = limits.question_chars - chars if fits else -1
    if waiting is not None:
        yield waiting


def _open_after(lines: list[str], *, before: bool) -> bool:
    """Whether an answer section is open at the end of these lines; each line is looked at once."""
    for line in reversed(lines):
        held = "" if _is_comment(line) else hold(line)
        opened, closed = held.rfind("{"), held.rfind("}")
        if opened >= 0 or closed >= 0:
            return opened > closed
    return before


def _unquoted(label: str) -> str:
    return label.replace("\\]", "]").strip()

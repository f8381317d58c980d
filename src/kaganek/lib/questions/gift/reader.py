"""GIFT read question by question: name, text, answer section, feedback for everyone."""

import re
from typing import NamedTuple

from kaganek.lib.questions.gift.answers import read_section, worded
from kaganek.lib.questions.gift.blocks import Block, blocks
from kaganek.lib.questions.gift.signs import release
from kaganek.lib.questions.model import (
    GAP,
    NOTHING,
    ONE,
    Answer,
    Description,
    Gap,
    Gaps,
    Number,
    Question,
    ShortText,
    SingleChoice,
)
from kaganek.lib.questions.reading import Clock, judged_finding
from kaganek.lib.questions.report import Finding, Limits, Refused, Trouble, Verdict
from kaganek.lib.questions.texts import Desk, Source
from kaganek.lib.questions.values import (
    calm_marks,
    category_path,
    deep_enough,
    label,
    labels,
    title,
)

CLOSING_TAGS = re.compile(r"(?:\s|</[a-zA-Z][a-zA-Z0-9]*>)*\Z")
BLANK = "_____"


class _Parts(NamedTuple):
    name: str
    head: str
    section: str | None  # between the braces; None where there are none
    tail: str
    general_feedback: str


def read_gift(text: str, limits: Limits) -> tuple[Finding, ...]:
    """One finding for every question of the file."""
    clock = Clock(limits)
    return tuple(_finding(clock.next_number(), block, limits) for block in blocks(text, clock, limits))


def _finding(number: int, block: Block, limits: Limits) -> Finding:
    name, rest = _named(block.words)
    shown = title(release(name), release(rest)[:200], Desk(limits).losses)
    found = Finding(number, block.line, shown, "", Verdict.REFUSED)
    return judged_finding(found, lambda desk: _question(number, block, desk), limits)


def _question(number: int, block: Block, desk: Desk) -> Question:
    if block.too_long:
        raise Refused(Trouble.TEXT_TOO_LONG, limit=desk.limits.question_chars)
    parts = _parts(block.words)
    source = worded(parts.head, "moodle")
    answer: Answer = (
        Description() if parts.section is None else read_section(parts.section, source.format, desk)
    )
    answer, words = _placed(source.words, answer, parts.tail, desk)
    text = desk.text(Source(words, source.format))
    feedback = desk.text(worded(parts.general_feedback, source.format))
    name = title(release(parts.name), GAP.sub(BLANK, text.plain), desk.losses) or f"Pytanie {number}"
    return Question(
        text=text,
        answer=answer,
        name=name,
        category=deep_enough(category_path(block.category)),
        tags=labels(block.tags, desk.losses),
        external_id=label(block.external_id, desk.losses),
        points=NOTHING if isinstance(answer, Description) else ONE,
        general_feedback=feedback,
    )


def _named(words: str) -> tuple[str, str]:
    """The name between double colons, and the rest."""
    if words.startswith("::"):
        name, colons, rest = words[2:].partition("::")
        if colons:
            return name, rest.strip()
    return "", words


def _parts(words: str) -> _Parts:
    name, rest = _named(words)
    opened, closed = rest.find("{"), rest.find("}")
    if opened < 0 and closed < 0:
        return _Parts(name, rest, None, "", "")
    if opened < 0 or closed < opened:
        raise Refused(Trouble.UNFINISHED if closed < 0 else Trouble.BRACES)
    head, section, tail = rest[:opened], rest[opened + 1 : closed], rest[closed + 1 :]
    if "{" in section or "}" in tail:
        raise Refused(Trouble.SEVERAL_GAPS if "{" in tail else Trouble.BRACES)
    if "{" in tail:
        raise Refused(Trouble.SEVERAL_GAPS)
    at = section.rfind("####")
    feedback = section[at + 4 :] if at >= 0 else ""
    return _Parts(name, head, section[:at] if at >= 0 else section, tail, feedback)


def _placed(head: str, answer: Answer, tail: str, desk: Desk) -> tuple[Answer, str]:
    """Words after the answer section make it a missing word: a gap, or a line where no gap can be."""
    if CLOSING_TAGS.match(tail):
        return answer, head + release(tail)
    if isinstance(answer, SingleChoice | ShortText | Number):
        before, after = (calm_marks(words, desk.losses) for words in (head, release(tail)))
        return Gaps((Gap(answer),)), f"{before}[[1]]{after}"
    return answer, f"{head}{BLANK}{release(tail)}"

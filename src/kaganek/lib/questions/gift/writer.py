"""Questions written as GIFT that Moodle reads, and what GIFT has no place for."""

from collections.abc import Sequence
from functools import partial

from kaganek.lib.questions.gift.sections import section_of
from kaganek.lib.questions.gift.signs import quote
from kaganek.lib.questions.gift.words import default_format, prefix, worded_text
from kaganek.lib.questions.model import (
    GAP,
    ONE,
    Answer,
    Description,
    Gaps,
    Question,
    Text,
)
from kaganek.lib.questions.report import Finding, Losses, Refused, Trouble
from kaganek.lib.questions.texts import without_images
from kaganek.lib.questions.values import label, labels, spelled_path
from kaganek.lib.questions.writing import written_finding


def write_gift(questions: Sequence[Question]) -> tuple[str, tuple[Finding, ...]]:
    """The file's text and one finding for every question."""
    blocks: list[str] = []
    findings: list[Finding] = []
    category: tuple[str, ...] = ()
    for number, question in enumerate(questions, start=1):
        words, found = written_finding(number, question, partial(_write, question))
        findings.append(found)
        if words and question.category != category:
            category = question.category
            blocks.append(f"$CATEGORY: {spelled_path(category)}\n")
        if words:
            blocks.append(words)
    return "\n".join(blocks), tuple(findings)


def _write(question: Question, losses: Losses) -> str:
    described = isinstance(question.answer, Description)
    losses.add_if(question.points != ONE and not described, Trouble.POINTS)
    text = without_images(question.text, losses)
    head, answer, tail = _opened(text, question.answer, losses)
    default = default_format(text)
    named = f"{_comment(question, losses)}::{quote(question.name)}::"
    body = named + prefix(text, "moodle") + quote(head)
    if described:
        losses.add_if(bool(question.general_feedback), Trouble.FEEDBACK)
        return body + "\n"
    section = section_of(answer, default, losses)
    feedback = worded_text(without_images(question.general_feedback, losses), default)
    return f"{body}{{{section}{'####' + feedback if feedback else ''}}}{quote(tail)}\n"


def _comment(question: Question, losses: Losses) -> str:
    """The other system's mark and tags, where Moodle looks for them."""
    mark = label(question.external_id, losses)
    parts = [f"[id:{mark}]"] if mark else []
    parts += [f"[tag:{tag}]" for tag in labels(question.tags, losses)]
    return f"// {' '.join(parts)}\n" if parts else ""


def _opened(text: Text, answer: Answer, losses: Losses) -> tuple[str, Answer, str]:
    """A question with one gap as a missing word: words before it, what stands in it, words after it."""
    if not isinstance(answer, Gaps):
        return text.source, answer, ""
    if len(answer.gaps) > 1:
        raise Refused(Trouble.SEVERAL_GAPS)
    before, _, after = GAP.split(text.source, maxsplit=1)
    if not Text(after, text.is_html).plain.strip():
        losses.add(Trouble.GAP_AT_END)
    return before, answer.gaps[0].answer, after

"""Questions written as Moodle XML, and what Moodle has no place for."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from kaganek.lib.questions.model import Gaps, Question
from kaganek.lib.questions.moodle.elements import field, leaf, worded
from kaganek.lib.questions.moodle.gap_words import with_gaps
from kaganek.lib.questions.moodle.sections import TYPES, section_of
from kaganek.lib.questions.report import Finding, Losses, Trouble
from kaganek.lib.questions.values import label, labels, spelled, spelled_path
from kaganek.lib.questions.writing import written_finding


def write_moodle(questions: Sequence[Question]) -> tuple[str, tuple[Finding, ...]]:
    """The file's text and one finding for every question."""
    parts: list[str] = []
    findings: list[Finding] = []
    category: tuple[str, ...] = ()
    for number, question in enumerate(questions, start=1):
        words, found = written_finding(number, question, partial(_write, question))
        findings.append(found)
        if question.category != category:
            category = question.category
            parts.append(_category(category))
        parts.append(words)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{"".join(parts)}</quiz>\n', tuple(findings)


def _category(path: tuple[str, ...]) -> str:
    inside = f"<category>{leaf('text', spelled_path(path))}</category>"
    return f'<question type="category">{inside}</question>\n'


def _write(question: Question, losses: Losses) -> str:
    text = question.text
    answer = question.answer
    if isinstance(answer, Gaps):
        text = with_gaps(text, answer.gaps, worded, losses)
        total = Decimal(sum(gap.weight for gap in answer.gaps))
        losses.add_if(total != question.points, Trouble.POINTS)
    parts = [
        f"<name>{leaf('text', question.name)}</name>",
        field("questiontext", text, question.media),
        field("generalfeedback", question.general_feedback, question.media),
        leaf("defaultgrade", spelled(question.points)),
        leaf("penalty", "0"),
        leaf("hidden", "0"),
        leaf("idnumber", label(question.external_id, losses)),
        section_of(answer, question.media, losses),
        _tags(question, losses),
    ]
    inside = "".join(f"  {part}\n" for part in parts if part)
    return f'<question type="{TYPES[answer.kind]}">\n{inside}</question>\n'


def _tags(question: Question, losses: Losses) -> str:
    tags = labels(question.tags, losses)
    inside = "".join(f"<tag>{leaf('text', tag)}</tag>" for tag in tags)
    return f"<tags>{inside}</tags>" if tags else ""

"""Moodle XML read question by question."""

from decimal import Decimal

from kaganek.lib.questions.model import GAP, NOTHING, ONE, Description, Gaps, Question
from kaganek.lib.questions.moodle.fields import note_common_losses, question_words, text
from kaganek.lib.questions.moodle.kinds import READERS, Asked
from kaganek.lib.questions.moodle.tree import Node, question_nodes
from kaganek.lib.questions.reading import Clock, judged_finding
from kaganek.lib.questions.report import Finding, Limits, Losses, Refused, Trouble, Verdict
from kaganek.lib.questions.texts import Desk, one_line
from kaganek.lib.questions.values import category_path, deep_enough, label, labels, number, title

BLANK = "_____"


def read_moodle(words: str, limits: Limits) -> tuple[Finding, ...]:
    """One finding for every question of the file; changes of category are no questions."""
    clock = Clock(limits)
    findings: list[Finding] = []
    category = ""
    for node in question_nodes(words, limits):
        if node.attributes.get("type") == "category":
            category = node.value("category")
            clock.tick()
            continue
        findings.append(_finding(clock.next_number(), node, category, limits))
    return tuple(findings)


def _finding(place: int, node: Node, category: str, limits: Limits) -> Finding:
    kind = one_line(node.attributes.get("type", ""))[:40]
    name = title(node.value("name"), "", Losses()) or f"Pytanie {place}"
    found = Finding(place, node.line, name, kind, Verdict.REFUSED)
    return judged_finding(found, lambda desk: _question(place, node, category, desk), limits)


def _question(place: int, node: Node, category: str, desk: Desk) -> Question:
    kind = node.attributes.get("type", "").strip().lower()
    read = READERS.get(kind)
    if read is None:
        raise Refused(Trouble.UNKNOWN_TYPE, type=one_line(kind)[:40])
    asked = read(node, question_words(node, desk), desk)
    words = desk.text(asked.words)
    note_common_losses(node, desk)
    return Question(
        text=words,
        answer=asked.answer,
        name=title(node.value("name"), GAP.sub(BLANK, words.plain), desk.losses) or f"Pytanie {place}",
        category=deep_enough(category_path(category)),
        tags=labels(_tags(node), desk.losses),
        external_id=label(node.value("idnumber"), desk.losses),
        points=_points(node, asked),
        general_feedback=text(node.first("generalfeedback"), desk, asked.words.format),
    )


def _tags(node: Node) -> list[str]:
    return [
        (tag.first("text") or tag).words
        for holder in [*node.all("tags"), *node.all("coursetags")]
        for tag in holder.all("tag")
    ]


def _points(node: Node, asked: Asked) -> Decimal:
    """The grade; of gaps that have none the sum of their weights, of a description nothing."""
    if isinstance(asked.answer, Description):
        return NOTHING
    written = node.value("defaultgrade")
    if written:
        points = number(written)
    elif isinstance(asked.answer, Gaps):
        points = Decimal(sum(gap.weight for gap in asked.answer.gaps))
    else:
        points = ONE
    if points < NOTHING:
        raise Refused(Trouble.BAD_NUMBER, value=str(points)[:40])
    return points

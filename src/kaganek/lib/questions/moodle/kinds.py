"""One reader for each type of question that Moodle XML knows and we take."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from kaganek.lib.questions.model import (
    FULL,
    NO_TEXT,
    NOTHING,
    Answer,
    Description,
    Essay,
    Gaps,
    Matching,
    MultipleChoice,
    Number,
    Ordering,
    Pair,
    ShortText,
    SingleChoice,
    TrueFalse,
    Unit,
)
from kaganek.lib.questions.moodle.cloze import read_cloze
from kaganek.lib.questions.moodle.fields import choice, fraction, is_on, source, text
from kaganek.lib.questions.moodle.grids import read_matrix
from kaganek.lib.questions.moodle.tree import Node
from kaganek.lib.questions.moodle.word_banks import read_dragged_words, read_listed_words
from kaganek.lib.questions.report import Refused, Trouble
from kaganek.lib.questions.texts import Desk, Source, one_line
from kaganek.lib.questions.values import number
from kaganek.lib.questions.variants import Typed, numbers, short_text


class Asked(NamedTuple):
    """The words of a question, as they are or with gaps marked, and what it asks for."""

    words: Source
    answer: Answer


KindReader = Callable[[Node, Source, Desk], Asked]


def _multichoice(node: Node, words: Source, desk: Desk) -> Asked:
    choices = tuple(choice(answer, desk, words.format) for answer in node.all("answer"))
    shuffle = is_on(node, "shuffleanswers", otherwise=False)
    kind = SingleChoice if is_on(node, "single", otherwise=True) else MultipleChoice
    return Asked(words, kind(choices, shuffle=shuffle))


def _true_false(node: Node, words: Source, desk: Desk) -> Asked:
    feedback = {True: NO_TEXT, False: NO_TEXT}
    is_true: bool | None = None
    for place, answer in enumerate(node.all("answer")[:2]):
        said = (answer.value("text") or one_line(answer.words)).lower()
        # Old files name the answers in the author's language; true came first then.
        side = said == "true" if said in ("true", "false") else place == 0
        feedback[side] = text(answer.first("feedback"), desk, words.format)
        if fraction(answer) == FULL:
            is_true = side
    if is_true is None:
        raise Refused(Trouble.NO_RIGHT_ANSWER)
    return Asked(words, TrueFalse(is_true, feedback_true=feedback[True], feedback_false=feedback[False]))


def _typed(node: Node, words: Source, desk: Desk) -> list[Typed]:
    return [
        Typed(
            source(answer, desk).words,
            fraction(answer),
            text(answer.first("feedback"), desk, words.format),
            answer.value("tolerance"),
        )
        for answer in node.all("answer")
    ]


def _short_answer(node: Node, words: Source, desk: Desk) -> Asked:
    case_sensitive = is_on(node, "usecase", otherwise=False)
    typed: ShortText = short_text(_typed(node, words, desk), desk.losses, case_sensitive=case_sensitive)
    return Asked(words, typed)


def _numerical(node: Node, words: Source, desk: Desk) -> Asked:
    found = numbers(_typed(node, words, desk), desk.losses)
    holder = node.first("units")
    units = tuple(_unit(unit) for unit in holder.all("unit")) if holder else ()
    required = bool(units) and node.value("unitgradingtype", "0") not in ("0", "")
    desk.losses.add_if(required and number(node.value("unitpenalty", "0.1")) != 1, Trouble.UNIT_RULES)
    return Asked(words, Number(found.variants, units, required, found.wrong_feedback))


def _unit(node: Node) -> Unit:
    multiplier = number(node.value("multiplier", "1") or "1")
    if multiplier <= NOTHING:
        raise Refused(Trouble.BAD_NUMBER, value=str(multiplier)[:40])
    return Unit(one_line(node.value("unit_name")), multiplier)


def _matching(node: Node, words: Source, desk: Desk) -> Asked:
    pairs: list[Pair] = []
    distractors: list[str] = []
    for part in node.all("subquestion"):
        prompt = text(part, desk, words.format)
        answer = one_line(part.value("answer"))
        if prompt:
            pairs.append(Pair(prompt, answer))
        elif answer:
            distractors.append(answer)
    shuffle = is_on(node, "shuffleanswers", otherwise=True)
    return Asked(words, Matching(tuple(pairs), tuple(distractors), shuffle))


def _ordering(node: Node, words: Source, desk: Desk) -> Asked:
    items = tuple(text(answer, desk, words.format) for answer in node.all("answer"))
    partly = node.value("selecttype", "ALL").upper() not in ("ALL", "EXACT", "0")
    shown = node.value("selectcount", "0")
    fewer = partly and shown.isdecimal() and 0 < int(shown[:6]) < len(items)
    desk.losses.add_if(fewer, Trouble.ORDERING_DETAILS)
    return Asked(words, Ordering(items))


def _essay(node: Node, words: Source, desk: Desk) -> Asked:
    desk.losses.add_if(node.value("attachments", "0") not in ("0", ""), Trouble.ATTACHMENTS)
    return Asked(
        words,
        Essay(
            rubric=text(node.first("graderinfo"), desk, words.format),
            template=text(node.first("responsetemplate"), desk, words.format),
            min_words=_count(node.value("minwordlimit")),
            max_words=_count(node.value("maxwordlimit")),
        ),
    )


def _count(words: str) -> int | None:
    return int(words) or None if words.isdecimal() and len(words) < 7 else None


def _description(_node: Node, words: Source, _desk: Desk) -> Asked:
    return Asked(words, Description())


def _cloze(_node: Node, words: Source, desk: Desk) -> Asked:
    marked, gaps = read_cloze(words, desk)
    return Asked(marked, Gaps(gaps))


def _dragged(node: Node, words: Source, desk: Desk) -> Asked:
    return Asked(*read_dragged_words(node, words, desk))


def _listed(node: Node, words: Source, desk: Desk) -> Asked:
    return Asked(*read_listed_words(node, words, desk))


def _matrix(node: Node, words: Source, desk: Desk) -> Asked:
    return Asked(words, read_matrix(node, words.format, desk))


READERS: Mapping[str, KindReader] = {
    "multichoice": _multichoice,
    "truefalse": _true_false,
    "shortanswer": _short_answer,
    "numerical": _numerical,
    "matching": _matching,
    "match": _matching,
    "ordering": _ordering,
    "essay": _essay,
    "description": _description,
    "cloze": _cloze,
    "multianswer": _cloze,
    "ddwtos": _dragged,
    "gapselect": _listed,
    "matrix": _matrix,
}

"""What is particular to each type of question in Moodle XML, and what is lost in it."""

from collections.abc import Mapping
from decimal import Decimal

from kaganek.lib.questions.model import (
    FULL,
    NO_TEXT,
    NOTHING,
    Answer,
    Choice,
    Essay,
    Kind,
    Matching,
    Matrix,
    Media,
    MultipleChoice,
    Number,
    NumberVariant,
    Ordering,
    Pair,
    ShortText,
    SingleChoice,
    Text,
    TrueFalse,
)
from kaganek.lib.questions.moodle.elements import field, leaf
from kaganek.lib.questions.report import Losses, Trouble
from kaganek.lib.questions.values import spelled
from kaganek.lib.questions.variants import starred

TYPES: Mapping[Kind, str] = {
    Kind.SINGLE: "multichoice",
    Kind.MULTIPLE: "multichoice",
    Kind.TRUE_FALSE: "truefalse",
    Kind.SHORT_TEXT: "shortanswer",
    Kind.NUMBER: "numerical",
    Kind.MATCHING: "matching",
    Kind.ORDERING: "ordering",
    Kind.GAPS: "cloze",
    Kind.MATRIX: "matrix",
    Kind.ESSAY: "essay",
    Kind.DESCRIPTION: "description",
}
Images = tuple[Media, ...]


def section_of(answer: Answer, media: Images, losses: Losses) -> str:
    """The elements after those that all questions have; the gaps of a text stand in the text itself."""
    match answer:
        case SingleChoice() | MultipleChoice():
            return _choices(answer, media)
        case TrueFalse():
            return _true_false(answer, media)
        case ShortText() | Number():
            return _typed(answer, media, losses)
        case Matching():
            return _matching(answer, media)
        case Ordering():
            return _ordering(answer, media)
        case Matrix():
            losses.add(Trouble.NEEDS_PLUGIN)
            return _matrix(answer, media)
        case Essay():
            return _essay(answer, media)
    return ""


def _switch(name: str, on: bool) -> str:
    return leaf(name, "true" if on else "false")


def _answer(text: Text, fraction: Decimal, feedback: Text, media: Images, inside: str = "") -> str:
    said = field("feedback", feedback, media) if feedback else ""
    return field("answer", text, media, said + inside, f' fraction="{spelled(fraction)}"')


def _choices(answer: SingleChoice | MultipleChoice, media: Images) -> str:
    def one(choice: Choice) -> str:
        return _answer(choice.text, choice.fraction, choice.feedback, media)

    head = _switch("single", isinstance(answer, SingleChoice)) + _switch("shuffleanswers", answer.shuffle)
    return f"{head}<answernumbering>abc</answernumbering>{''.join(map(one, answer.choices))}"


def _true_false(answer: TrueFalse, media: Images) -> str:
    right = {True: FULL if answer.is_true else NOTHING, False: NOTHING if answer.is_true else FULL}
    return _answer(Text("true"), right[True], answer.feedback_true, media) + _answer(
        Text("false"), right[False], answer.feedback_false, media
    )


def _typed(answer: ShortText | Number, media: Images, losses: Losses) -> str:
    if isinstance(answer, Number):
        answers = [_number(variant, media) for variant in answer.variants]
        rest = _units(answer)
    else:
        losses.add_if(answer.forgives_diacritics, Trouble.DIACRITICS)
        answers = [
            _answer(Text(starred(variant.text)), variant.fraction, variant.feedback, media)
            for variant in answer.variants
        ]
        rest = leaf("usecase", str(int(answer.case_sensitive)))
    if answer.wrong_feedback:
        answers.append(_answer(Text("*"), NOTHING, answer.wrong_feedback, media))
    return "".join(answers) + rest


def _number(variant: NumberVariant, media: Images) -> str:
    margin = leaf("tolerance", spelled(variant.tolerance))
    return _answer(Text(spelled(variant.value)), variant.fraction, variant.feedback, media, margin)


def _units(answer: Number) -> str:
    """Where the unit is required, an answer without it brings nothing: the whole of the points is the penalty."""
    if not answer.units:
        return leaf("showunits", "3")
    inside = "".join(
        f"<unit>{leaf('multiplier', spelled(unit.multiplier))}{leaf('unit_name', unit.name)}</unit>"
        for unit in answer.units
    )
    rules = leaf("unitgradingtype", "1" if answer.unit_required else "0") + leaf("unitpenalty", "1")
    return f"<units>{inside}</units>{rules}{leaf('showunits', '0')}{leaf('unitsleft', '0')}"


def _matching(answer: Matching, media: Images) -> str:
    pairs = [*answer.pairs, *(Pair(NO_TEXT, words) for words in answer.distractors)]
    return _switch("shuffleanswers", answer.shuffle) + "".join(
        field("subquestion", pair.prompt, media, f"<answer>{leaf('text', pair.answer)}</answer>")
        for pair in pairs
    )


def _ordering(answer: Ordering, media: Images) -> str:
    head = leaf("layouttype", "VERTICAL") + leaf("selecttype", "ALL")
    head += leaf("selectcount", str(len(answer.items))) + leaf("gradingtype", "ABSOLUTE_POSITION")
    return head + "".join(
        _answer(item, Decimal(place), NO_TEXT, media) for place, item in enumerate(answer.items, start=1)
    )


def _matrix(answer: Matrix, media: Images) -> str:
    rows = []
    for row in answer.rows:
        weights = "".join(
            leaf("weight-of-col", "1" if place in row.right else "0") for place in range(len(answer.columns))
        )
        said = leaf("shorttext", row.text) + field("feedback", row.feedback, media)
        rows.append(f"<row>{said}</row><weights-of-row>{weights}</weights-of-row>")
    columns = "".join(f"<col>{leaf('shorttext', column)}</col>" for column in answer.columns)
    head = leaf("grademethod", "kprime") + _switch("multiple", answer.multiple)
    return (
        f"{head}{_switch('shuffleanswers', answer.shuffle)}<use_dnd_ui>0</use_dnd_ui>{''.join(rows)}{columns}"
    )


def _essay(answer: Essay, media: Images) -> str:
    head = leaf("responseformat", "editor") + leaf("responserequired", "1") + leaf("attachments", "0")
    if answer.min_words:
        head += leaf("minwordlimit", str(answer.min_words))
    if answer.max_words:
        head += leaf("maxwordlimit", str(answer.max_words))
    return (
        head + field("graderinfo", answer.rubric, media) + field("responsetemplate", answer.template, media)
    )

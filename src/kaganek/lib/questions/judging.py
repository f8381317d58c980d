"""Whether a question holds together, whatever file it came from."""

from collections.abc import Iterable

from kaganek.lib.questions.model import (
    FULL,
    GAP,
    NOTHING,
    Choice,
    Essay,
    Gaps,
    Matching,
    Matrix,
    MultipleChoice,
    Number,
    NumberVariant,
    Ordering,
    Question,
    ShortText,
    SingleChoice,
    Text,
    Variant,
)
from kaganek.lib.questions.report import Limits, Refused, Trouble


def judge(question: Question, limits: Limits) -> None:
    """Raise Refused, with the reason, where a person could not answer the question or no answer is right."""
    if not question.text:
        raise Refused(Trouble.EMPTY_TEXT)
    _answerable(question, limits)


def _answerable(question: Question, limits: Limits) -> None:
    match question.answer:
        case SingleChoice() | MultipleChoice() | ShortText() | Number() as typed:
            _judge_simple(typed, limits)
        case Matching() as matching:
            _judge_matching(matching, limits)
        case Ordering(items):
            _within(len(items), 2, limits)
            _all_said(items)
        case Gaps() as gaps:
            _judge_gaps(question.text, gaps, limits)
        case Matrix() as matrix:
            _judge_matrix(matrix, limits)
        case Essay(min_words=least, max_words=most) if least and most and least > most:
            raise Refused(Trouble.BAD_NUMBER, value=f"{least} > {most}")


def _judge_simple(answer: SingleChoice | MultipleChoice | ShortText | Number, limits: Limits) -> None:
    if isinstance(answer, SingleChoice | MultipleChoice):
        _within(len(answer.choices), 2, limits)
        _all_said(choice.text for choice in answer.choices)
        _one_right(answer.choices, enough=FULL if isinstance(answer, SingleChoice) else None)
        return
    _within(len(answer.variants), 1, limits)
    _one_right(answer.variants, enough=None)
    if isinstance(answer, ShortText):
        _all_said(variant.text for variant in answer.variants)
    elif any(variant.tolerance < 0 for variant in answer.variants):
        raise Refused(Trouble.BAD_NUMBER, value=str(min(variant.tolerance for variant in answer.variants)))


def _judge_matching(matching: Matching, limits: Limits) -> None:
    _within(len(matching.pairs) + len(matching.distractors), 2, limits)
    _within(len(matching.pairs), 2, limits)
    _all_said(pair.prompt for pair in matching.pairs)
    _all_said([pair.answer for pair in matching.pairs] + list(matching.distractors))


def _judge_gaps(text: Text, gaps: Gaps, limits: Limits) -> None:
    marked = sorted(int(number) for number in GAP.findall(text.source))
    if not gaps.gaps or marked != list(range(1, len(gaps.gaps) + 1)):
        raise Refused(Trouble.BAD_GAPS)
    _within(len(gaps.gaps), 1, limits)
    if not GAP.sub("", text.plain).strip():
        raise Refused(Trouble.EMPTY_TEXT)
    for gap in gaps.gaps:
        _judge_simple(gap.answer, limits)


def _judge_matrix(matrix: Matrix, limits: Limits) -> None:
    _within(len(matrix.columns), 2, limits)
    _within(len(matrix.rows), 1, limits)
    _all_said([*matrix.columns, *(row.text for row in matrix.rows)])
    if len(set(matrix.columns)) != len(matrix.columns):
        raise Refused(Trouble.MATRIX_SHAPE)
    for row in matrix.rows:
        fits = all(0 <= place < len(matrix.columns) for place in row.right)
        if not fits or not row.right or (len(row.right) > 1 and not matrix.multiple):
            raise Refused(Trouble.MATRIX_SHAPE)


def _within(count: int, least: int, limits: Limits) -> None:
    if count < least:
        raise Refused(Trouble.TOO_FEW_OPTIONS, least=least, found=count)
    if count > limits.options:
        raise Refused(Trouble.TOO_MANY_OPTIONS, limit=limits.options, found=count)


def _all_said(words: Iterable[Text | str]) -> None:
    if not all(words):
        raise Refused(Trouble.EMPTY_OPTION)


def _one_right(options: Iterable[Choice | Variant | NumberVariant], *, enough: object) -> None:
    fractions = [option.fraction for option in options]
    right = FULL in fractions if enough is FULL else any(fraction > NOTHING for fraction in fractions)
    if not right:
        raise Refused(Trouble.NO_RIGHT_ANSWER)

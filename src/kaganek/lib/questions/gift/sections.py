"""The answer section of a question in GIFT, and what is lost in it."""

from collections.abc import Sequence
from decimal import Decimal

from kaganek.lib.questions.gift.answers import PREFIX
from kaganek.lib.questions.gift.signs import quote
from kaganek.lib.questions.gift.words import worded_item, worded_text
from kaganek.lib.questions.model import (
    FULL,
    NOTHING,
    Answer,
    Choice,
    Essay,
    Matching,
    MultipleChoice,
    Number,
    NumberVariant,
    Ordering,
    Pair,
    ShortText,
    SingleChoice,
    Text,
    TrueFalse,
    Variant,
)
from kaganek.lib.questions.report import Losses, Refused, Trouble
from kaganek.lib.questions.texts import loses_spaces, one_line, without_images
from kaganek.lib.questions.values import spelled
from kaganek.lib.questions.variants import starred


def section_of(answer: Answer, default: str, losses: Losses) -> str:
    """What stands between the braces. Raises Refused for a kind that GIFT does not have."""
    match answer:
        case SingleChoice() | MultipleChoice():
            return _choices(answer, default, losses)
        case TrueFalse():
            return _true_false(answer, default, losses)
        case ShortText():
            return _short_text(answer, default, losses)
        case Number():
            return _numbers(answer, default, losses)
        case Matching():
            return _matching(answer, default, losses)
        case Ordering(items):
            lines = "\n".join(worded_item(without_images(item, losses)) for item in items)
            return f">{len(items)} ALL VERTICAL ABSOLUTE_POSITION SHOW none\n{lines}\n"
        case Essay():
            lost = bool(answer.rubric or answer.template or answer.min_words or answer.max_words)
            losses.add_if(lost, Trouble.ESSAY_DETAILS)
            return ""
    raise Refused(Trouble.NOT_IN_FORMAT, kind=answer.kind.value)


def _choices(answer: SingleChoice | MultipleChoice, default: str, losses: Losses) -> str:
    losses.add_if(not answer.shuffle, Trouble.SHUFFLE)
    marked = _equals_sign(answer)
    lines = [
        _choice(choice, default, losses, equals=place == marked)
        for place, choice in enumerate(answer.choices)
    ]
    return "\n" + "".join(f"\t{line}\n" for line in lines)


def _equals_sign(answer: SingleChoice | MultipleChoice) -> int | None:
    """The option that gets it: one is enough to say "one answer", and without any tilde it would be typed."""
    if isinstance(answer, MultipleChoice):
        return None
    return next(place for place, choice in enumerate(answer.choices) if choice.fraction == FULL)


def _choice(choice: Choice, default: str, losses: Losses, *, equals: bool) -> str:
    words = worded_text(without_images(choice.text, losses), default)
    if equals:
        sign = "="
    elif choice.fraction == NOTHING and not words.startswith("%"):
        sign = "~"
    else:
        sign = f"~{_weight(choice.fraction)}"
    return sign + words + _feedback(choice.feedback, default, losses)


def _weight(fraction: Decimal) -> str:
    return f"%{spelled(fraction)}%"


def _feedback(text: Text, default: str, losses: Losses) -> str:
    return f"#{worded_text(without_images(text, losses), default)}" if text else ""


def _true_false(answer: TrueFalse, default: str, losses: Losses) -> str:
    right, wrong = answer.feedback_true, answer.feedback_false
    if not answer.is_true:
        right, wrong = wrong, right
    words = "TRUE" if answer.is_true else "FALSE"
    if right or wrong:
        words += _feedback(wrong, default, losses) or "#"
    return words + _feedback(right, default, losses)


def _short_text(answer: ShortText, default: str, losses: Losses) -> str:
    losses.add_if(answer.case_sensitive, Trouble.CASE)
    losses.add_if(answer.forgives_diacritics, Trouble.DIACRITICS)
    lines = [_variant(variant, default, losses) for variant in answer.variants]
    if answer.wrong_feedback:
        lines.append(f"=%0%*{_feedback(_without_arrow(answer.wrong_feedback, losses), default, losses)}")
    return "\n" + "".join(f"\t{line}\n" for line in lines)


def _variant(variant: Variant, default: str, losses: Losses) -> str:
    words = starred(variant.text)
    if "->" in words:  # GIFT has no way to say that this is no arrow of a pair
        losses.add(Trouble.ARROW)
        words = words.replace("->", "→")
    words = f"[plain]{quote(words)}" if PREFIX.match(words) else quote(words)
    feedback = _feedback(_without_arrow(variant.feedback, losses), default, losses)
    return f"={_weight(variant.fraction)}{words}{feedback}"


def _numbers(answer: Number, default: str, losses: Losses) -> str:
    losses.add_if(bool(answer.units), Trouble.UNITS)
    lines = [_number(variant, default, losses) for variant in answer.variants]
    if answer.wrong_feedback:
        lines.append(f"~{_feedback(answer.wrong_feedback, default, losses)}")
    return "#\n" + "".join(f"\t{line}\n" for line in lines)


def _number(variant: NumberVariant, default: str, losses: Losses) -> str:
    value = f"{spelled(variant.value)}:{spelled(variant.tolerance)}"
    return f"={_weight(variant.fraction)}{value}{_feedback(variant.feedback, default, losses)}"


def _matching(answer: Matching, default: str, losses: Losses) -> str:
    losses.add_if(not answer.shuffle, Trouble.SHUFFLE)
    pairs: Sequence[Pair] = [*answer.pairs, *(Pair(Text(), words) for words in answer.distractors)]
    lines = [_pair(pair, default, losses) for pair in pairs]
    return "\n" + "".join(f"\t{line}\n" for line in lines)


def _pair(pair: Pair, default: str, losses: Losses) -> str:
    prompt = _without_arrow(without_images(pair.prompt, losses), losses)
    return f"={worded_text(prompt, default)} -> {quote(one_line(pair.answer))}"


def _without_arrow(text: Text, losses: Losses) -> Text:
    """An arrow written as HTML writes it, so that it does not part a pair."""
    if "->" not in text.source:
        return text
    losses.add_if(loses_spaces(text), Trouble.SPACES)
    return Text(text.html.replace("->", "-&gt;"), is_html=True)

"""The answer section of a GIFT question, between its braces."""

import re
from decimal import Decimal

from kaganek.lib.questions.gift.signs import release
from kaganek.lib.questions.model import (
    FULL,
    NO_TEXT,
    NOTHING,
    Answer,
    Choice,
    Essay,
    Matching,
    MultipleChoice,
    Number,
    Ordering,
    Pair,
    ShortText,
    SingleChoice,
    TrueFalse,
)
from kaganek.lib.questions.report import Refused, Trouble
from kaganek.lib.questions.texts import Desk, Source, one_line
from kaganek.lib.questions.values import middle, number, percentage, spelled
from kaganek.lib.questions.variants import Typed, numbers, short_text

PREFIX = re.compile(r"\[(html|plain|markdown|moodle)\]")
WEIGHT = re.compile(r"%(-?[0-9.,]{1,12})%")
CLOZE = re.compile(r"\d*:[A-Z_]{2,20}:")
TRUE = frozenset({"t", "true", "prawda"})
FALSE = frozenset({"f", "false", "fałsz"})
# First line of an ordering: ">3 ALL VERTICAL …"; what follows the number is of no concern to us but for its end.
ORDER_OPTIONS = 7
ORDER_OPTION = re.compile(r"[A-Z_]+|none|123|abc|iii|[01]")


def worded(words: str, default: str) -> Source:
    """Words with the format written before them in brackets, or the question's."""
    words = words.lstrip()  # a space before a gap stays
    found = PREFIX.match(words)
    if found:
        return Source(release(words[found.end() :]), found[1])
    return Source(release(words), default)


def read_section(section: str, default: str, desk: Desk) -> Answer:
    """What a section asks for, known by its signs, in the order in which Moodle looks for them."""
    section = section.strip()
    if not section:
        return Essay()
    if CLOZE.match(section):
        raise Refused(Trouble.UNKNOWN_TYPE, type="cloze")
    if section.startswith("#"):
        return _numbers(section[1:], default, desk)
    if section.startswith(">"):
        return _ordering(section[1:], desk)
    if "~" in section:
        return _choices(section, default, desk)
    if "=" in section and "->" in section:
        return _matching(section, default, desk)
    return _true_false(section, default, desk) or _short_text(section, default, desk)


def _choices(section: str, default: str, desk: Desk) -> SingleChoice | MultipleChoice:
    options = _cut(section.replace("=", "~="), "~", desk)
    choices = tuple(_choice(option.strip(), default, desk) for option in options)
    return SingleChoice(choices) if "=" in section else MultipleChoice(choices)


def _cut(section: str, sign: str, desk: Desk, *, keep_first: bool = False) -> list[str]:
    """Options between signs, counted before any is read; nothing before the first sign is no option."""
    found = section.count(sign)
    if found > desk.limits.options:
        raise Refused(Trouble.TOO_MANY_OPTIONS, limit=desk.limits.options, found=found)
    options = section.split(sign)
    return options if keep_first or options[0].strip() else options[1:]


def _choice(option: str, default: str, desk: Desk) -> Choice:
    if option.startswith("="):
        fraction, words = FULL, option[1:]
    else:
        fraction, words = _weighed(option, NOTHING)
    said, _, feedback = words.partition("#")
    return Choice(desk.text(worded(said, default)), fraction, desk.text(worded(feedback, default)))


def _weighed(words: str, otherwise: Decimal) -> tuple[Decimal, str]:
    found = WEIGHT.match(words)
    return (percentage(found[1]), words[found.end() :]) if found else (otherwise, words)


def _typed(section: str, default: str, desk: Desk) -> list[Typed]:
    """Accepted answers after equals signs; the first sign may be missing."""
    options = _cut(section, "=", desk)
    found: list[Typed] = []
    for option in options:
        fraction, words = _weighed(option.strip(), FULL)
        said, _, feedback = words.partition("#")
        found.append(Typed(worded(said, default).words, fraction, desk.text(worded(feedback, default))))
    return found


def _short_text(section: str, default: str, desk: Desk) -> ShortText:
    return short_text(_typed(section, default, desk), desk.losses)


def _numbers(section: str, default: str, desk: Desk) -> Number:
    values, _, wrong = section.partition("~")
    options = [_with_margin(option) for option in _typed(values, default, desk)]
    if wrong.strip():
        feedback = desk.text(worded(wrong.partition("#")[2], default))
        options.append(Typed("*", NOTHING, feedback))
    return numbers(options, desk.losses)


def _with_margin(option: Typed) -> Typed:
    """ "3:0.5" and "2.5..3.5" are the same answer."""
    low, dots, high = option.words.partition("..")
    if dots:
        value, margin = middle(number(low), number(high))
        return option._replace(words=spelled(value), tolerance=spelled(margin))
    value_words, _, margin_words = option.words.partition(":")
    return option._replace(words=value_words, tolerance=margin_words)


def _matching(section: str, default: str, desk: Desk) -> Matching:
    options = _cut(section, "=", desk)
    pairs: list[Pair] = []
    distractors: list[str] = []
    for option in options:
        prompt, arrow, words = option.partition("->")
        if not arrow:
            raise Refused(Trouble.BAD_PAIR, pair=one_line(release(option))[:40])
        said, answer = desk.text(worded(prompt, default)), one_line(release(words))
        if said:
            pairs.append(Pair(said, answer))
        else:
            distractors.append(answer)
    return Matching(tuple(pairs), tuple(distractors))


def _true_false(section: str, default: str, desk: Desk) -> TrueFalse | None:
    word, *feedback = section.split("#", 2)
    said = word.strip().lower()
    if said not in TRUE | FALSE:
        return None
    wrong, right = ([desk.text(worded(words, default)) for words in feedback] + [NO_TEXT, NO_TEXT])[:2]
    if said in TRUE:
        return TrueFalse(True, feedback_true=right, feedback_false=wrong)
    return TrueFalse(False, feedback_true=wrong, feedback_false=right)


def _ordering(section: str, desk: Desk) -> Ordering:
    first, *rest = _cut(section, "\n", desk, keep_first=True)
    words = first.split(maxsplit=ORDER_OPTIONS)
    shown = int(words.pop(0)) if words and words[0].isdecimal() and len(words[0]) < 6 else 0
    partly = bool({"RANDOM", "REL", "CONTIGUOUS", "CONTIG"} & set(words[:1]))
    while words and ORDER_OPTION.fullmatch(words[0]):
        words.pop(0)
    lines = [" ".join(words), *rest]
    items = tuple(desk.text(Source(release(line), "moodle")) for line in lines if line.strip())
    desk.losses.add_if(partly and 0 < shown < len(items), Trouble.ORDERING_DETAILS)
    return Ordering(items)

"""Gaps filled from a bank of words: chosen from lists (gapselect) or dragged (ddwtos)."""

from collections.abc import Sequence

from kaganek.lib.questions.model import FULL, GAP, NOTHING, Choice, Gap, Gaps, SingleChoice, Text
from kaganek.lib.questions.moodle.fields import is_on
from kaganek.lib.questions.moodle.tree import Node
from kaganek.lib.questions.report import Refused, Trouble
from kaganek.lib.questions.texts import Desk, Source

Word = tuple[Text, str]  # and the group in which it may be chosen


def read_dragged_words(node: Node, words: Source, desk: Desk) -> tuple[Source, Gaps]:
    """Dragging becomes choosing from a list, which a keyboard can do too."""
    desk.losses.add(Trouble.DRAGGING)
    return _read(node, node.all("dragbox"), words, desk)


def read_listed_words(node: Node, words: Source, desk: Desk) -> tuple[Source, Gaps]:
    """Every gap with the list of its group."""
    return _read(node, node.all("selectoption"), words, desk)


def _read(node: Node, options: Sequence[Node], words: Source, desk: Desk) -> tuple[Source, Gaps]:
    if len(options) > desk.limits.options:
        raise Refused(Trouble.TOO_MANY_OPTIONS, limit=desk.limits.options, found=len(options))
    bank = [(desk.text(Source(option.value("text"))), option.value("group", "1")) for option in options]
    numbers = [int(number) for number in GAP.findall(words.words)]
    if len(numbers) > desk.limits.options:
        raise Refused(Trouble.TOO_MANY_OPTIONS, limit=desk.limits.options, found=len(numbers))
    if any(not 1 <= number <= len(bank) for number in numbers):
        raise Refused(Trouble.BAD_GAPS)
    shuffle = is_on(node, "shuffleanswers", otherwise=True)
    gaps = tuple(Gap(_choices(bank, bank[number - 1], shuffle=shuffle)) for number in numbers)
    places = iter(range(1, len(gaps) + 1))
    marked = GAP.sub(lambda _: f"[[{next(places)}]]", words.words)
    return words._replace(words=marked), Gaps(gaps)


def _choices(bank: Sequence[Word], right: Word, *, shuffle: bool) -> SingleChoice:
    """The words of the group, each once: a bank holds a word twice so that it can be dragged twice."""
    said = dict.fromkeys(word for word, group in bank if group == right[1])
    return SingleChoice(
        tuple(Choice(word, FULL if word == right[0] else NOTHING) for word in said), shuffle=shuffle
    )

"""What differs between two editions, what a person takes along to another one, what is a small correction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kaganek.learning.terms import Carry, ChangeKind, LessonState, ReviewVerdict
from kaganek.lib.wording import changed_words

MOST_CORRECTED = 10  # words of a small correction


@dataclass(frozen=True, slots=True)
class Held:
    """One lesson as an edition holds it; `words` is the hash of what it says."""

    lesson_id: int
    section: str
    title: str
    minutes: int
    words: str


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one lesson between two editions."""

    lesson_id: int
    title: str
    kind: ChangeKind


def changes(before: Sequence[Held], after: Sequence[Held]) -> list[Change]:
    """What the later edition has otherwise, in its order; lessons that are gone come last.

    A lesson whose words stayed, with another title, module, length or neighbours, has only moved.
    """
    old = {one.lesson_id: one for one in before}
    kept = [one.lesson_id for one in after if one.lesson_id in old]
    order = [one.lesson_id for one in before if one.lesson_id in set(kept)]
    displaced = {mine for mine, theirs in zip(kept, order, strict=True) if mine != theirs}
    found = []
    for one in after:
        was = old.pop(one.lesson_id, None)
        if was is None:
            found.append(Change(one.lesson_id, one.title, ChangeKind.ADDED))
        elif was.words != one.words:
            found.append(Change(one.lesson_id, one.title, ChangeKind.REWRITTEN))
        elif was != one or one.lesson_id in displaced:
            found.append(Change(one.lesson_id, one.title, ChangeKind.MOVED))
    return found + [Change(one.lesson_id, one.title, ChangeKind.REMOVED) for one in old.values()]


def carried(
    finished: Sequence[int], before: Mapping[int, str], after: Mapping[int, str], how: Carry
) -> list[int]:
    """Of the lessons finished in one edition, those that stay finished in another (L-84).

    before, after   {lesson: hash of its words} of the two editions.
    """
    if how is Carry.NOTHING:
        return []
    both = [one for one in finished if one in after]
    return both if how is Carry.SAME_LESSON else [one for one in both if before.get(one) == after[one]]


def is_small(before: str, after: str, *, parts: tuple[int, int], answers_same: bool) -> bool:
    """Whether other words are a small correction (L-83): at most ten words, no part more or less, the same answers.

    before, after   plain words of the lesson; parts: how many parts it had and has.
    """
    return parts[0] == parts[1] and answers_same and changed_words(before, after) <= MOST_CORRECTED


def lesson_state(*, ready: bool, published: bool, verdicts: Sequence[ReviewVerdict] | None) -> LessonState:
    """Where a lesson is on its way (L-85).

    ready       nothing newer than what the next edition would take.
    published   and the newest edition says the same.
    verdicts    of the review of exactly these words; None when there is none.
    """
    if published:
        return LessonState.PUBLISHED
    if verdicts and ReviewVerdict.RETURNED in verdicts:
        return LessonState.TO_MEND
    if verdicts and all(one is ReviewVerdict.ACCEPTED for one in verdicts):
        return LessonState.ACCEPTED
    if verdicts:
        return LessonState.IN_REVIEW
    return LessonState.READY if ready else LessonState.DRAFT

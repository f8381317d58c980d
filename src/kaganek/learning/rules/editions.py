"""What differs between two editions, what a person takes along to another one, what is a small correction."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from kaganek.learning.terms import Carry, ChangeKind, LessonState, ReviewVerdict
from kaganek.lib.wording import changed_words

OF_QUESTIONS = {
    ChangeKind.ADDED: "nowe pytanie",
    ChangeKind.REWRITTEN: "zmienione",
    ChangeKind.MOVED: "w innym miejscu",
    ChangeKind.REMOVED: "usunięte",
}
MOST_CORRECTED = 10  # words of a small correction


@dataclass(frozen=True, slots=True)
class Held:
    """One lesson as an edition holds it; `words` is the hash of what it says."""

    lesson_id: int
    section: str
    title: str
    minutes: int
    words: str

    @property
    def key(self) -> int:
        return self.lesson_id


@dataclass(frozen=True, slots=True)
class HeldQuestion:
    """One question as an edition's quiz holds it; `words` is the row of its wording, `key` outlives wordings."""

    key: str
    text: str
    words: int


@dataclass(frozen=True, slots=True)
class HeldQuiz:
    """The quiz of an edition: what its rules say, {name: in words}, and its questions in order; empty = no quiz."""

    said: Mapping[str, str] = field(default_factory=dict)
    questions: Sequence[HeldQuestion] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one lesson between two editions."""

    lesson_id: int
    title: str
    kind: ChangeKind


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One rule of a quiz that reads otherwise; a side is "" where there was or is no quiz."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """What happened to one question between two editions; `before` and `after` are rows of its wordings."""

    text: str
    kind: ChangeKind
    before: int | None
    after: int | None

    @property
    def said(self) -> str:
        return OF_QUESTIONS[self.kind]


@dataclass(frozen=True, slots=True)
class QuizChanges:
    """What two editions ask otherwise."""

    rules: Sequence[RuleChange] = ()
    questions: Sequence[QuestionChange] = ()

    def __bool__(self) -> bool:
        return bool(self.rules or self.questions)


class Kept(Protocol):
    """Something an edition holds: who it is, and what it says."""

    @property
    def key(self) -> Hashable: ...
    @property
    def words(self) -> Hashable: ...


K = TypeVar("K", bound=Kept)


def changes(before: Sequence[Held], after: Sequence[Held]) -> list[Change]:
    """What the later edition has otherwise, in its order; lessons that are gone come last.

    A lesson whose words stayed, with another title, module, length or neighbours, has only moved.
    """
    return [Change(one.lesson_id, one.title, kind) for one, kind in _told(before, after)]


def quiz_changes(before: HeldQuiz, after: HeldQuiz) -> QuizChanges:
    """What the later quiz asks otherwise, in its order; questions that are gone come last."""
    names = [*after.said, *(name for name in before.said if name not in after.said)]
    sides = [RuleChange(name, before.said.get(name, ""), after.said.get(name, "")) for name in names]
    was = {one.key: one.words for one in before.questions}
    now = {one.key: one.words for one in after.questions}
    told = _told(before.questions, after.questions)
    return QuizChanges(
        [one for one in sides if one.before != one.after],
        [QuestionChange(one.text, kind, was.get(one.key), now.get(one.key)) for one, kind in told],
    )


def _told(before: Sequence[K], after: Sequence[K]) -> Iterator[tuple[K, ChangeKind]]:
    old = {one.key: one for one in before}
    kept = [one.key for one in after if one.key in old]
    order = [one.key for one in before if one.key in set(kept)]
    displaced = {mine for mine, theirs in zip(kept, order, strict=True) if mine != theirs}
    for one in after:
        was = old.pop(one.key, None)
        if was is None:
            yield one, ChangeKind.ADDED
        elif was.words != one.words:
            yield one, ChangeKind.REWRITTEN
        elif was != one or one.key in displaced:
            yield one, ChangeKind.MOVED
    yield from ((one, ChangeKind.REMOVED) for one in old.values())


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


def is_small_in_question(before: Sequence[str], after: Sequence[str], *, same_place: bool) -> bool:
    """Whether another wording of a question is a correction (L-161): at most ten words, the answers included.

    before, after   the lines of both wordings.
    same_place      the kind, the points and the draw it belongs to are as they were.
    """
    return same_place and changed_words("\n".join(before), "\n".join(after)) <= MOST_CORRECTED


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

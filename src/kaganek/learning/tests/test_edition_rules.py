"""Judgements about editions: what changed, what is carried over, what is small, where a lesson stands."""

from __future__ import annotations

import pytest

from kaganek.learning.rules.editions import Change, Held, carried, changes, is_small, lesson_state
from kaganek.learning.terms import Carry, ChangeKind, LessonState, ReviewVerdict
from kaganek.lib.wording import compare, parts_of


def held(lesson: int, words: str = "w", title: str = "T") -> Held:
    return Held(lesson, "M", title, 5, words)


def test_what_changed_between_two_editions() -> None:
    before = [held(1), held(2), held(3), held(4)]
    after = [held(1, "inne"), held(3), held(2, title="Nowy"), held(5)]

    assert changes(before, after) == [
        Change(1, "T", ChangeKind.REWRITTEN),
        Change(3, "T", ChangeKind.MOVED),
        Change(2, "Nowy", ChangeKind.MOVED),
        Change(5, "T", ChangeKind.ADDED),
        Change(4, "T", ChangeKind.REMOVED),
    ]
    assert changes(before, before) == []


@pytest.mark.rule("L-84")
@pytest.mark.parametrize(
    ("how", "kept"), [(Carry.SAME_WORDS, [1]), (Carry.SAME_LESSON, [1, 2]), (Carry.NOTHING, [])]
)
def test_what_a_person_takes_along(how: Carry, kept: list[int]) -> None:
    """Lesson 1 stays as it was, 2 is rewritten, 3 is gone."""
    assert carried([1, 2, 3], {1: "a", 2: "b", 3: "c"}, {1: "a", 2: "B", 4: "d"}, how) == kept


TEN = "raz dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć"


@pytest.mark.rule("L-83")
@pytest.mark.parametrize(
    ("after", "parts", "answers_same", "small"),
    [
        (f"Lekcja. {TEN}", (2, 2), True, True),
        (f"Lekcja. {TEN} jedenaście", (2, 2), True, False),
        ("Lekcja.", (2, 3), True, False),
        ("Lekcjaa.", (2, 2), False, False),
    ],
)
def test_what_is_a_small_correction(
    after: str, parts: tuple[int, int], answers_same: bool, small: bool
) -> None:
    assert is_small("Lekcja.", after, parts=parts, answers_same=answers_same) is small


ACCEPTED, RETURNED, WAITING = ReviewVerdict.ACCEPTED, ReviewVerdict.RETURNED, ReviewVerdict.WAITING


@pytest.mark.rule("L-85")
@pytest.mark.parametrize(
    ("ready", "published", "verdicts", "state"),
    [
        (False, False, None, LessonState.DRAFT),
        (False, False, [WAITING, ACCEPTED], LessonState.IN_REVIEW),
        (False, False, [WAITING, RETURNED], LessonState.TO_MEND),
        (False, False, [ACCEPTED, ACCEPTED], LessonState.ACCEPTED),
        (True, False, None, LessonState.READY),
        (True, False, [ACCEPTED], LessonState.ACCEPTED),
        (True, True, [ACCEPTED], LessonState.PUBLISHED),
    ],
)
def test_where_a_lesson_stands(ready, published, verdicts, state) -> None:
    assert lesson_state(ready=ready, published=published, verdicts=verdicts) is state


def test_two_texts_side_by_side() -> None:
    before = parts_of('<h2>Rodzaje</h2><p>Są trzy rodzaje pism.</p><p>Koniec.</p><img src="a" alt="Plan">')
    after = parts_of("<h2>Rodzaje</h2><p>Są cztery rodzaje pism.</p><p>Nowy akapit na końcu lekcji.</p>")

    pairs = [
        (one.kind, *("".join(p.text for p in side) for side in (one.before, one.after)))
        for one in compare(before, after)
    ]

    assert pairs == [
        ("same", "Rodzaje", "Rodzaje"),
        ("changed", "Są trzy rodzaje pism.", "Są cztery rodzaje pism."),
        ("added", "", "Nowy akapit na końcu lekcji."),
        ("removed", "Koniec.", ""),
        ("removed", "[ilustracja: Plan]", ""),
    ]
    changed = compare(before, after)[1]
    assert [piece.text for piece in changed.before if piece.changed] == ["trzy"]
    assert [piece.text for piece in changed.after if piece.changed] == ["cztery"]

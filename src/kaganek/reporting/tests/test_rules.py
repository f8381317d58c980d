"""R-01 … R-03: no one can work out a small group from what is published."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaganek.reporting.rules import ALL, THRESHOLD, Leaf, hidden, is_risky, is_small, reach, whole_percent


@pytest.mark.rule("R-01")
@pytest.mark.parametrize(("count", "small"), [(0, False), (1, True), (4, True), (5, False)])
def test_a_small_group(count, small) -> None:
    assert is_small(count) == small


@pytest.mark.rule("R-01")
@pytest.mark.parametrize(
    ("value", "whole", "risky"),
    [(5, None, False), (4, None, True), (10, 12, True), (10, 10, False), (0, 3, True), (0, 20, False)],
)
def test_those_left_over_are_a_group_too(value, whole, risky) -> None:
    assert is_risky(value, whole) == risky


@pytest.mark.rule("L-01")
def test_a_whole_percent_is_rounded_half_up_as_elsewhere() -> None:
    assert [whole_percent(part, 16) for part in (0, 2, 6, 10, 16)] == [0, 13, 38, 63, 100]


def grid(rows: list[list[int]]) -> list[Leaf]:
    return [Leaf((r, c), r, c, value) for r, values in enumerate(rows) for c, value in enumerate(values)]


def test_nothing_is_kept_back_without_a_reason() -> None:
    assert hidden(grid([[10, 20], [30, 40]])) == frozenset()


@pytest.mark.rule("R-02")
def test_a_small_cell_takes_a_circle_of_others_with_it() -> None:
    kept = hidden(grid([[3, 20, 30], [40, 50, 60], [70, 80, 90]]))
    assert kept == {("cell", (0, 0)), ("cell", (0, 1)), ("cell", (1, 0)), ("cell", (1, 1))}


@pytest.mark.rule("R-02")
def test_in_one_column_the_next_smallest_goes_too() -> None:
    leaves = [Leaf(name, name, "all", value) for name, value in (("a", 3), ("b", 9), ("c", 30))]
    kept = hidden(leaves)
    assert {("cell", "a"), ("row", "a"), ("cell", "b"), ("row", "b")} == kept


def test_a_table_of_four_people_says_nothing() -> None:
    kept = hidden([Leaf("a", "a", "x", 4)])
    assert ALL in kept
    assert len(kept) == 4


def attack(leaves: list[Leaf], kept, top: int):
    """Every table that agrees with what is published, found by trying them all."""
    unknown = [leaf for leaf in leaves if ("cell", leaf.key) in kept]
    known = {leaf.key: leaf.value for leaf in leaves if ("cell", leaf.key) not in kept}
    limits = [range((leaf.whole if leaf.whole is not None and leaf.known else top) + 1) for leaf in unknown]
    for values in product(*limits):
        guess = known | {leaf.key: value for leaf, value in zip(unknown, values, strict=True)}
        if all(sums(leaves, guess)[key] == true for key, true in sums(leaves).items() if key not in kept):
            yield guess


def sums(leaves: list[Leaf], values=None):
    found = {ALL: 0}
    for leaf in leaves:
        value = leaf.value if values is None else values[leaf.key]
        for key in (("row", leaf.row), ("column", leaf.column), ALL):
            found[key] = found.get(key, 0) + value
    return found


small_tables = st.integers(1, 2).flatmap(
    lambda columns: st.lists(
        st.lists(st.integers(0, 12), min_size=columns, max_size=columns), min_size=1, max_size=2
    )
)


@pytest.mark.rule("R-03")
@settings(max_examples=60, deadline=None)
@given(small_tables)
def test_trying_every_table_finds_no_small_group(rows) -> None:
    leaves = grid(rows)
    kept = hidden(leaves)
    top = 18
    possible = list(attack(leaves, kept, top))
    assert {leaf.key: leaf.value for leaf in leaves} in possible
    for leaf in leaves:
        if is_small(leaf.value):
            seen = {guess[leaf.key] for guess in possible}
            assert max(seen) - min(seen) >= THRESHOLD
    for key, true in sums(leaves).items():
        if is_small(true):
            assert key in kept
            seen = {sums(leaves, guess)[key] for guess in possible}
            assert max(seen) - min(seen) >= THRESHOLD


@pytest.mark.rule("R-03")
@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 30), st.integers(0, 30)), max_size=14
    )
)
def test_every_risky_number_keeps_room_to_move(rows) -> None:
    """Offices of four voivodeships and three kinds, with those who finished among those who take part."""
    people = [Leaf(n, v, k, a + b) for n, (v, k, a, b) in enumerate(rows)]
    kept = hidden(people)
    done = [Leaf(n, v, k, a, a + b, ("cell", n) not in kept) for n, (v, k, a, b) in enumerate(rows)]
    for leaves, also in ((people, ()), (done, kept)):
        hid = hidden(leaves, also=also)
        room = reach(leaves, hid)
        for leaf in leaves:
            if is_risky(leaf.value, leaf.whole):
                below, above = room["cell", leaf.key]
                assert below + above >= THRESHOLD

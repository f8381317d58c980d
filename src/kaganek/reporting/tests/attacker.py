"""Somebody who reads all that a report publishes and reckons: how few numbers can each hidden one be?

Knows nothing of how numbers are kept back. Every table is a set of sums of whole numbers, none below nil;
whatever is published stands still. First the sums are solved as equations, then each number is squeezed
between what the sums leave it, until nothing moves.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction
from math import ceil, floor

Name = Hashable
Equation = dict[Name, Fraction]  # its terms come to nil; the constant stands under ONE
ONE = "one"
MOST = 10_000


class Attacker:
    def __init__(self, sums: Iterable[tuple[Name, Iterable[Name]]], published: Mapping[Name, int]) -> None:
        """sums   a whole and its parts; a part named nowhere else says only that the rest is no greater."""
        self.equations = [{whole: Fraction(-1)} | dict.fromkeys(parts, Fraction(1)) for whole, parts in sums]
        names = {name for one in self.equations for name in one} | set(published)
        self.room: dict[Name, tuple[int, int]] = dict.fromkeys(names, (0, MOST))
        self.room |= {name: (value, value) for name, value in published.items()}

    def at_least(self, name: Name, least: int) -> None:
        self.room[name] = (max(self.room[name][0], least), self.room[name][1])

    def reckon(self) -> dict[Name, tuple[int, int]]:
        """The least and the greatest that each number can be."""
        equations = self.equations + solved([self._known(one) for one in self.equations])
        before: dict[Name, tuple[int, int]] = {}
        while before != self.room:
            before = dict(self.room)
            for equation in equations:
                self._squeeze(equation)
        return self.room

    def _known(self, equation: Equation) -> Equation:
        left: Equation = {ONE: equation.get(ONE, Fraction(0))}
        for name, times in equation.items():
            low, high = self.room[name]
            if low == high:
                left[ONE] += times * low
            else:
                left[name] = times
        return left

    def _squeeze(self, equation: Equation) -> None:
        constant = equation.get(ONE, Fraction(0))
        ends = {
            name: sorted((times * self.room[name][0], times * self.room[name][1]))
            for name, times in equation.items()
            if name != ONE
        }
        least, greatest = (constant + sum(end[side] for end in ends.values()) for side in (0, 1))
        for name, (low, high) in ends.items():
            times = equation[name]
            one, other = sorted(((high - greatest) / times, (low - least) / times))
            now = self.room[name]
            self.room[name] = (max(now[0], ceil(one)), min(now[1], floor(other)))


def solved(equations: list[Equation]) -> list[Equation]:
    """The same equations with one name less in each: Gauss and Jordan."""
    waiting, done = [*equations], list[Equation]()
    while waiting:
        one = waiting.pop()
        pivot = next((name for name, times in one.items() if name != ONE and times), None)
        if pivot is None:
            continue
        one = {name: times / one[pivot] for name, times in one.items() if times}
        waiting = [_without(pivot, other, one) for other in waiting]
        done = [_without(pivot, other, one) for other in done] + [one]
    return done


def _without(pivot: Name, equation: Equation, by: Equation) -> Equation:
    times = equation.get(pivot)
    if not times:
        return equation
    left = {
        name: equation.get(name, Fraction(0)) - times * by.get(name, Fraction(0))
        for name in equation.keys() | by.keys()
    }
    return {name: value for name, value in left.items() if value}

"""Judgements on paths: what counts as one, what waits for what, what is wrong with a plan. Rules L-140 to L-143."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Spot:
    """A step as these rules see it: its number on the path and what it waits for."""

    number: int
    group: int | None = None
    after_previous: bool = False
    needs: tuple[int, ...] = ()


class Wrong(StrEnum):
    """What may be wrong with the plan of a path."""

    CIRCLE = "circle"  # steps wait for each other
    NOWHERE = "nowhere"  # a step waits for a number that is not there
    FEW = "few"  # a group has fewer steps than are to be chosen, or nothing to choose from


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong, and the numbers of the steps (FEW: of the group)."""

    what: Wrong
    numbers: tuple[int, ...]


def place_of(spot: Spot, spots: Sequence[Spot]) -> int:
    """What a step counts in, by the number of its first step: itself, or its group (L-140)."""
    if spot.group is None:
        return spot.number
    return min(one.number for one in spots if one.group == spot.group)


def awaited(spot: Spot, spots: Sequence[Spot]) -> list[int]:
    """The places that a step waits for, in order: those named, and the one before it where it says so (L-141).

    A step of a group stands for its group; the one before a step of a group is the one before in another place.
    """
    own = place_of(spot, spots)
    by_number = {one.number: place_of(one, spots) for one in spots}
    found = {by_number[number] for number in spot.needs if number in by_number}
    if spot.after_previous:
        before = [number for number, place in by_number.items() if number < spot.number and place != own]
        found |= {by_number[max(before)]} if before else set()
    return sorted(found)


def is_place_done(done: int, needed: int) -> bool:
    """Whether so many steps done are enough of a place (L-140)."""
    return done >= needed


def faults(spots: Sequence[Spot], groups: Mapping[int, int]) -> list[Fault]:
    """What is wrong with a plan; nothing when it may be written.

    groups   of each group, how many of its steps are to be done.
    """
    numbers = {spot.number for spot in spots}
    found = [
        Fault(Wrong.NOWHERE, (spot.number, lost))
        for spot in spots
        for lost in spot.needs
        if lost not in numbers
    ]
    for group, needed in sorted(groups.items()):
        members = sum(spot.group == group for spot in spots)
        if not 1 <= needed < members:
            found.append(Fault(Wrong.FEW, (group,)))
    round_ = circle(spots)
    return [*found, *([Fault(Wrong.CIRCLE, round_)] if round_ else [])]


def circle(spots: Sequence[Spot]) -> tuple[int, ...]:
    """Numbers of steps of which none could ever be opened, since they wait for each other; () when there are none."""
    waits: dict[int, set[int]] = {}
    for spot in spots:
        place = place_of(spot, spots)
        waits[place] = waits.get(place, set()) | set(awaited(spot, spots))
    while open_ := [place for place, others in waits.items() if not others & waits.keys()]:
        for place in open_:
            del waits[place]
    turning = dict(waits)
    # what only waits for those in the circle is not at fault
    while idle := [one for one in turning if not any(one in others for others in turning.values())]:
        for place in idle:
            del turning[place]
    return tuple(sorted(spot.number for spot in spots if place_of(spot, spots) in turning))

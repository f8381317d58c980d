"""Whether a package counts as done, by the rule that people chose for it.

Nothing here believes more than the package said: each rule reads outcomes that `outcome` gave.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

CENT = Decimal("0.01")


class Rule(StrEnum):
    """What makes a package done."""

    PACKAGE = "package"  # it said so itself of every part, and failed in none
    VISITED = "visited"  # every part was opened
    SCORE = "score"  # the mean of the scores told reaches a mark
    STATUS = "status"  # every part was told passed, or completed without being failed


@dataclass(frozen=True, slots=True)
class PartResult:
    """One part of a package: whether it tells anything at all, and what it has told."""

    title: str
    tells: bool  # an SCO; what is only shown is done once opened
    opened: bool = False
    completion: str = "not attempted"
    success: str = "unknown"
    score: Decimal | None = None  # percent


@dataclass(frozen=True, slots=True)
class Done:
    """The judgement, the score in percent if any part told one, and the parts that are still waited for."""

    done: bool
    score: Decimal | None
    waiting: tuple[str, ...]


def percent(scaled: Decimal | None) -> Decimal | None:
    """A scaled score (or measure) as percent from 0 to 100; below nothing is nothing."""
    if scaled is None:
        return None
    whole = min(max(scaled * 100, Decimal(0)), Decimal(100))
    return whole.quantize(CENT, ROUND_HALF_UP)


def judge_package(rule: Rule, parts: Sequence[PartResult], *, mark: int = 0) -> Done:
    """Judge all parts of a package that open something. A package without any is never done.

    mark  percent from 0 to 100, for Rule.SCORE alone.
    """
    score = mean_score(parts)
    if rule is Rule.SCORE:
        done = score is not None and score >= mark
        waiting = () if done else tuple(part.title for part in parts if part.tells and part.score is None)
        return Done(done, score, waiting)
    waiting = tuple(part.title for part in parts if not _part_done(rule, part))
    return Done(bool(parts) and not waiting, score, waiting)


def mean_score(parts: Sequence[PartResult]) -> Decimal | None:
    """The mean of the scores that parts told, in percent; None when none did."""
    told = [part.score for part in parts if part.score is not None]
    return (sum(told, Decimal(0)) / len(told)).quantize(CENT, ROUND_HALF_UP) if told else None


def _part_done(rule: Rule, part: PartResult) -> bool:
    if rule is Rule.VISITED or not part.tells:
        return part.opened
    if rule is Rule.PACKAGE:
        return part.completion == "completed" and part.success != "failed"
    return part.success == "passed" or (part.completion == "completed" and part.success != "failed")

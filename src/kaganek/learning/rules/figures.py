"""What numbers of a quiz mean and when there are too few to say. Pure; rule L-71 of docs/reference/rules.md.

difficulty       mean share of a question's points, 0 to 1: the higher, the easier.
discrimination   Pearson's correlation between the points of the question and the points of the rest of the same
                 attempt (point-biserial where the points are all or nothing); from FEWEST attempts up.
reliability      Cronbach's alpha, k/(k−1) · (1 − Σ variance of a question / variance of the whole), where every
                 attempt was asked the same questions and their points are its points; from FEWEST attempts up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

FEWEST = 10  # attempts, below which a correlation says nothing
MOST_WRONG = 5  # wrong answers that are named, of those given at least TWICE
TWICE = 2
TINY = 1e-9  # below it a sum of squares is nothing but rounding
SMALL = 5  # a group below it is not told to those who may not see people


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong answer in its author's words: how often it was given, and by how many people."""

    text: str
    times: int
    people: int


@dataclass(frozen=True, slots=True)
class Item:
    """One question's numbers.

    chosen  its options counted by their ids.
    places  the same for a question in parts, for each place: a pair, a thing, a gap with choices, a row.
    wrong   of a question answered in words or with a number: the wrong answers given most often.
    """

    question: int
    text: str
    kind: str
    payload: Mapping[str, Any]
    asked: int
    share: Decimal | None
    variance: Decimal | None
    correlation: float | None
    blank: int
    chosen: Mapping[str, int]
    places: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    wrong: Sequence[Wrong] = ()

    @property
    def discrimination(self) -> Decimal | None:
        """None when too few were asked, or when all earned the same."""
        if self.asked < FEWEST or self.correlation is None:
            return None
        return Decimal(self.correlation).quantize(Decimal("0.01"))


@dataclass(frozen=True, slots=True)
class Asked:
    """What one question did in one quiz.

    share     mean share of its points.
    products  sums of products of deviations of that share (x) and of the points of the rest (y): xy, xx, yy.
    """

    quiz: int
    times: int
    people: int
    share: Decimal | None
    products: tuple[float, float, float]


def difficulty(rows: Sequence[Asked]) -> Decimal | None:
    """The mean share of points over all times that it was asked; None for a question never asked."""
    told = [(one.share, one.times) for one in rows if one.share is not None]
    times = sum(count for _, count in told)
    return sum((share * count for share, count in told), Decimal(0)) / times if times else None


def discrimination(rows: Sequence[Asked]) -> Decimal | None:
    """The correlation with the rest within each quiz, pooled: what tells quizzes apart does not count.

    None when it was asked too seldom, or when all earned the same. For one quiz it is `Item.discrimination`.
    """
    xy, xx, yy = (sum(one.products[i] for one in rows) for i in range(3))
    if sum(one.times for one in rows) < FEWEST or xx * yy < TINY:
        return None
    return Decimal(xy / (xx * yy) ** 0.5).quantize(Decimal("0.01"))


def alpha(
    variances: Sequence[Decimal | None], whole: Decimal | None, *, attempts: int = FEWEST
) -> Decimal | None:
    """Cronbach's alpha; None for fewer than two questions, too few attempts, equal results, or outside [-1, 1]."""
    k = len(variances)
    if k < 2 or not whole or attempts < FEWEST or None in variances:
        return None
    shared = sum((one or Decimal(0) for one in variances), Decimal(0)) / whole
    found = Decimal(k) / (k - 1) * (1 - shared)
    return found.quantize(Decimal("0.01")) if abs(found) <= 1 else None


def without_small(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Counts of options with the small ones hidden, and where one alone is hidden, the next smallest too (L-71)."""
    hidden = {key for key, count in counts.items() if 0 < count < SMALL}
    if len(hidden) == 1:
        others = sorted((count, key) for key, count in counts.items() if key not in hidden and count)
        hidden |= {key for _, key in others[:1]}
    return {key: None if key in hidden else count for key, count in counts.items()}

"""What has to be met for a certificate beside the achievement: conditions that other apps put on one shelf."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kaganek.core.registry import Registry
from kaganek.programmes.models import Achievement

UNKNOWN = "Jednego z warunków certyfikatu nie da się teraz sprawdzić. Napisz do koordynatora projektu."


class Lack(str):
    """A sentence on what is missing, with the page where its person can do it and the words of the link to it."""

    href = ""
    way = ""

    @classmethod
    def leading(cls, sentence: str, *, href: str, way: str) -> Lack:
        made = cls(sentence)
        made.href, made.way = href, way
        return made


@dataclass(frozen=True, slots=True)
class Condition:
    """One kind of condition, with a whole number that a template sets.

    label    what the template's author reads, with the unit: "Wynik testu, co najmniej (%)".
    lowest, highest  the numbers that make sense.
    missing  (achievements, number) -> {achievement's id: what is missing, as a sentence}; met ones are left
             out. One call for all of a page, in a constant number of statements. A `Lack` also says where to go.
    """

    label: str
    lowest: int
    highest: int
    missing: Callable[[Sequence[Achievement], int], Mapping[int, str]]


certificate_conditions: Registry[Condition] = Registry("certificate conditions")


def missing(
    achievements: Sequence[Achievement], conditions: Sequence[Mapping[str, Any]]
) -> dict[int, list[str]]:
    """For each achievement's id what its certificate waits for, as sentences; those with all met are left out.

    A kind that nobody registers any more says so: a certificate is not issued on half of its conditions.

    Source: rule D-05 in docs/reference/rules.md.
    """
    said: dict[int, list[str]] = {}
    for one in conditions:
        for pk, sentence in _missing(achievements, one["kind"], one["value"]).items():
            said.setdefault(pk, []).append(sentence)
    return said


def _missing(achievements: Sequence[Achievement], kind: str, value: int) -> Mapping[int, str]:
    if kind not in certificate_conditions:
        return {one.pk: UNKNOWN for one in achievements}
    return certificate_conditions.get(kind).missing(achievements, value)

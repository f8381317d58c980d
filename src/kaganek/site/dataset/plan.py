"""How big each data set is, and who belongs where; pure numbers, the same for the same seed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

VOIVODESHIPS = (
    "02",
    "04",
    "06",
    "08",
    "10",
    "12",
    "14",
    "16",
    "18",
    "20",
    "22",
    "24",
    "26",
    "28",
    "30",
    "32",
)
KINDS = ("rural", "rural", "rural", "rural", "mixed", "mixed", "urban", "county", "city_county")


@dataclass(frozen=True, slots=True)
class Plan:
    """projects, offices, people: how many; `answers`: whether quiz attempts are made as well.

    The first project is the big one (nine tenths of the people), so that one coordinator's report
    has the size that the figures ask for; the others share the rest.
    """

    name: str
    projects: int
    offices: int
    people: int
    consultants: int
    answers: bool

    def project_of(self, office: int) -> int:
        """Number (from 0) of the project an office belongs to."""
        small = self.offices * 36 // 100
        return 0 if office >= small or self.projects == 1 else 1 + office % (self.projects - 1)

    def second_project_of(self, office: int) -> int | None:
        """One office in a hundred takes part in two projects."""
        if self.projects > 1 and office % 100 == 7:
            return (self.project_of(office) + 1) % self.projects
        return None

    def people_of(self, office: int) -> int:
        """How many participants an office has; the sum over all offices is `people`."""
        small = self.offices * 36 // 100 if self.projects > 1 else 0
        few = max(small, self.people // 11)
        total, share = (few, small) if office < small else (self.people - few, self.offices - small)
        index = office if office < small else office - small
        return total // share + (1 if index < total % share else 0)


SIZES = {
    "d33": Plan("d33", projects=3, offices=11, people=33, consultants=2, answers=True),
    "d3300": Plan("d3300", projects=16, offices=1000, people=3300, consultants=40, answers=True),
    "d250k": Plan("d250k", projects=16, offices=2800, people=250_000, consultants=40, answers=False),
}


def canary(seed: int, space: str) -> str:
    """The word that marks a space's texts: KANAREK-<space>-<8 hex>; `space` is "0012" or "P03"."""
    digest = hashlib.sha256(f"{seed}:{space}".encode()).hexdigest()[:8]
    return f"KANAREK-{space}-{digest}"


def office_space(office: int) -> str:
    return f"{office:04d}"


def project_space(project: int) -> str:
    return f"P{project + 1:02d}"

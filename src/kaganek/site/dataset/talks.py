"""Where the made-up country's people write to each other: the spaces that are due, and exchange groups.

A group carries a word of its own, so that it is told from its project: only its offices, their consultants and
the project's coordinator may meet it. A space of one office carries another than the office does.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from kaganek.communication.models import Space
from kaganek.communication.services.spaces import make_group, open_due_spaces
from kaganek.communication.terms import SpaceKind
from kaganek.core.seats import SYSTEM
from kaganek.programmes.models import Participation
from kaganek.site.dataset.plan import canary

if TYPE_CHECKING:
    from kaganek.site.dataset.build import Country

GROUPS = 2  # in every project
OWN_WORDS = 40  # offices whose own spaces have words of their own


def write_talks(country: Country, *, at: datetime) -> None:
    """Spaces as an installation has them, and two groups of two offices in each project."""
    open_due_spaces(at=at)
    for office, space in enumerate(
        Space.objects.filter(kind=SpaceKind.OFFICE).order_by("office")[:OWN_WORDS]
    ):
        space.title = f"Rozmowy urzędu {canary(country.seed, own_space(office))}"
        space.save(update_fields=["title"])
    for number, project in enumerate(country.projects):
        rows = Participation.objects.filter(project=project).order_by("office")
        offices = list(rows.values_list("office_id", flat=True))
        for place in range(GROUPS):
            word = canary(country.seed, group_space(number, place))
            inside = offices[place : place + 2]
            make_group(project.pk, title=f"Wymiana {word}", office_ids=inside, by=SYSTEM, at=at)


def own_space(office: int) -> str:
    return f"B{office:04d}"


def group_space(project: int, place: int) -> str:
    return f"G{project + 1:02d}X{place}"

"""Who advises which offices of a project."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from kaganek.core.seats import Seat
from kaganek.people.services.advising import advise, stop_advising
from kaganek.programmes.models import Participation, Project
from kaganek.programmes.queries import consultants_of


class NobodyToAdvise(Exception):
    """The chosen person is no consultant of this project."""


def assign_offices(
    project: Project, membership_id: int, office_ids: Collection[int], *, by: Seat, at: datetime
) -> int:
    """Give a consultant offices of a project to advise; returns how many are new to them.

    Offices that do not take part in the project are passed over.

    Raises NobodyToAdvise when the membership is no consultant's of this project.

    Source: rule L-90 in docs/reference/rules.md.
    """
    _check(project, membership_id)
    taking = Participation.objects.filter(project=project, office__in=office_ids)
    return advise(membership_id, list(taking.values_list("office_id", flat=True)), by=by, at=at)


def take_offices(
    project: Project, membership_id: int, office_ids: Collection[int], *, by: Seat, at: datetime
) -> int:
    """Take offices back from a consultant of a project; returns how many were theirs. Raises NobodyToAdvise."""
    _check(project, membership_id)
    return stop_advising(membership_id, office_ids, by=by, at=at)


def _check(project: Project, membership_id: int) -> None:
    if not consultants_of(project.pk).filter(pk=membership_id).exists():
        raise NobodyToAdvise(membership_id)

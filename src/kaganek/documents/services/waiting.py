"""Certificates that wait for a condition: why, and issued as soon as nothing is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kaganek.core.seats import Seat
from kaganek.documents.queries import waiting_achievements
from kaganek.documents.services.certificates import issue_due
from kaganek.documents.services.conditions import missing
from kaganek.programmes.models import Achievement


def reasons(achievements: Sequence[Achievement]) -> dict[int, list[str]]:
    """For each achievement's id the sentences on what its certificate waits for; rows of `waiting_achievements`.

    A constant number of statements for each template among them. Source: rule D-05.
    """
    by_template: dict[int, list[Achievement]] = {}
    for one in achievements:
        by_template.setdefault(one.project.version.programme_id, []).append(one)
    said: dict[int, list[str]] = {}
    for rows in by_template.values():
        said |= missing(rows, rows[0].project.version.programme.certificate_template.conditions)
    return said


def issue_waiting(*, by: Seat, at: datetime) -> int:
    """Issue every certificate within the seat's reach whose conditions have been met since; how many.

    For whoever changed a template or waits for nothing more; done again it finds nothing to do.
    """
    waiting = list(waiting_achievements().order_by("pk"))
    held_back = reasons(waiting)
    ready = [one for one in waiting if one.pk not in held_back]
    return sum(issue_due(one, at=at) is not None for one in ready)

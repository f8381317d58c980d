"""Certificates that wait for a condition: why, and issued as soon as nothing is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kaganek.core.registry import Registry
from kaganek.core.seats import Seat
from kaganek.documents.queries import waiting_achievements
from kaganek.documents.services.certificates import issue_due
from kaganek.documents.services.conditions import missing
from kaganek.programmes.models import Achievement


@dataclass(frozen=True, slots=True)
class Term:
    """When the work on an achievement began and until when it holds; None = on its last day, and for good."""

    began_on: date | None = None
    valid_until: date | None = None


# Beginning of `Achievement.source` → (achievements) -> {achievement's id: its term}, in one statement for all: what
# the app that wrote the achievement would have said when issuing its certificate at once.
achievement_terms: Registry[Callable[[Sequence[Achievement]], Mapping[int, Term]]] = Registry(
    "terms of achievements"
)


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

    For whoever changed a template or waits for nothing more; done again it finds nothing to do. A certificate
    that waited says the same term as one issued at once. Source: rules D-04 and D-05.
    """
    waiting = list(waiting_achievements().order_by("pk"))
    held_back = reasons(waiting)
    ready = [one for one in waiting if one.pk not in held_back]
    known = _terms(ready)
    issued = 0
    for one in ready:
        term = known.get(one.pk, Term())
        made = issue_due(one, at=at, began_on=term.began_on, valid_until=term.valid_until)
        issued += made is not None
    return issued


def _terms(achievements: Sequence[Achievement]) -> dict[int, Term]:
    found: dict[int, Term] = {}
    for source, terms in achievement_terms:
        if these := [one for one in achievements if one.source.startswith(f"{source}:")]:
            found |= terms(these)
    return found

"""How a group of courses stands, as SQL: the same judgement as learning.rules.state.

One person's path and one course of one person are both such a group. A test asks both the rule
and this expression about the same cases.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, Exists, F, Max, Min, OuterRef, Q, Value, When
from django.db.models.expressions import Combinable

from kaganek.learning.models import PathAssignment
from kaganek.learning.rules import SOON
from kaganek.learning.terms import ProgressState

OPEN = Q(completed_at=None)
OF_PROJECT = Q(course__office=None)  # an office's own courses stand beside the path, not in it
CAN_BE_REMINDED = OPEN & Q(person__deactivated_at=None, enrolment__left_at=None)  # of people who still learn
CHOICES = (
    ("unfinished", "Nieukończone"),
    *((state.value, state.label) for state in ProgressState),
)


def choosing(by: str) -> Exists:
    """Whether something of a group of alternatives is still to be chosen: then no path is finished (L-143).

    by   the column by which courses are grouped: "person" or "enrolment".
    """
    return Exists(PathAssignment.objects.filter(**{by: OuterRef(f"{by}_id")}, choices_left__gt=0))


def tallies(by: str, of: Q | None = None) -> dict[str, Any]:
    """What the judgement needs to know of a group: annotate these first. `by` as in `choosing`.

    of   which courses of the group are judged; all of them without it.
    """
    return {
        "choosing": choosing(by),
        "total": Count("pk", filter=of),
        "done": Count("completed_at", filter=of),
        "begun": Count("started_at", filter=of),
        "next_due": Min("due_on", filter=OPEN & of if of else OPEN),
        "last": Max("last_activity_at", filter=of),
    }


def state(today: date) -> Case:
    """The state of the group; what only waits for a choice is under way. Needs the annotations of `tallies`."""
    return Case(
        When(done=F("total"), choosing=False, then=Value(ProgressState.DONE.value)),
        When(next_due__lt=today, then=Value(ProgressState.LATE.value)),
        When(next_due__lte=today + SOON, then=Value(ProgressState.SOON.value)),
        When(begun__gt=0, then=Value(ProgressState.DOING.value)),
        default=Value(ProgressState.TODO.value),
    )


def per_course(today: date) -> dict[str, Combinable]:
    """Numbers of people in each of the four parts of a chart: done, doing, late, todo. Add to nothing else."""
    on_time = OPEN & (Q(due_on=None) | Q(due_on__gte=today))
    return {
        "people": Count("pk"),
        "done": Count("completed_at"),
        "doing": Count("pk", filter=on_time & Q(started_at__isnull=False)),
        "late": Count("pk", filter=OPEN & Q(due_on__lt=today)),
        "todo": Count("pk", filter=on_time & Q(started_at=None)),
    }


def until(moment: datetime, of: Q) -> Count:
    """Courses of the group, of these, completed by a moment."""
    return Count("pk", filter=of & Q(completed_at__lte=moment))

"""What a person chooses of the groups on a path: given when chosen, changed until it is begun."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.learning.models import PathAssignment, PathGroup, PathStep
from kaganek.learning.queries.walks import walks
from kaganek.learning.steps import kinds, states_of
from kaganek.programmes.models import Enrolment


class WrongNumber(Exception):
    """Not as many steps were chosen as the group asks for; `needed` is how many."""

    def __init__(self, needed: int) -> None:
        super().__init__(needed)
        self.needed = needed


class ChoiceStands(Exception):
    """A step chosen before was begun, done, or somebody moved its deadline: it can no longer be left out."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.title = title


@transaction.atomic
def choose(path_id: int, group: int, positions: Collection[int], *, by: Seat, at: datetime) -> None:
    """Choose steps of a group: they are given now; those chosen before and not begun are taken back.

    path_id    a path that the seat's person walks; else PathAssignment.DoesNotExist.
    group      number of a group on it; else PathGroup.DoesNotExist.
    positions  of steps of that group, exactly as many as it asks for.

    What somebody has from elsewhere (another path) counts as chosen, and so does what was begun. The same
    choice again changes nothing. Raises WrongNumber, ChoiceStands; nothing is written then.

    Source: rule L-143 in docs/reference/rules.md.
    """
    rows = PathAssignment.objects.select_for_update(of=("self",)).select_related("enrolment", "path")
    assignment = rows.get(path=path_id, person=by.person_id)
    walk = walks([assignment])[0]
    place = next((one for one in walk.places if one.group and one.group.number == group), None)
    if place is None:
        raise PathGroup.DoesNotExist
    wanted = [one for one in place.known if one.step.position in positions]
    needed = min(place.needed, len(place.known))
    if len(wanted) != needed or len(set(positions)) != len(wanted):
        raise WrongNumber(needed)
    person = assignment.enrolment
    elsewhere = _elsewhere(assignment)
    held = [one for one in place.steps if one.state and one not in wanted]
    for one in held:
        if not one.fixed and (one.step.kind, one.step.what) in elsewhere:
            continue  # another path gave it, and keeps it
        back = kinds.get(one.step.kind).take_back
        if one.fixed or (back and not back(one.step.what, person, by)):
            raise ChoiceStands(one.title)
    on = timezone.localdate(assignment.assigned_at)
    for one in wanted:
        give = kinds.get(one.step.kind).give
        if give and not one.state:
            give([(one.step.what, one.step.due(on))], [person], by, at)
    reckon([person.pk])
    audit.record(by, "steps chosen", assignment, steps=" ".join(str(one.step.position) for one in wanted))


def _elsewhere(assignment: PathAssignment) -> set[tuple[str, int]]:
    """What the person's other paths have."""
    others = PathAssignment.objects.filter(enrolment=assignment.enrolment_id).exclude(pk=assignment.pk)
    rows = PathStep.objects.filter(path__in=others.values("path"))
    return {(row.kind, row.what) for row in rows}


def reckon(enrolments: Collection[int]) -> None:
    """Note on the assignments of people how many choices they have left.

    One statement for the paths (the only one where none has groups), one for their groups, one for each kind in them, whatever the number of people.
    """
    rows = list(_mixed(enrolments))
    if not rows:
        return
    members: dict[int, list[PathStep]] = defaultdict(list)
    for step in PathStep.objects.filter(path__in={row.path_id for row in rows}, group__isnull=False).select_related("group"):  # fmt: skip
        members[step.path_id].append(step)
    named = {(step.kind, step.what) for steps in members.values() for step in steps if step.kind in kinds}
    held = states_of([row.enrolment for row in rows], named) if named else {}
    by_left: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        left = _left(row.enrolment, members[row.path_id], held.keys())
        if left != row.choices_left:
            by_left[left].append(row.pk)
    for left, ids in by_left.items():
        PathAssignment.objects.filter(pk__in=ids).update(choices_left=left)


def _mixed(enrolments: Collection[int]) -> QuerySet[PathAssignment]:
    rows = PathAssignment.objects.filter(enrolment__in=enrolments)
    return (rows.filter(path__mixed=True) | rows.filter(choices_left__gt=0)).select_related("enrolment")


def _left(person: Enrolment, steps: Sequence[PathStep], held: Collection[tuple[int, str, int]]) -> int:
    """How many steps of its groups a person has still to choose; what needs no giving needs no choosing."""
    left = 0
    groups = {step.group_id: step.group for step in steps if step.group}
    for pk, group in groups.items():
        of = [step for step in steps if step.group_id == pk and step.kind in kinds]
        chosen = sum(
            (person.pk, step.kind, step.what) in held or not kinds.get(step.kind).give for step in of
        )
        left += max(0, min(group.needed, len(of)) - chosen)
    return left

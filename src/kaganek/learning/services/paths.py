"""Learning paths: made, changed, and given to people, offices and many offices at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.core.turns import take_turn
from kaganek.learning.models import LearningPath, PathAssignment, PathGroup, PathStep
from kaganek.learning.queries.paths import may_assign, paths_in_reach
from kaganek.learning.rules.paths import Fault, Spot, faults
from kaganek.learning.services.choices import reckon
from kaganek.learning.services.telling import tell_of_change, tell_of_path
from kaganek.learning.steps import COURSE, choices_of, kinds, states_of
from kaganek.programmes.models import Enrolment
from kaganek.programmes.queries import projects_in_reach


class PathOfAnotherProject(Exception):
    """The path belongs to one project, the people to another."""


class OfficesMayNotAssign(Exception):
    """The project keeps the assigning of paths to its coordinator."""


class NameTaken(Exception):
    """The project has a path of this name."""


class PathFaulty(Exception):
    """The plan cannot be written: its steps wait in a circle or for nothing, or a group is too small."""

    def __init__(self, found: list[Fault]) -> None:
        super().__init__(found)
        self.found = found


class NotOfProject(Exception):
    """A step that may not be given in the project; `step` is the first of them."""

    def __init__(self, step: Step) -> None:
        super().__init__(step)
        self.step = step


@dataclass(frozen=True, slots=True)
class Step:
    """Something on a path: a day for everyone, or days from assignment, or no deadline.

    item    the number of the course, or of what else `kind` says.
    group   number of the group it stands in.
    needs   numbers of the steps it waits for, counted from 1 in the order of the path.
    """

    item: int
    due_on: date | None = None
    due_days: int | None = None
    after_previous: bool = False
    kind: str = COURSE
    group: int | None = None
    needs: tuple[int, ...] = ()

    def due(self, assigned_on: date) -> date | None:
        if self.due_days is not None:
            return assigned_on + timedelta(days=self.due_days)
        return self.due_on


@dataclass(frozen=True, slots=True)
class Group:
    """Steps of which so many are to be chosen and done."""

    number: int
    needed: int = 1
    name: str = ""


def assign(path_id: int, enrolments: Sequence[Enrolment], *, by: Seat, at: datetime) -> int:
    """Give a path with its steps to enrolled people; returns how many did not have it yet.

    enrolments  rows of the path's own project, within the caller's open seat.

    What someone has already keeps its progress and its deadline. Steps of groups are given when they are chosen
    (`services.choices`). Doing it again changes nothing. Raises LearningPath.DoesNotExist,
    PathOfAnotherProject, OfficesMayNotAssign, and Enrolment.DoesNotExist for people beyond the seat.

    Source: rules S-01 and L-143 in docs/reference/rules.md.
    """
    path = LearningPath.objects.select_related("project").get(pk=path_id)
    if not may_assign(path.project, by):
        raise OfficesMayNotAssign(path.project)
    if any(row.project_id != path.project_id for row in enrolments):
        raise PathOfAnotherProject(path)
    having = set(
        PathAssignment.objects.filter(path=path, enrolment__in=enrolments).values_list(
            "enrolment_id", flat=True
        )
    )
    fresh = [row for row in enrolments if row.pk not in having]
    if not fresh:
        return 0
    ids = {row.pk for row in fresh}
    if Enrolment.objects.filter(pk__in=ids).count() != len(ids):
        raise Enrolment.DoesNotExist
    with connection.cursor() as cursor:
        cursor.execute(_ASSIGN, [path.pk, at, [row.pk for row in fresh]])
    steps = steps_of(path)
    _give([step for step in steps if step.group is None], fresh, by=by, at=at, on=timezone.localdate(at))
    reckon(ids)
    audit.record_all(by, "path assigned", fresh, path=str(path.pk))
    tell_of_path(path, ids, at=at)
    return len(fresh)


def steps_of(path: LearningPath) -> list[Step]:
    rows = PathStep.objects.filter(path=path).select_related("group").order_by("position")
    return [
        Step(
            row.what, row.due_on, row.due_days, row.after_previous, kind=row.kind,
            group=row.group.number if row.group else None, needs=tuple(row.needs),
        )
        for row in rows
    ]  # fmt: skip


def groups_of(path: LearningPath) -> list[Group]:
    rows = PathGroup.objects.filter(path=path).order_by("number")
    return [Group(row.number, row.needed, row.name) for row in rows]


def _give(steps: Sequence[Step], people: Sequence[Enrolment], *, by: Seat, at: datetime, on: date) -> None:
    """Give each kind its steps, with the deadlines of those to whom the path was given on a day."""
    by_kind: dict[str, list[tuple[int, date | None]]] = defaultdict(list)
    for step in steps:
        by_kind[step.kind].append((step.item, step.due(on)))
    for key, given in by_kind.items():
        give = kinds.get(key).give if key in kinds else None
        if give:
            give(given, people, by, at)


_ASSIGN = """
INSERT INTO learning_pathassignment
    (path_id, assigned_at, choices_left, enrolment_id, project_id, office_id, person_id)
SELECT %s, %s, 0, id, project_id, office_id, person_id FROM programmes_enrolment WHERE id = ANY(%s)
ON CONFLICT (enrolment_id, path_id) DO NOTHING
"""


@transaction.atomic
def create_path(
    project_id: int, *, name: str, note: str, steps: Sequence[Step], groups: Sequence[Group] = (), by: Seat
) -> LearningPath:
    """A new path of a project with its steps in order; the same one sent twice is one.

    Raises Project.DoesNotExist outside the seat's reach, NameTaken, PathFaulty, NotOfProject.

    Source: rules L-140 and L-141 in docs/reference/rules.md.
    """
    project = projects_in_reach(by).get(pk=project_id)
    take_turn("path", project.pk, name)
    if held := LearningPath.objects.filter(project=project, name=name).first():
        if (held.note, steps_of(held), groups_of(held)) == (note, list(steps), list(groups)):
            return held
        raise NameTaken(name)
    _judge(project.pk, steps, groups, kept=())
    path = LearningPath.objects.create(project=project, name=name, note=note, mixed=_is_mixed(steps))
    _write_steps(path, steps, groups)
    audit.record(by, "path made", path)
    return path


@transaction.atomic
def change_path(
    path_id: int,
    *,
    name: str,
    note: str,
    steps: Sequence[Step],
    groups: Sequence[Group] = (),
    by: Seat,
    at: datetime,
) -> LearningPath:
    """Change a path for everyone who walks it: new steps are given to them, new deadlines hold for them.

    What is taken off the path stays with those who have it, with the deadline it had; what is
    completed keeps everything. Raises LearningPath.DoesNotExist outside the seat's reach, NameTaken,
    PathFaulty, NotOfProject.

    Source: rules L-140 and L-141 in docs/reference/rules.md.
    """
    path = paths_in_reach(by).select_for_update(of=("self",)).get(pk=path_id)
    if LearningPath.objects.filter(project=path.project_id, name=name).exclude(pk=path.pk).exists():
        raise NameTaken(name)
    kept = {(one.kind, one.item): (one.due_on, one.due_days) for one in steps_of(path)}
    _judge(path.project_id, steps, groups, kept=kept)
    path.name, path.note, path.mixed = name, note, _is_mixed(steps)
    path.save(update_fields=["name", "note", "mixed"])
    PathStep.objects.filter(path=path).delete()
    PathGroup.objects.filter(path=path).delete()
    _write_steps(path, steps, groups)
    moved = [key for key, day in _days_of(steps).items() if kept.get(key, day) != day]
    rows = list(PathAssignment.objects.filter(path=path).select_related("enrolment"))
    walkers = [row.enrolment for row in rows]
    people = {one.pk for one in walkers}
    before = _open_days(walkers, moved)
    _spread(rows, steps, by=by, at=at)
    reckon(people)
    audit.record(by, "path changed", path)
    after = _open_days(walkers, moved)
    later = {key[0] for key, day in after.items() if before.get(key) != day}
    new = [key for key in _days_of(steps) if key not in kept]
    tell_of_change(path, people if new else later, new=new, moved=moved, at=at)
    return path


def _days_of(steps: Sequence[Step]) -> dict[tuple[str, int], tuple[date | None, int | None]]:
    """What a path says of the deadline of each of its steps, by (kind, item)."""
    return {(one.kind, one.item): (one.due_on, one.due_days) for one in steps}


def _open_days(
    people: Sequence[Enrolment], named: Collection[tuple[str, int]]
) -> dict[tuple[int, str, int], date | None]:
    """Deadlines of steps that are not done, by (enrolment, kind, item)."""
    found = states_of(people, named) if named else {}
    return {key: state.due_on for key, state in found.items() if not state.done}


def _is_mixed(steps: Sequence[Step]) -> bool:
    return any(step.kind != COURSE or step.group is not None for step in steps)


def _judge(
    project_id: int, steps: Sequence[Step], groups: Sequence[Group], *, kept: Collection[tuple[str, int]]
) -> None:
    """Raise what is wrong with a plan; what the path has already may stay on it."""
    spots = [Spot(n, one.group, one.after_previous, one.needs) for n, one in enumerate(steps, start=1)]
    if found := faults(spots, {one.number: one.needed for one in groups}):
        raise PathFaulty(found)
    new = [step for step in steps if (step.kind, step.item) not in kept]
    may = choices_of(project_id) if new else {}
    for step in new:
        if step.item not in {item for item, _ in may.get(step.kind, ())}:
            raise NotOfProject(step)


def _write_steps(path: LearningPath, steps: Sequence[Step], groups: Sequence[Group]) -> None:
    made = {
        one.number: PathGroup.objects.create(path=path, number=one.number, needed=one.needed, name=one.name)
        for one in groups
    }
    PathStep.objects.bulk_create(
        PathStep(
            path=path,
            kind=step.kind,
            course_id=step.item if step.kind == COURSE else None,
            item=None if step.kind == COURSE else step.item,
            group=made[step.group] if step.group is not None else None,
            position=position,
            due_on=step.due_on,
            due_days=step.due_days,
            after_previous=step.after_previous,
            needs=list(step.needs),
        )
        for position, step in enumerate(steps, start=1)
    )


def _spread(rows: Sequence[PathAssignment], steps: Sequence[Step], *, by: Seat, at: datetime) -> None:
    """Bring the steps to the people who walk the path already, by the day of assignment."""
    by_day: dict[date, list[Enrolment]] = {}
    for row in rows:
        by_day.setdefault(timezone.localdate(row.assigned_at), []).append(row.enrolment)
    for day, people in by_day.items():
        _give([step for step in steps if step.group is None], people, by=by, at=at, on=day)
        for step in steps:
            move = kinds.get(step.kind).move if step.kind in kinds else None
            if move:
                move(step.item, step.due(day), people)

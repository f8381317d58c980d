"""A path as the one who walks it meets it: places in order, what is done, what is closed and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.timezone import localdate

from kaganek.learning.models import LearningPath, PathAssignment, PathGroup, PathStep
from kaganek.learning.queries.locks import Unmet
from kaganek.learning.rules.paths import Spot, awaited, is_place_done, place_of
from kaganek.learning.steps import TASK, UNKNOWN, StepKind, StepState, kinds, states_of, titles_of
from kaganek.programmes.models import Enrolment

States = Mapping[tuple[int, str, int], StepState]


@dataclass(slots=True)
class Seen:
    """One step: what it is called, how its person stands, what it still waits for; `kind` None = nobody knows it."""

    step: PathStep
    kind: StepKind | None
    title: str
    state: StepState | None
    due_on: date | None
    waits: list[Unmet] = field(default_factory=list)

    @property
    def look(self) -> str:
        """A key of the status look."""
        if self.state and self.state.done:
            return "done"
        if self.waits:
            return "locked"
        return self.state.state if self.state else "todo"

    @property
    def href(self) -> str:
        """Where it is opened; "" while it is closed, and for what was not given yet."""
        if self.kind is None or self.waits or (self.kind.give and self.state is None):
            return ""
        return self.kind.href(self.step.what, self.state)

    @property
    def fixed(self) -> bool:
        """Begun or done: its choice stands."""
        return bool(self.state and (self.state.begun or self.state.done))


@dataclass(slots=True)
class Place:
    """What counts as one on a path (L-140): a step, or a group of which `needed` are to be done."""

    first: int
    steps: list[Seen]
    needed: int
    group: PathGroup | None = None

    @property
    def known(self) -> list[Seen]:
        return [one for one in self.steps if one.kind]

    @property
    def done(self) -> bool:
        finished = sum(bool(one.state and one.state.done) for one in self.known)
        return is_place_done(finished, min(self.needed, len(self.known)))

    @property
    def chosen(self) -> int:
        return sum(one.state is not None for one in self.known)

    @property
    def may_choose(self) -> bool:
        """A group of things that have to be given, until as many of them are begun as it asks for."""
        to_give = [one for one in self.known if one.kind and one.kind.give]
        return bool(self.group and to_give) and sum(one.fixed for one in self.known) < self.needed


@dataclass(slots=True)
class Walk:
    """A path and how far its person is; steps that nobody knows any more are shown and not counted."""

    path: LearningPath
    places: list[Place]

    @property
    def counted(self) -> list[Place]:
        return [one for one in self.places if one.known]

    @property
    def done(self) -> int:
        return sum(one.done for one in self.counted)

    @property
    def total(self) -> int:
        return len(self.counted)

    @property
    def next(self) -> Seen | None:
        """The first step that may be opened and is not done."""
        open_ = (one for place in self.places if not place.done for one in place.steps)
        return next((one for one in open_ if one.href and one.look != "done"), None)


def own_assignments() -> list[PathAssignment]:
    """The paths of the seat's person, of projects they have not left."""
    rows = PathAssignment.objects.filter(enrolment__left_at=None).select_related("path", "enrolment")
    return list(rows.order_by("path__name__alphabetical", "pk"))


def own_assignment(path_id: int, person_id: int) -> PathAssignment | None:
    rows = PathAssignment.objects.select_related("path", "enrolment")
    return rows.filter(path=path_id, person=person_id).first()


def closed_tasks() -> dict[int, list[Unmet]]:
    """Tasks that the paths of the seat's person keep closed, with what each waits for (rule L-141).

    What somebody of the team has begun is open.
    """
    on_paths = PathAssignment.objects.filter(enrolment__left_at=None, path__steps__kind=TASK).distinct()
    rows = list(on_paths.select_related("path", "enrolment"))
    found: dict[int, list[Unmet]] = {}
    for walk in walks(rows) if rows else ():
        for one in (step for place in walk.places for step in place.steps):
            if one.step.kind == TASK and one.waits:
                found.setdefault(one.step.what, []).extend(one.waits)
    return found


def walks(assignments: Sequence[PathAssignment]) -> list[Walk]:
    """These paths as their people meet them: one statement for the steps, two for each kind among them."""
    steps = _steps({row.path_id for row in assignments})
    named = {(step.kind, step.what) for rows in steps.values() for step in rows}
    titles, states = titles_of(named), states_of([row.enrolment for row in assignments], named)
    return [
        _walk(row.path, steps.get(row.path_id, []), row.enrolment, localdate(row.assigned_at), titles, states)
        for row in assignments
    ]


def preview(path: LearningPath, *, today: date) -> Walk:
    """The path as someone meets it who is given it today and has done nothing yet."""
    steps = _steps({path.pk}).get(path.pk, [])
    titles = titles_of({(step.kind, step.what) for step in steps})
    return _walk(path, steps, Enrolment(pk=0), today, titles, {})


def _steps(paths: set[int]) -> dict[int, list[PathStep]]:
    found: dict[int, list[PathStep]] = {}
    rows = PathStep.objects.filter(path__in=paths).select_related("group").order_by("path", "position")
    for row in rows:
        found.setdefault(row.path_id, []).append(row)
    return found


def _walk(
    path: LearningPath,
    steps: Sequence[PathStep],
    person: Enrolment,
    assigned_on: date,
    titles: Mapping[tuple[str, int], str],
    states: States,
) -> Walk:
    spots = [Spot(one.position, one.group_id, one.after_previous, tuple(one.needs)) for one in steps]
    places: dict[int, Place] = {}
    for step, spot in zip(steps, spots, strict=True):
        first = place_of(spot, spots)
        state = states.get((person.pk, step.kind, step.what))
        title = titles.get((step.kind, step.what), UNKNOWN)
        kind = kinds.get(step.kind) if (step.kind, step.what) in titles else None
        seen = Seen(step, kind, title, state, state.due_on if state else step.due(assigned_on))
        needed = step.group.needed if step.group else 1
        places.setdefault(first, Place(first, [], needed, step.group)).steps.append(seen)
    by_number = {one.step.position: one for place in places.values() for one in place.steps}
    for spot in spots:
        seen = by_number[spot.number]
        if not (seen.state and (seen.state.begun or seen.state.done)):
            waits = (places[number] for number in awaited(spot, spots))
            seen.waits = [_unmet(place) for place in waits if not place.done]
    return Walk(path, [places[number] for number in sorted(places)])


def _unmet(place: Place) -> Unmet:
    done = sum(bool(one.state and one.state.done) for one in place.known)
    of = tuple((one.step.kind, one.step.what, one.title) for one in place.steps)
    return Unmet(min(place.needed, len(place.known)) - done, of)

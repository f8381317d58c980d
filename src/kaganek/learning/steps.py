"""Kinds of steps of a path: courses, tasks, and whatever other apps put on the shelf `kinds` in `apps.ready()`.

A step names its kind and a number within it; this module knows no kind. A path that names a kind nobody
has put here (its app was removed) is shown with a calm sentence, and the step holds nobody back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kaganek.core.registry import Registry
from kaganek.core.seats import Seat
from kaganek.programmes.models import Enrolment

COURSE = "course"
TASK = "task"
UNKNOWN = "Krok, którego tu już nie ma"
Given = Sequence[tuple[int, date | None]]  # (item, its deadline)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepState:
    """How one person stands with one step they have.

    state    a key of the status look: done, doing, todo, soon, late.
    done     what waits for the step may begin.
    begun    something was done in it: the choice of it stands, and nothing closes it any more.
    ref      what `href` leads to, where that is not the item itself.
    """

    state: str
    done: bool
    begun: bool
    due_on: date | None = None
    ref: int = 0


States = Mapping[tuple[int, int], StepState]  # by (enrolment, item)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepKind:
    """One kind of step.

    label     its Polish name: "szkolenie".
    icon      of `core.icons`.
    choices   project → (item, title) of what may be given in it, in the order of a list.
    titles    items → their titles; what is gone is left out.
    states    (people, items) → state by (enrolment, item), **in one statement** for all; what a person does not
              have is left out.
    href      (item, state) → where the person opens it; "" where there is nothing to open.
    give      (items with deadlines, people, by, at): everyone gets what they lack; what they have stays as it
              is. None: nothing has to be given, whoever opens the step simply does it.
    move      (item, deadline, people): the deadline of those who have it and are not done; nobody's own
              extension is shortened.
    take_back (item, person, by) → whether what was chosen and not begun is gone again.
    """

    label: str
    icon: str
    choices: Callable[[int], list[tuple[int, str]]]
    titles: Callable[[Collection[int]], Mapping[int, str]]
    states: Callable[[Sequence[Enrolment], Collection[int]], States]
    href: Callable[[int, StepState | None], str]
    give: Callable[[Given, Sequence[Enrolment], Seat, datetime], None] | None = None
    move: Callable[[int, date | None, Sequence[Enrolment]], None] | None = None
    take_back: Callable[[int, Enrolment, Seat], bool] | None = None


kinds: Registry[StepKind] = Registry("steps of paths")


def titles_of(named: Collection[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """Titles of steps by (kind, item): one statement a kind; a kind or a thing that is gone has none."""
    return {
        (kind, item): title
        for kind, items in _by_kind(named).items()
        for item, title in kinds.get(kind).titles(items).items()
    }


def states_of(
    people: Sequence[Enrolment], named: Collection[tuple[str, int]]
) -> dict[tuple[int, str, int], StepState]:
    """States of steps by (enrolment, kind, item), for all people: one statement a kind."""
    return {
        (enrolment, kind, item): state
        for kind, items in _by_kind(named).items()
        for (enrolment, item), state in kinds.get(kind).states(people, items).items()
    }


def choices_of(project_id: int) -> dict[str, list[tuple[int, str]]]:
    """What may stand on a path of a project, by kind."""
    return {key: kind.choices(project_id) for key, kind in kinds}


def _by_kind(named: Collection[tuple[str, int]]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for kind, item in named:
        if kind in kinds:
            found.setdefault(kind, set()).add(item)
    return found

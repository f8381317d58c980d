"""Places on the pages of people and offices that higher apps fill in `apps.ready()`, without being known here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kaganek.core import access
from kaganek.core.parts import Panel
from kaganek.core.registry import Registry
from kaganek.core.seats import Seat
from kaganek.people.models import Office


@dataclass(frozen=True, slots=True)
class PersonPanel:
    """A card on the page of one person: a template and what it shows."""

    title: str
    template: str
    context: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PeopleAction:
    """A button on a list page: words, icon, address, and the cell of the access table it needs."""

    label: str
    icon: str
    href: Callable[[], str]
    action: str
    obj: str


office_panels: Registry[Callable[[Office, Seat], Panel]] = Registry("office panels")
person_panels: Registry[Callable[[int, Seat], PersonPanel | None]] = Registry("person panels")
people_actions: Registry[PeopleAction] = Registry("people actions")


def of_office(office: Office, seat: Seat) -> list[Panel]:
    """What floors above say of an office, within the seat's reach, in key order."""
    return [make(office, seat) for _, make in office_panels]


def of_person(person_id: int, seat: Seat) -> list[PersonPanel]:
    """The cards about a person that this seat may see, in key order."""
    found = (make(person_id, seat) for _, make in person_panels)
    return [panel for panel in found if panel is not None]


def actions_for(seat: Seat) -> list[PeopleAction]:
    """The buttons of the list of people that this seat may press."""
    return [one for _, one in people_actions if access.may(seat, one.action, one.obj)]

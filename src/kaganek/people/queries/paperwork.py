"""Whose paperwork a seat does: the one door by which it works inside whole offices."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace

from kaganek.core.dbroles import DbRole
from kaganek.core.registry import Registry
from kaganek.core.seats import SYSTEM, Seat, seat_in_use, seated
from kaganek.people.terms import OFFICE_STAFF, Role

# The projects of offices that the seat in use reaches, by office: (id, name).
Projects = Mapping[int, Sequence[tuple[int, str]]]
office_projects: Registry[Callable[[Collection[int]], Projects]] = Registry("office projects")


class OfficeOutOfReach(Exception):
    """The seat does not do the paperwork of these offices."""

    def __init__(self, office_ids: Sequence[int]) -> None:
        super().__init__(f"offices {list(office_ids)}")
        self.office_ids = tuple(office_ids)


def reached_projects(office_id: int) -> list[tuple[int, str]]:
    """Projects of the office within the active seat, as floors above know them."""
    return [project for _, of in office_projects for project in of([office_id]).get(office_id, ())]


def runs_office(seat: Seat, office_id: int) -> bool:
    """Whether the seat in use does the office's paperwork: its own staff, its projects' coordinator, the supplier."""
    return office_id in _run_by(seat, {office_id})


def _run_by(seat: Seat, office_ids: set[int]) -> set[int]:
    if seat.role in OFFICE_STAFF:
        return office_ids & set(seat.offices or ())
    if seat.role == Role.COORDINATOR:
        return {
            office for _, of in office_projects for office, projects in of(office_ids).items() if projects
        }
    return office_ids if seat.role in (Role.SUPPLIER, SYSTEM.role) else set()


@contextmanager
def inside_offices(office_ids: Collection[int], by: Seat) -> Iterator[None]:
    """Work inside whole offices, all their projects included: the one door that widens a seat's reach.

    office_ids  offices whose paperwork the seat does, which is asked here and not of the caller.

    Raises OfficeOutOfReach before anything is opened.
    """
    with nullcontext() if seat_in_use() == by else seated(by):
        strange = set(office_ids) - _run_by(by, set(office_ids))
    if strange:
        raise OfficeOutOfReach(sorted(strange))
    wide = replace(by, db_role=DbRole.OFFICE, offices=tuple(office_ids), projects=None, own_rows_only=False)
    with seated(wide):
        yield

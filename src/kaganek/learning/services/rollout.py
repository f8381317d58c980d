"""From an office's list of employees to people who can start: one deed, all or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from kaganek.core import audit
from kaganek.core.seats import Seat, seated
from kaganek.learning.services import paths
from kaganek.people.models import ImportDraft, Office, Person
from kaganek.people.queries.paperwork import inside_offices
from kaganek.people.rules import EmployeeRow
from kaganek.people.services import accounts, imports
from kaganek.people.services.codes import send_links
from kaganek.people.terms import OFFICE_ADMINS
from kaganek.programmes.models import Enrolment, Participation, Project
from kaganek.programmes.services.enrolment import OfficeNotInProject, enrol, lock_places, places_taken

Handout = Literal["link", "slip", "later"]


class OfficesMayNotImport(Exception):
    """The project keeps the reading of lists to its coordinator."""


@dataclass(frozen=True, slots=True)
class RolloutResult:
    """What one confirmed list has done."""

    created: int
    existing: int
    enrolled: int  # people of the list who take part in the project now
    assigned: int  # people who got the path now
    letters: int
    without_email: int
    person_ids: tuple[int, ...] = ()  # the new ones


def offices_of_list(project_id: int, by: Seat) -> dict[str, int]:
    """The offices a list may speak of: those of the project within the seat's reach, by register code.

    An organisation without a code stands under its id with a letter, so it is counted and never matched.
    Raises OfficesMayNotImport for office staff where the project does not let them read lists.
    """
    project = Project.objects.get(pk=project_id)
    if by.role in OFFICE_ADMINS and not project.offices_import_people:
        raise OfficesMayNotImport(project)
    joined = Participation.objects.filter(project=project_id).values("office")
    found = Office.objects.filter(pk__in=joined).values_list("teryt", "pk")
    return {teryt or f"id{pk}": pk for teryt, pk in found}


def open_list(
    data: bytes, *, file_name: str, project_id: int, office_id: int | None, by: Seat, at: datetime
) -> ImportDraft:
    """Read and judge an uploaded list for a project; nothing is written but the draft.

    office_id   the one office of the list, taking part in the project within the seat's reach; None
                when the column of TERYT codes decides.

    Raises SheetFault, ListUnreadable, OfficesMayNotImport, and OfficeNotInProject for an office
    outside the project or the seat's reach.
    """
    with _offices_open(project_id, office_id, by) as offices:
        return imports.open_draft(
            data,
            file_name=file_name,
            offices=offices,
            office_id=office_id,
            project_id=project_id,
            by=by,
            at=at,
        )


def check_list(
    data: bytes, *, file_name: str, project_id: int, office_id: int | None, by: Seat
) -> list[imports.Line]:
    """The verdict for every row of a list, and nothing kept; raises as `open_list`."""
    with _offices_open(project_id, office_id, by) as offices:
        return imports.check_list(data, file_name=file_name, offices=offices, office_id=office_id).lines


@contextmanager
def _offices_open(project_id: int, office_id: int | None, by: Seat) -> Iterator[dict[str, int]]:
    """Work inside the offices a list may speak of; the one it is said to be of is among them."""
    offices = offices_of_list(project_id, by)
    if office_id is not None and office_id not in offices.values():
        raise OfficeNotInProject([office_id])
    with inside_offices(offices.values(), by):
        yield offices


@dataclass(frozen=True, slots=True)
class OfficePlaces:
    """The places of one office before and after a list."""

    office_id: int
    limit: int
    taken: int
    wanted: int

    @property
    def after(self) -> int:
        return self.taken + self.wanted

    @property
    def missing(self) -> int:
        return max(self.after - self.limit, 0)


def places_after(draft: ImportDraft, lines: Sequence[imports.Line], *, by: Seat) -> list[OfficePlaces]:
    """How full the offices of a draft would be after it; new people and those not yet in the project count.

    Raises OfficeOutOfReach for a draft of offices that the seat no longer works for.
    """
    right = [line for line in lines if line.employee and line.verdict != imports.FIX]
    office_ids = {line.employee.office_id for line in right if line.employee}
    if draft.office_id:
        office_ids.add(draft.office_id)
    with inside_offices(office_ids, by):
        known = [line.person_id for line in right if line.person_id]
        inside = set(
            Enrolment.objects.filter(
                project=draft.project, person__in=known, left_at=None
            ).values_list("person_id", flat=True)
        )  # fmt: skip
        limits = Participation.objects.filter(project=draft.project, office__in=office_ids)
        taken = places_taken(draft.project or 0, office_ids)
        wanted = Counter(
            line.employee.office_id for line in right if line.employee and line.person_id not in inside
        )
        return [
            OfficePlaces(office_id, limit, taken.get(office_id, 0), wanted[office_id])
            for office_id, limit in limits.order_by("office_id").values_list("office_id", "place_limit")
        ]


def start_training(
    draft_id: int, *, path_id: int | None, handout: Handout, by: Seat, at: datetime
) -> RolloutResult:
    """Turn a confirmed list into accounts, enrolments, a path with its courses, and letters: all or nothing.

    draft_id  the author's own open draft; its row is locked until commit and closed by this deed.
    path_id   a path of the draft's project; None = people only.
    handout   "link" posts activation letters to new people with an e-mail, "slip" and "later" post none
              (slips are made when printed, because a code exists on paper alone).

    Every row is judged anew. Raises ImportDraft.DoesNotExist for another's draft, imports.DraftClosed on
    a second call, imports.FaultsLeft, PlacesExhausted, OfficeNotInProject, OfficesMayNotImport,
    paths.PathOfAnotherProject, paths.OfficesMayNotAssign; then nothing at all is written.

    Source: rules P-01 to P-03, U-01, S-01 in docs/reference/rules.md; promises.md D2, D3, D6.
    """
    with seated(by):
        draft = imports.locked_draft(draft_id)
        result = start_list(
            imports.lines_of(draft),
            project_id=draft.project or 0,
            office_id=draft.office_id,
            skip_faults=bool(draft.facts.get("skip_faults")),
            path_id=path_id,
            handout=handout,
            by=by,
            at=at,
        )
        imports.close_draft(draft, result=_summary(result, handout), path=path_id)
        audit.record(by, "list saved", draft, file=draft.file_name)
    return result


def start_list(
    lines: Sequence[imports.Line],
    *,
    project_id: int,
    office_id: int | None,
    skip_faults: bool,
    path_id: int | None,
    handout: Handout,
    by: Seat,
    at: datetime,
) -> RolloutResult:
    """What `start_training` does with the lines of a list; also the door of the command line. Raises as it does."""
    offices = offices_of_list(project_id, by)
    with inside_offices(offices.values(), by):
        accounts.lock_offices(set(offices.values()) if office_id is None else {office_id})
        rows = imports.confirmed_rows(lines, offices=offices, own=office_id, skip_faults=skip_faults)
        return start_people(rows, project_id=project_id, path_id=path_id, handout=handout, by=by, at=at)


def start_people(
    rows: Sequence[EmployeeRow],
    *,
    project_id: int,
    path_id: int | None,
    handout: Handout,
    by: Seat,
    at: datetime,
) -> RolloutResult:
    """What `start_training` does with rows already judged.

    The caller's open seat reaches the offices of the rows; the whole is one transaction.
    """
    lock_places(project_id, {row.office_id for row in rows})
    people = accounts.create_people(rows, project_id=project_id, by=by, at=at)
    present = [person for person in people.existing if person.is_active]
    ids = [person.pk for person in (*people.created, *present)]
    enrolments = enrol(ids, project_id=project_id, by=by, at=at)
    assigned = paths.assign(path_id, enrolments, by=by, at=at) if path_id else 0
    new = [person.pk for person in people.created]
    sent = send_links(new, by=by, at=at).sent if handout == "link" and new else 0
    return RolloutResult(
        created=len(people.created),
        existing=len(people.existing),
        enrolled=len(enrolments),
        assigned=assigned,
        letters=sent,
        without_email=_without_email(people.created),
        person_ids=tuple(new),
    )


def _without_email(people: Sequence[Person]) -> int:
    return sum(not person.email for person in people)


def _summary(result: RolloutResult, handout: Handout) -> Mapping[str, int | str]:
    return {
        "created": result.created,
        "existing": result.existing,
        "assigned": result.assigned,
        "letters": result.letters,
        "without_email": result.without_email,
        "handout": handout,
    }

"""People take part in a project, within the places their offices have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count

from kaganek.core import audit
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.people.models import Person
from kaganek.people.services.reach import grant_project
from kaganek.programmes.models import Enrolment, Participation

BATCH = 1000


class OfficeNotInProject(Exception):
    """These offices do not take part in the project."""

    def __init__(self, office_ids: Sequence[int]) -> None:
        super().__init__(f"offices {list(office_ids)} take no part")
        self.office_ids = tuple(office_ids)


class PlacesExhausted(Exception):
    """An office wants more places than it has left."""

    def __init__(self, office_id: int, *, limit: int, taken: int, wanted: int) -> None:
        super().__init__(f"office {office_id}: {taken} + {wanted} > {limit}")
        self.office_id, self.limit, self.taken, self.wanted = office_id, limit, taken, wanted


def lock_places(project_id: int, office_ids: set[int]) -> dict[int, int]:
    """Hold back every other enrolment of these offices in the project; their place limits by office.

    In id order, so that two imports for many offices never wait for each other in a circle.
    Raises OfficeNotInProject.
    """
    with seated(SYSTEM):  # a lock asks for the right to write, which an office does not have here
        found = (
            Participation.objects.select_for_update(of=("self",), no_key=True)
            .filter(project=project_id, office__in=office_ids)
            .order_by("office_id")
        )
        limits = dict(found.values_list("office_id", "place_limit"))
    if missing := sorted(office_ids - limits.keys()):
        raise OfficeNotInProject(missing)
    return limits


def places_taken(project_id: int, office_ids: set[int]) -> dict[int, int]:
    """How many people of each office take part now, whether or not they have signed in yet."""
    rows = Enrolment.objects.filter(project=project_id, office__in=office_ids, left_at=None)
    return dict(rows.order_by().values_list("office").annotate(Count("pk")))


def enrol(person_ids: Sequence[int], *, project_id: int, by: Seat, at: datetime) -> list[Enrolment]:
    """Let people take part in a project; those who already do, stay as they are.

    person_ids  people within the caller's open seat, all of them with an office in the project.

    The participations of their offices are locked first, so the limit of places holds when several
    people import at once. Someone who had left comes back to the old enrolment. Returns the
    enrolments of all these people; a constant number of statements but for batches of a thousand.

    Raises PlacesExhausted, OfficeNotInProject, Person.DoesNotExist; then nothing is written by it.

    Source: rules U-01, U-02 in docs/reference/rules.md; promises.md D3.
    """
    office_of = {
        pk: office for pk, office in Person.objects.filter(pk__in=person_ids).values_list("pk", "office_id")
        if office is not None
    }  # fmt: skip
    if len(office_of) != len(set(person_ids)):
        raise Person.DoesNotExist
    limits = lock_places(project_id, set(office_of.values()))
    present = {
        row.person_id: row for row in Enrolment.objects.filter(project=project_id, person__in=office_of)
    }
    gone = [row for row in present.values() if row.left_at]
    fresh = [pk for pk in dict.fromkeys(person_ids) if pk not in present]
    wanted = Counter(office_of[pk] for pk in (*fresh, *(row.person_id for row in gone)))
    _check_places(wanted, limits, project_id)
    made = _write(fresh, gone, office_of, project_id=project_id, at=at)
    grant_project(fresh, project_id)
    if made or gone:
        audit.record_all(by, "enrolled", [*made, *gone])
    return [*present.values(), *made]


def _check_places(wanted: Counter[int], limits: dict[int, int], project_id: int) -> None:
    taken = places_taken(project_id, set(wanted)) if wanted else {}
    for office_id, number in sorted(wanted.items()):
        if taken.get(office_id, 0) + number > limits[office_id]:
            raise PlacesExhausted(
                office_id, limit=limits[office_id], taken=taken.get(office_id, 0), wanted=number
            )


def _write(
    fresh: list[int], gone: list[Enrolment], office_of: dict[int, int], *, project_id: int, at: datetime
) -> list[Enrolment]:
    if gone:
        Enrolment.objects.filter(pk__in=[row.pk for row in gone]).update(left_at=None)
    return Enrolment.objects.bulk_create(
        [
            Enrolment(project_id=project_id, office_id=office_of[pk], person_id=pk, enrolled_at=at)
            for pk in fresh
        ],
        batch_size=BATCH,
    )


def leave(enrolment_id: int, *, by: Seat, at: datetime) -> Enrolment:
    """End a person's part in a project: the place is free again, what was learnt stays.

    Raises Enrolment.DoesNotExist outside the seat's reach; a second call changes nothing.
    """
    enrolment = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment_id)
    if enrolment.left_at is None:
        enrolment.left_at = at
        enrolment.save(update_fields=["left_at"])
        audit.record(by, "enrolment ended", enrolment)
    return enrolment

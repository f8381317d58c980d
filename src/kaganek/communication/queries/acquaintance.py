"""Whom a person may write to: those one shares a space with now, and knows.

Sharing alone would let a participant page through everybody of a project; so the other one is known besides: by the
register that the seat reads, by role, or because something of theirs stands in a space that both read.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from kaganek.communication.models import Post, Space
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.lib.names import fold
from kaganek.people.models import Membership, Person
from kaganek.people.terms import Role
from kaganek.programmes.models import Project

MOST = 50  # people offered at once


def spaces_of_person(person_id: int) -> set[int]:
    """The spaces that a person reads now, in any of their roles."""
    seat_again: Callable[[int, int], Seat | None] = import_string(settings.SEAT_AGAIN)
    with seated(SYSTEM):
        held = list(
            Membership.objects.filter(
                person=person_id, ended_at=None, person__deactivated_at=None
            ).values_list("account_id", "pk")
        )
    found: set[int] = set()
    for account_id, membership_id in held:
        if seat := seat_again(account_id or 0, membership_id):
            with seated(seat):
                found |= set(Space.objects.values_list("pk", flat=True))
    return found


def shared_spaces(seat: Seat, person_id: int) -> set[int]:
    """Spaces that the seat and the person both read now."""
    with seated(seat):
        own = set(Space.objects.values_list("pk", flat=True))
    return own & spaces_of_person(person_id) if own else set()


def may_meet(seat: Seat, person_id: int) -> bool:
    """Whether the seat may see the person's card and write to them. Source: rule C-41."""
    if person_id == seat.person_id:
        return False
    shared = shared_spaces(seat, person_id)
    if not shared:
        return False
    with seated(seat):
        said = Post.objects.filter(space__in=shared, by=person_id, hidden=False, topic__hidden=False)
        return said.exists() or known_people(seat).filter(pk=person_id).exists()


def known_people(seat: Seat) -> QuerySet[Person]:
    """People whom a seat knows by name: those within its reach, staff of the own office, its consultants.

    The database alone tells: for a participant the ORM's filter leaves only themselves. Experts reach no person.
    """
    if seat.role == Role.EXPERT:
        return Person.objects.none()
    return Person.policed.filter(deactivated_at=None)


def offered_people(seat: Seat, text: str = "") -> list[Person]:
    """Known people to write to, in Polish order, whose name begins or contains what was typed."""
    rows = (
        known_people(seat)
        .exclude(pk=seat.person_id or 0)
        .filter(account__isnull=False)
        .select_related("office")
    )
    for word in fold(text).split()[:4]:
        rows = rows.filter(folded__contains=word)
    return list(rows.order_by("sort_name", "pk")[:MOST])


def offered_projects(seat: Seat) -> list[Project]:
    """Projects whose coordinators may be written to although nobody has to know their names."""
    if seat.role == Role.COORDINATOR:
        return []
    ids = Space.objects.filter(kind="project").values("project")
    return list(Project.objects.filter(pk__in=ids).order_by("name__alphabetical", "pk"))


def coordinators_of(project_id: int, today: date) -> list[int]:
    """The people who coordinate a project now; asked as the system."""
    with seated(SYSTEM):
        rows = Membership.objects.filter(
            Q(ends_on=None) | Q(ends_on__gte=today), role=Role.COORDINATOR, project=project_id, ended_at=None,
            person__deactivated_at=None,
        )  # fmt: skip
        return sorted(set(rows.values_list("person_id", flat=True)))


def name_of(person_id: int) -> tuple[str, str]:
    """Name and place of somebody who may be met."""
    with seated(SYSTEM):
        person = Person.objects.select_related("office").get(pk=person_id)
        roles = set(Membership.objects.filter(person=person, ended_at=None).values_list("role", flat=True))
    told = [role.label for role in Role if role.value in roles and role != Role.LEARNER]
    place = person.office.office_name if person.office else ""
    return person.full_name, ", ".join(filter(None, [*told, place]))

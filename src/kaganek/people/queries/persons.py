"""Reads of people: the list of those within reach, its states, what its filters offer; and the roles held."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby

from django.db.models import Q, QuerySet

from kaganek.core.seats import account_door
from kaganek.lib.names import sort_key
from kaganek.people.models import Membership, Person

IN_STATE = {
    "czeka": Q(activated_at=None, deactivated_at=None),
    "czynne": Q(activated_at__isnull=False, deactivated_at=None),
    "wylaczone": Q(deactivated_at__isnull=False),
}
MOST_VALUES = 200  # of a column, offered by its filter


def people_in_reach() -> QuerySet[Person]:
    """Everyone of an office whom the seat sees; the project's own people have no office."""
    return Person.objects.filter(office__isnull=False).select_related("office")


def chosen_people(ids: Collection[int]) -> QuerySet[Person]:
    """Those of the ids that the seat reaches; the others do not exist for it."""
    return people_in_reach().filter(pk__in=ids)


def values_of(field: str) -> Sequence[str]:
    """The values a column has among the people in reach, in Polish order."""
    found = Person.objects.filter(office__isnull=False).exclude(**{field: ""})
    return sorted(found.order_by(field).values_list(field, flat=True).distinct()[:MOST_VALUES], key=sort_key)


def roles_of(person_ids: Sequence[int]) -> dict[int, list[str]]:
    """The open roles of people, also those beyond the seat's reach."""
    with account_door():
        rows = (
            Membership.policed.filter(person_id__in=person_ids, ended_at=None)
            .order_by("person_id")
            .values_list("person_id", "role")
        )
        return {person: [role for _, role in held] for person, held in groupby(rows, lambda row: row[0])}

"""What is known of people: corrected, moved between groups and departments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.people.models import Person
from kaganek.people.queries.persons import roles_of
from kaganek.people.rules import match_key
from kaganek.people.services.accounts import person_folded, person_sort_name
from kaganek.people.services.codes import void
from kaganek.people.services.reach import RoleNotGivable
from kaganek.people.terms import may_give

FIELDS = ("first_name", "last_name", "email", "department", "position", "group_name", "sex")


class AlreadyKnown(Exception):
    """The office has another person with this e-mail, or with this name in this department."""

    def __init__(self, other: Person) -> None:
        super().__init__(f"person {other.pk}")
        self.other = other


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Everything about a person that an office may correct, judged by the same rules as a list."""

    first_name: str
    last_name: str
    email: str = ""
    department: str = ""
    position: str = ""
    group_name: str = ""
    sex: str = ""


def change_person(person_id: int, facts: PersonFacts, *, by: Seat, at: datetime) -> list[str]:
    """Correct what is known of a person; returns the names of the fields that changed.

    With a new e-mail every code sent or printed before stops working, since it may be in other hands.

    Raises Person.DoesNotExist beyond the seat's reach, RoleNotGivable when the person holds a role
    this seat could not give (whoever sets the e-mail could take the account), AlreadyKnown.
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
    if not may_give(by.role, roles_of([person_id]).get(person_id, ())):
        raise RoleNotGivable
    changed = [name for name in FIELDS if getattr(person, name) != getattr(facts, name)]
    if not changed:
        return []
    for name in changed:
        setattr(person, name, getattr(facts, name))
    _follow(person)
    if "email" in changed:
        void([person.account_id or 0])
    person.save(update_fields=[*changed, "match_key", "sort_name", "folded"])
    audit.record(by, "person changed", person, fields=" ".join(changed))
    return changed


def _follow(person: Person) -> None:
    """The columns made from the others; the key stays one of a kind within the office."""
    person.match_key = match_key(
        person.first_name, person.last_name, email=person.email, department=person.department
    )
    person.sort_name = person_sort_name(person.first_name, person.last_name)
    person.folded = person_folded(person.first_name, person.last_name, person.email, person.login)
    others = Person.objects.filter(office=person.office_id, match_key=person.match_key)
    if person.office_id and (other := others.exclude(pk=person.pk).first()):
        raise AlreadyKnown(other)


def set_group(person_ids: Sequence[int], group_name: str, *, by: Seat) -> int:
    """Put people into a group of their office, or into none; returns how many moved.

    person_ids  people within the seat's reach; others are passed over.
    """
    moved = Person.objects.filter(pk__in=person_ids).exclude(group_name=group_name)
    people = list(moved.select_for_update(of=("self",)).order_by("pk"))
    Person.objects.filter(pk__in=[person.pk for person in people]).update(group_name=group_name)
    if people:
        audit.record_all(by, "group set", people, group=group_name)
    return len(people)

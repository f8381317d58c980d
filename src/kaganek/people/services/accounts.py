"""People come into being: accounts with individual logins, persons, learner's seats."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.db.models import Q

from kaganek.core import audit
from kaganek.core.seats import SYSTEM, Seat, account_door, seated
from kaganek.lib.names import fold, login_base, sort_key
from kaganek.people.models import Account, Membership, Office, Person
from kaganek.people.rules import EmployeeRow, free_logins, match_key
from kaganek.people.terms import Role

BATCH = 1000
LOGIN_LOCK = 7_316_202  # any number, ours: logins are unique across all offices


@dataclass(frozen=True, slots=True)
class CreatedPeople:
    """Who is new and who was there before, each in the order of the rows."""

    created: list[Person]
    existing: list[Person]


def create_people(
    rows: Sequence[EmployeeRow], *, project_id: int | None, by: Seat, at: datetime
) -> CreatedPeople:
    """Give each row an account without a password, a person in its office, and a learner's seat.

    rows        judged rows; every `office_id` is known and lies within the caller's open seat.
    project_id  the project new people join from the start; enrolling them is another deed.

    A row whose match key the office already knows is that person: nothing about them changes. The
    offices are locked until commit, so two lists at once make no doubles; the number of statements
    does not depend on the number of rows beyond batches of a thousand.

    Source: rules P-01, P-02, P-03 in docs/reference/rules.md; promises.md D6.
    """
    lock_offices({row.office_id for row in rows})
    known = known_people(rows)
    fresh = list({_key(row): row for row in rows if _key(row) not in known}.values())
    made = _create(fresh, project_id=project_id, at=at) if fresh else []
    if made:
        audit.record_all(by, "person added", made)
    existing = {person.pk: person for row in rows if (person := known.get(_key(row)))}
    return CreatedPeople(created=made, existing=list(existing.values()))


def lock_offices(office_ids: set[int]) -> None:
    """Hold back every other import into these offices until commit; in id order, so none waits in a circle."""
    with seated(SYSTEM):  # an office may not write the register, and a lock asks for that right
        offices = Office.objects.select_for_update(no_key=True).filter(pk__in=office_ids)
        list(offices.order_by("pk").values_list("pk"))


def known_people(rows: Sequence[EmployeeRow]) -> dict[tuple[int, str], Person]:
    """Those people of the rows' offices whom the rows speak of, by office and match key.

    A row without an e-mail speaks also of the one person of its name and department whose e-mail the
    office gave earlier. Source: rule P-02 in docs/reference/rules.md.
    """
    named = {person_sort_name(row.first_name, row.last_name) for row in rows if not row.email}
    found = Person.objects.filter(
        Q(match_key__in={row.match_key for row in rows}) | Q(sort_name__in=named),
        office__in={row.office_id for row in rows},
    )
    exact, by_name = {}, defaultdict(list)
    for person in found:
        exact[(person.office_id or 0, person.match_key)] = person
        by_name[(person.office_id or 0, _name_key(person))].append(person)
    return {key: people[0] for key, people in by_name.items() if len(people) == 1} | exact


def _name_key(person: Person) -> str:
    return match_key(person.first_name, person.last_name, email="", department=person.department)


def logins_for(rows: Sequence[EmployeeRow]) -> list[str]:
    """The logins these rows would get now, in order; certain only inside the deed that creates them."""
    bases = [login_base(row.first_name, row.last_name) for row in rows]
    with account_door(), connection.cursor() as cursor:
        # Byte-wise comparison uses the index of the column whatever the database's collation is.
        cursor.execute(
            "SELECT login FROM unnest(%s::text[]) AS base JOIN people_account"
            " ON login ~>=~ base AND login ~<~ (base || ':') WHERE ltrim(substr(login, length(base) + 1), '0123456789') = ''",
            [sorted(set(bases))],
        )
        taken = [row[0] for row in cursor.fetchall()]
    return free_logins(bases, taken)


def _key(row: EmployeeRow) -> tuple[int, str]:
    return row.office_id, row.match_key


def _create(rows: list[EmployeeRow], *, project_id: int | None, at: datetime) -> list[Person]:
    accounts = _accounts(rows)
    people = Person.objects.bulk_create(
        [_person(row, account, project_id, at) for row, account in zip(rows, accounts, strict=True)],
        batch_size=BATCH,
    )
    Membership.objects.bulk_create(
        [
            Membership(
                account_id=person.account_id,
                person=person,
                role=Role.LEARNER,
                office_id=person.office_id,
                granted_at=at,
            )
            for person in people
        ],
        batch_size=BATCH,
    )
    return people


def _person(row: EmployeeRow, account: Account, project_id: int | None, at: datetime) -> Person:
    return Person(
        office_id=row.office_id or None,
        account=account,
        project_ids=[project_id] if project_id else [],
        login=account.login,
        first_name=row.first_name,
        last_name=row.last_name,
        email=row.email,
        department=row.department,
        position=row.position,
        group_name=row.group_name,
        sex=row.sex,
        match_key=row.match_key,
        sort_name=person_sort_name(row.first_name, row.last_name),
        folded=person_folded(row.first_name, row.last_name, row.email, account.login),
        created_at=at,
    )


def create_outside_offices(row: EmployeeRow, *, project_id: int, by: Seat, at: datetime) -> Person:
    """An account without a password and a person of no office, known to one project; they hold no role yet.

    A person of no office with the same match key within the seat's reach is that person.
    """
    known = Person.objects.filter(office=None, match_key=row.match_key).first()
    if known:
        return known
    (account,) = _accounts([row])
    made = _person(row, account, project_id, at)
    made.save(force_insert=True)
    audit.record(by, "person added", made)
    return made


def _accounts(rows: list[EmployeeRow]) -> list[Account]:
    with account_door():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOGIN_LOCK])
        return Account.objects.bulk_create(
            [Account(login=login, password=make_password(None)) for login in logins_for(rows)],
            batch_size=BATCH,
        )


def person_sort_name(first_name: str, last_name: str) -> str:
    """What lists are ordered by: surname, then first name, in the order of the Polish alphabet."""
    return sort_key(f"{last_name} {first_name}")


def person_folded(first_name: str, last_name: str, email: str, login: str) -> str:
    """What the search box looks into: names both ways round, e-mail and login, without accents."""
    return fold(f"{last_name} {first_name} {last_name} {email} {login}")[:500]

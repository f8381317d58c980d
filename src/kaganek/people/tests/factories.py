"""People and offices for tests; nothing here happens by surprise. Call inside `seated(SYSTEM)`."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from kaganek.core.seats import account_door
from kaganek.people.models import Account, AdvisedOffice, Membership, Office, Person
from kaganek.people.terms import OFFICE_STAFF, OfficeKind, Role

_number = count(1)
PASSWORD = "siedem spokojnych latarni"  # the tests' one password
_HASH = make_password(PASSWORD)


def make_office(**values: Any) -> Office:
    n = next(_number)
    name = values.pop("name", f"Gmina {n}")
    return Office.objects.create(
        **{
            "name": name,
            "office_name": f"Urząd Gminy {name}",
            "kind": OfficeKind.RURAL,
            "voivodeship": "14",
            "sort_name": name.lower(),
            "folded": name.lower(),
        }
        | values
    )


def make_account(login: str | None = None, **values: Any) -> Account:
    with account_door():
        return Account.objects.create(login=login or f"konto{next(_number)}", password=_HASH, **values)


def make_person(office: Office | None, *, login: str | None = None, **values: Any) -> Person:
    """A person with an account; the project's people have no office."""
    account = make_account(login)
    names = {
        "first_name": values.pop("first_name", "Jan"),
        "last_name": values.pop("last_name", f"Osoba{account.pk}"),
    }
    key = f"{names['last_name']} {names['first_name']}".lower()
    return Person.objects.create(
        **names
        | {
            "office": office,
            "account": account,
            "login": account.login,
            "email": f"{account.login}@urzad.example",
            "match_key": f"{account.login}@urzad.example",
            "sort_name": key,
            "folded": key,
            "created_at": timezone.now(),
            "activated_at": timezone.now(),
        }
        | values
    )


def give_role(person: Person, role: Role, *, project: int | None = None) -> Membership:
    """The seat that goes with a role; staff of an office become visible to it."""
    in_office = role is Role.LEARNER or role in OFFICE_STAFF
    if role in OFFICE_STAFF and not person.is_contact:
        person.is_contact = True
        person.save(update_fields=["is_contact"])
    return Membership.objects.create(
        person=person,
        account_id=person.account_id,
        role=role,
        office=person.office if in_office else None,
        project=project,
        granted_at=timezone.now(),
    )


def make_advised(membership: Membership, office: Office, **values: Any) -> AdvisedOffice:
    """A consultant's office; the office takes part in the consultant's project already."""
    return AdvisedOffice.objects.create(
        **{
            "membership": membership,
            "adviser_id": membership.person_id,
            "project": membership.project,
            "office": office,
            "assigned_at": timezone.now(),
        }
        | values
    )

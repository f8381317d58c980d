"""The first account of an installation without demonstration data."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from kaganek.core.seats import SYSTEM, account_door, seated
from kaganek.people.models import Account, Membership, Person
from kaganek.people.services.codes import make_link
from kaganek.people.services.reach import give_role
from kaganek.people.terms import CodeKind, Role

LOGIN = "administrator"


def first_administrator_link() -> str:
    """The address where the platform's first supplier sets a password; the account is made once.

    Asked again before the first sign-in, it gives a new link and the earlier one stops working.
    Once a supplier has signed in there is none: further accounts are theirs to give, and this is "".
    """
    at = timezone.now()
    with seated(SYSTEM):
        suppliers = Membership.objects.filter(role=Role.SUPPLIER, ended_at=None).select_related("person")
        people = [row.person for row in suppliers]
        if any(person.activated_at for person in people):
            return ""
        person = people[0] if people else _make()
        return make_link(person.account_id or 0, CodeKind.LINK, at=at)


def _make() -> Person:
    at = timezone.now()
    with account_door():
        account = Account.objects.create(login=LOGIN, password=make_password(None))
    person = Person.objects.create(
        account=account, login=LOGIN, first_name="Pierwszy", last_name="Administrator", match_key=LOGIN,
        sort_name=LOGIN, folded=LOGIN, created_at=at,
    )  # fmt: skip
    give_role(person, Role.SUPPLIER, by=SYSTEM, at=at)
    return person

"""Where to write to people."""

from __future__ import annotations

from collections.abc import Collection

from kaganek.people.models import Person


def addresses_of(people: Collection[int]) -> dict[int, str]:
    """{person: e-mail} of those who can sign in and have an address; for the outbox, in the system's seat."""
    rows = Person.objects.filter(pk__in=people, deactivated_at=None).exclude(email="").exclude(account=None)
    return dict(rows.values_list("pk", "email"))

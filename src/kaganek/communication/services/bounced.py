"""Telling those who keep the addresses that one of them takes no mail."""

from __future__ import annotations

from datetime import datetime, timedelta

from kaganek.core.models import Letter
from kaganek.core.notices import Group, News, NoticeKind, notify
from kaganek.core.seats import SYSTEM, seated
from kaganek.people.models import Membership, Person
from kaganek.people.terms import Role

RETURNED = "communication.bounced"
NOTICES = (
    NoticeKind(
        RETURNED, "Adres e-mail osoby odrzuca pocztę", Group.OFFICE,
        roles=(Role.OFFICE_COORDINATOR.value, Role.IT_ADMIN.value, Role.COORDINATOR.value),
    ),
)  # fmt: skip
LOG = "/wiadomosci-wyslane/?wynik=returned"
LOOKS_BACK = timedelta(days=3)  # the clock asks every minute; a worker may have been away


def tell_of_bounces(*, at: datetime) -> int:
    """Tell of addresses that were found dead: the coordinators of the person's office and of the project the mail was about.

    An office without a coordinator has its IT administrator told. Once for each letter that came back, and no other
    notice goes there until somebody lifts it, so once for each address; nobody hears of the own one. Returns of how many.
    Source: rule C-06.
    """
    with seated(SYSTEM):
        rows = list(Letter.objects.filter(bounce_stands=True, bounced_at__gt=at - LOOKS_BACK).order_by("pk"))
        homes = dict(
            Person.objects.filter(pk__in={row.person for row in rows}).values_list("pk", "office_id")
        )
        news = [one for row in rows if row.person in homes for one in _news(row, homes[row.person])]
        notify(news, at=at)
    return len(rows)


def _news(letter: Letter, office: int | None) -> list[News]:
    held = Membership.objects.filter(ended_at=None, person__deactivated_at=None).exclude(
        person=letter.person or 0
    )
    keepers: set[int] = set()
    if office:
        for role in (Role.OFFICE_COORDINATOR, Role.IT_ADMIN):
            found = held.filter(office=office, role=role)
            keepers = keepers or set(found.values_list("person_id", flat=True))
    if letter.project:
        found = held.filter(project=letter.project, role=Role.COORDINATOR)
        keepers |= set(found.values_list("person_id", flat=True))
    return [
        News(
            RETURNED, f"{RETURNED}:{letter.pk}", one, project=letter.project, url=LOG,
            title="Adres e-mail jednej osoby odrzuca pocztę",
            facts={"text": "Wiadomość wróciła, więc powiadomienia tej osoby zostają w Kaganku. Popraw adres na jej karcie."},
        )
        for one in sorted(keepers)
    ]  # fmt: skip

"""Telling consultants in the morning which contacts with offices were planned for the day."""

from __future__ import annotations

from datetime import datetime, time

from django.urls import reverse
from django.utils.timezone import localtime

from kaganek.communication.models import OfficeContact
from kaganek.communication.queries.acquaintance import coordinators_of
from kaganek.core.models import Way
from kaganek.core.notices import Group, News, NoticeKind, notify, withdraw
from kaganek.core.seats import SYSTEM, seated
from kaganek.people.models import AdvisedOffice
from kaganek.people.terms import Role

PLANNED = "communication.contact_next"
NOTICES = (
    NoticeKind(
        PLANNED, "Kontakt z urzędem umówiony na dziś", Group.OFFICE, Way.DIGEST,
        roles=(Role.CONSULTANT.value, Role.COORDINATOR.value),
    ),
)  # fmt: skip
HOUR = time(6)  # in Poland; before the digests of the day


def remind_of_contacts(*, at: datetime) -> int:
    """Tell of contacts planned for today, from HOUR on: whoever wrote it down while the office is in their care, else
    those who advise it now, else the project's coordinators; each once. Returns of how many contacts.

    The worker's clock calls it every hour. Source: rule C-103.
    """
    here = localtime(at)
    if here.time() < HOUR:
        return 0
    with seated(SYSTEM):
        planned = OfficeContact.objects.filter(next_on=here.date(), next_done_at=None, withdrawn_at=None)
        rows = list(planned.select_related("office").order_by("pk"))
        notify([_news(row, one) for row in rows for one in _caring(row, at)], at=at)
    return len(rows)


def _caring(row: OfficeContact, at: datetime) -> list[int]:
    cares = AdvisedOffice.objects.filter(project=row.project_id, office=row.office_id, ended_at=None)
    advisers = sorted(set(cares.values_list("adviser", flat=True)))
    coordinators = coordinators_of(row.project_id, localtime(at).date())
    return [row.author_id] if row.author_id in (*advisers, *coordinators) else advisers or coordinators


def _news(row: OfficeContact, person: int) -> News:
    # No office: the office reads nothing of what is written of it, nor that somebody was told.
    return News(
        PLANNED, f"{_about(row.pk)}:{row.next_on}", person, project=row.project_id,
        title=f"Kontakt umówiony na dziś: {row.office.office_name}",
        url=reverse("communication:contact", args=[row.pk]), about=_about(row.pk),
    )  # fmt: skip


def take_back_next(*contacts: int, at: datetime) -> None:
    """Nothing more goes out about planned contacts that came about, or are not needed."""
    withdraw(*(_about(one) for one in contacts), at=at)


def _about(contact_id: int) -> str:
    return f"{PLANNED}:{contact_id}"

"""Announcements to offices, groups, projects and everyone, each with its place's word, read by one person of the place."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import UUID

from kaganek.communication.models import Announcement, AnnouncementReceipt, Space
from kaganek.communication.terms import Addressees, SpaceKind
from kaganek.people.models import Person

if TYPE_CHECKING:
    from kaganek.site.dataset.build import Country

OFFICES = 12
What = AnnouncementReceipt.What


def write_announcements(country: Country, *, at: datetime) -> None:
    """Of each of the first offices with its learner's receipt, of every group and project, and of the operator."""
    known = {person.login: person for person in country.persons}
    batches = count(7000)

    def announce(by: Person, title: str, **where: Any) -> Announcement:
        return Announcement.objects.create(
            title=title, body="O dziesiątej w sali narad.", from_on=at.date(), until_on=at.date() + timedelta(days=3650),
            must_confirm=True, by=by, signed="kto ogłasza", batch=UUID(int=next(batches)), made_at=at, **where,
        )  # fmt: skip

    for n, office in enumerate(country.offices[:OFFICES]):
        title = f"Zebranie {country.office_word(n)}"
        made = announce(known[f"o{n:04d}"], title, audience=Addressees.OFFICE, office=office)
        _read(made, known[f"p{n:04d}.0000"], at=at)
    for number, project in enumerate(country.projects):
        keeper = known[f"k{number + 1:02d}"]
        title = f"Terminy {country.project_word(number)}"
        made = announce(keeper, title, audience=Addressees.PROJECT, project=project)
        _read(made, keeper, at=at)
        for space in Space.objects.filter(kind=SpaceKind.GROUP, project=project).order_by("pk"):
            title = f"Spotkanie {space.title.rpartition(' ')[2]}"
            announce(keeper, title, audience=Addressees.GROUP, project=project, space=space)
    announce(known["n1"], "Przerwa w pracy platformy", audience=Addressees.ALL)


def _read(row: Announcement, person: Person, *, at: datetime) -> None:
    AnnouncementReceipt.objects.create(
        announcement=row,
        person=person,
        office_id=person.office_id,
        project_id=row.project_id,
        what=What.READ,
        at=at,
    )

"""Announcements that a seat meets, and who of its people has read them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kaganek.communication.models import Announcement, AnnouncementReceipt
from kaganek.communication.terms import Addressees
from kaganek.core.notices.known import facts_told
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.people.models import Person
from kaganek.programmes.models import Participation

What = AnnouncementReceipt.What
TOLD = "communication.announcement"  # the kind of notice


def announcements(today: date) -> QuerySet[Announcement]:
    """What is announced to the seat on a day: nothing withdrawn, nothing that is over."""
    rows = Announcement.objects.filter(withdrawn_at=None, from_on__lte=today, until_on__gte=today)
    return rows.select_related("office", "project", "space")


def past_announcements(seat: Seat, today: date) -> QuerySet[Announcement]:
    """What was announced to the seat's person and is over: what they were told of or read while it was shown.

    Nothing withdrawn, and nothing that has left the seat's reach since. One's own notices and receipts are asked
    as the system, since own rows lie beyond some seats.
    """
    own = seat.person_id or 0
    with seated(SYSTEM):
        read = AnnouncementReceipt.objects.filter(person=own).values_list("announcement", flat=True)
        mine = facts_told(TOLD, "announcement", person=own) | set(read)
    rows = Announcement.objects.filter(pk__in=mine, withdrawn_at=None, until_on__lt=today)
    return rows.select_related("office", "project", "space")


def audience_of(row: Announcement) -> QuerySet[Person]:
    """People who are spoken to, as they stand now and within the active seat; those who cannot sign in are none,
    nor is who announced it.

    To a project belong its people and the staff of the offices that take part in it.
    """
    people = Person.objects.filter(deactivated_at=None).exclude(account=None).exclude(pk=row.by_id)
    if row.project_id:
        taking_part = Participation.objects.filter(project=row.project_id).values("office")
        staff = Q(is_contact=True, office__in=taking_part)
        people = people.filter(Q(project_ids__contains=[row.project_id]) | staff)
    match row.audience:
        case Addressees.OFFICE:
            return people.filter(office=row.office_id)
        case Addressees.GROUP:
            offices = list(row.space.office_ids) if row.space else []
            return people.filter(office__in=offices)
    return people


def audience_words(row: Announcement) -> str:
    """To whom, in Polish: "Urząd Gminy Zalesie", "projekt …"."""
    match row.audience:
        case Addressees.OFFICE:
            return row.office.office_name if row.office else ""
        case Addressees.PROJECT:
            return f"projekt „{row.project.name if row.project else ''}”"
        case Addressees.GROUP:
            return f"grupa „{row.space.title if row.space else ''}”"
    return "wszyscy"


def is_addressed(row: Announcement, seat: Seat) -> bool:
    """Whether the seat's person is one of those who are spoken to; asked as the system."""
    with seated(SYSTEM):
        return audience_of(row).filter(pk=seat.person_id or 0).exists()


def confirmed_by(row: Announcement) -> QuerySet[Any, Any]:
    """Ids of those who have confirmed, within the active seat."""
    rows = AnnouncementReceipt.objects.filter(announcement=row, what=What.CONFIRMED)
    return rows.values_list("person", flat=True)


def own_receipts(row: Announcement, seat: Seat) -> set[str]:
    """What the seat's person has done with an announcement; asked as the system, since own rows lie beyond some seats."""
    with seated(SYSTEM):
        rows = AnnouncementReceipt.objects.filter(announcement=row, person=seat.person_id or 0)
        return set(rows.values_list("what", flat=True))


def readers_of(row: Announcement) -> QuerySet[Any, Any]:
    """People of the audience within the seat's reach, with when they read and confirmed."""
    receipts = AnnouncementReceipt.objects.filter(announcement=row, person=OuterRef("pk"))
    return (
        audience_of(row)
        .select_related("office")
        .annotate(
            seen_at=Subquery(receipts.filter(what=What.READ).values("at")[:1]),
            confirmed_at=Subquery(receipts.filter(what=What.CONFIRMED).values("at")[:1]),
        )
    )


def counts_of(row: Announcement) -> tuple[int, int, int]:
    """(people, read, confirmed) of the whole audience; numbers alone, so asked as the system."""
    with seated(SYSTEM):
        people = audience_of(row)
        rows = AnnouncementReceipt.objects.filter(announcement=row, person__in=people.values("pk"))
        done = dict(rows.values_list("what").annotate(number=Count("pk")))
        return people.count(), done.get(What.READ, 0), done.get(What.CONFIRMED, 0)


def counted(rows: QuerySet[Announcement]) -> QuerySet[Announcement]:
    """Announcements with how many people of the seat's reach have read (`seen`) and confirmed them (`confirmed`)."""
    receipts = AnnouncementReceipt.objects.filter(announcement=OuterRef("pk")).order_by()
    receipts = receipts.exclude(person=OuterRef("by"))  # noted before who announced was left out

    def number(what: str) -> Any:
        counted_rows = receipts.filter(what=what).values("announcement").annotate(number=Count("pk"))
        return Coalesce(Subquery(counted_rows.values("number")), 0)

    return rows.select_related("office", "project", "space").annotate(
        seen=number(What.READ), confirmed=number(What.CONFIRMED)
    )

"""Announcing, confirming, reminding those who have not confirmed, taking back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate, make_aware

from kaganek.communication.models import Announcement, AnnouncementReceipt, Space
from kaganek.communication.queries.announcements import (
    TOLD,
    audience_of,
    confirmed_by,
    is_addressed,
    own_receipts,
)
from kaganek.communication.terms import Addressees, SpaceKind
from kaganek.core import audit, jobs
from kaganek.core.models import Letter
from kaganek.core.notices import Group, News, NoticeKind, notify, unpin, withdraw
from kaganek.core.notices.known import people_told
from kaganek.core.outbox import Words
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.core.turns import take_turn
from kaganek.people.models import Person
from kaganek.people.services.signatures import signature
from kaganek.people.terms import Role
from kaganek.programmes.models import Participation

ANNOUNCED, REMINDED = TOLD, "communication.announcement_reminder"
TELLING = "communication.announce"  # the job
NOTICES = (
    NoticeKind(ANNOUNCED, "Nowe ogłoszenie", Group.NEWS),
    NoticeKind(REMINDED, "Ogłoszenie czeka na Twoje potwierdzenie", Group.NEWS),
)
What = AnnouncementReceipt.What
MORNING = time(7)
AT_ONCE = 1000  # people told in one transaction

# Who may speak to whom; within these the seat's own reach decides.
ADDRESSED: dict[str, tuple[Addressees, ...]] = {
    Role.SUPERVISOR: (Addressees.OFFICE,),
    Role.OFFICE_COORDINATOR: (Addressees.OFFICE,),
    Role.COORDINATOR: (Addressees.PROJECT, Addressees.GROUP, Addressees.OFFICE),
    Role.OPERATOR: (Addressees.ALL,),
    Role.SUPPLIER: (Addressees.ALL,),
}


class NotYourAudience(Exception):
    """The seat may not speak to these people."""


class NotAnnounced(Exception):
    """It was withdrawn, or its last day has passed."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is to be announced, and to whom: `place` is an office, a project or a group; 0 for everyone."""

    audience: Addressees
    place: int
    title: str
    body: str
    from_on: date
    until_on: date
    must_confirm: bool


def reached(said: Said, *, by: Seat) -> int:
    """How many people an announcement would speak to now; a number alone, so asked as the system.

    Raises NotYourAudience.
    """
    office, project, space = _place(said, by)
    draft = Announcement(
        audience=said.audience, office_id=office, project_id=project, space_id=space, by_id=by.person_id or 0
    )
    with seated(SYSTEM):
        return audience_of(draft).count()


def announce(said: Said, *, batch: UUID, by: Seat, at: datetime) -> Announcement:
    """Tell many at once, from the first of its days on.

    batch  one per form shown: sent twice, it is one announcement.

    Those who are in the audience when the worker gets to it have a notice; who comes later finds it on
    the page of announcements. Raises NotYourAudience, and nothing is written.

    Source: rules C-10 and C-11 in docs/reference/rules.md.
    """
    office, project, space = _place(said, by)
    take_turn(batch)
    if again := Announcement.objects.filter(batch=batch).first():
        return again
    made = Announcement.objects.create(
        audience=said.audience, office_id=office, project_id=project, space_id=space, title=said.title,
        body=said.body, from_on=said.from_on, until_on=said.until_on, must_confirm=said.must_confirm,
        by_id=by.person_id or 0, signed=_signed(by), batch=batch, made_at=at,
    )  # fmt: skip
    audit.record(by, "announced", made, audience=said.audience.value)
    jobs.enqueue(TELLING, announcement_id=made.pk)
    return made


def _place(said: Said, by: Seat) -> tuple[int | None, int | None, int | None]:
    """(office, project, group) of an audience that the seat may speak to."""
    if said.audience not in ADDRESSED.get(by.role, ()):
        raise NotYourAudience
    if said.audience is Addressees.ALL:
        return None, None, None
    if said.audience is Addressees.OFFICE:
        return said.place, _project_with(said.place, by), None
    if said.audience is Addressees.PROJECT and said.place in (by.projects or ()):
        return None, said.place, None
    group = Space.objects.filter(pk=said.place, kind=SpaceKind.GROUP, project__in=by.projects or ()).first()
    if said.audience is not Addressees.GROUP or group is None:
        raise NotYourAudience
    return None, group.project_id, group.pk


def _project_with(office: int, by: Seat) -> int | None:
    """The project in whose name a coordinator speaks to one office; none for the office's own staff."""
    if by.projects is None:
        if office not in (by.offices or ()):
            raise NotYourAudience
        return None
    taking_part = Participation.objects.filter(project__in=by.projects, office=office).order_by("project")
    found = taking_part.values_list("project_id", flat=True).first()
    if found is None:
        raise NotYourAudience
    return found


def _signed(by: Seat) -> str:
    return ", ".join(filter(None, (signature(by), by.label.lower(), by.place)))[:200]


def tell(announcement_id: int) -> None:
    """The job: a notice for everyone in the audience, AT_ONCE people in a transaction; done twice, still one each."""
    with seated(SYSTEM):
        row = Announcement.objects.filter(pk=announcement_id, withdrawn_at=None).first()
    if row is None:
        return
    last = 0
    while True:
        with seated(SYSTEM):
            people = audience_of(row).filter(pk__gt=last).order_by("pk").values_list("pk", "office")
            some = list(people[:AT_ONCE])
            notify([_news(row, ANNOUNCED, _about(row), row.title, *one) for one in some], at=row.made_at)
        if not some:
            break
        last = some[-1][0]
    with seated(SYSTEM):
        Announcement.objects.filter(pk=row.pk).update(told=people_told(_about(row)))


def _news(row: Announcement, kind: str, event: str, title: str, person: int, office: int | None) -> News:
    begins = make_aware(datetime.combine(row.from_on, MORNING))
    return News(
        kind, event, person, office=office, project=row.project_id, title=title,
        url=reverse("communication:announcement", args=[row.pk]), about=_about(row),
        facts={"announcement": row.pk, "confirm": row.must_confirm},
        not_before=begins if row.from_on > localdate(row.made_at) else None,
        pin_until=row.until_on if kind == ANNOUNCED else None,
    )  # fmt: skip


def _about(row: Announcement) -> str:
    return f"communication.announcement:{row.pk}"


def read(row: Announcement, *, confirmed: bool, by: Seat, at: datetime) -> None:
    """Note that the seat's person has read an announcement, and has confirmed it; noted again, nothing changes.

    Who is not spoken to reads it without being counted. Raises NotAnnounced when it was withdrawn, is over or has not begun, and to such a one who confirms. Source: rule C-12.
    """
    if not row.is_shown(localdate(at)):
        raise NotAnnounced
    if not is_addressed(row, by):
        if confirmed:
            raise NotAnnounced
        return
    done = own_receipts(row, by)
    wanted = {What.READ, What.CONFIRMED} if confirmed else {What.READ}
    with seated(SYSTEM):  # some seats do not read even the own person
        office = Person.objects.values_list("office", flat=True).get(pk=by.person_id or 0)
    AnnouncementReceipt.objects.bulk_create(
        [
            AnnouncementReceipt(
                announcement=row, person_id=by.person_id or 0, office_id=office, project_id=row.project_id, what=what, at=at
            )
            for what in sorted(wanted - done)
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    if confirmed or not row.must_confirm:
        unpin(_about(row), person=by.person_id or 0, at=at)


def remind(row: Announcement, *, by: Seat, at: datetime) -> tuple[int, int]:
    """Remind those who have not confirmed, once a day at most; returns how many wait, and how many were told now.

    Only who announced may.

    Raises NotAnnounced when nothing waits for confirmation any more. Source: rule C-12.
    """
    if row.withdrawn_at or not row.must_confirm or row.until_on < localdate(at) or not speaks_for(row, by):
        raise NotAnnounced
    with seated(SYSTEM):
        waiting = audience_of(row).exclude(pk__in=confirmed_by(row))
        people: Sequence[tuple[int, int | None]] = list(waiting.values_list("pk", "office"))
        event = f"{_about(row)}:{localdate(at)}"
        before = people_told(event)
        title = f"Potwierdź: {row.title}"
        for some in _batches(people):
            notify([_news(row, REMINDED, event, title, *one) for one in some], at=at)
        told = people_told(event) - before
    audit.record(by, "announcement reminded", row, people=str(len(people)))
    return len(people), told


def _batches(people: Sequence[tuple[int, int | None]]) -> Iterator[Sequence[tuple[int, int | None]]]:
    return (people[start : start + AT_ONCE] for start in range(0, len(people), AT_ONCE))


def keepers_rows(seat: Seat) -> QuerySet[Announcement]:
    """Announcements that a seat keeps: what `speaks_for` says, as rows; withdrawn ones among them."""
    rows = Announcement.objects.filter(audience__in=ADDRESSED.get(seat.role, ()))
    if seat.projects is not None:
        return rows.filter(project__in=seat.projects)
    return rows.filter(project=None, office__in=seat.offices) if seat.offices is not None else rows


def take_back(row: Announcement, *, by: Seat, at: datetime) -> None:
    """Withdraw an announcement: nobody meets it from now on, and nothing of it is mailed. Only who announced may.

    Done again, nothing changes. Raises NotYourAudience. Source: rule C-03.
    """
    if not speaks_for(row, by):
        raise NotYourAudience
    if Announcement.objects.filter(pk=row.pk, withdrawn_at=None).update(withdrawn_at=at):
        withdraw(_about(row), at=at)
        audit.record(by, "announcement withdrawn", row)


def end_over(*, at: datetime) -> int:
    """Take back the notices of announcements whose last day has passed; returns how many ended. The clock calls it.

    Safe to do twice and by two at once. Source: rule C-11.
    """
    with seated(SYSTEM):
        rows = Announcement.objects.filter(ended_at=None, until_on__lt=localdate(at))
        over = list(rows.select_for_update(of=("self",), skip_locked=True).order_by("pk")[:AT_ONCE])
        for row in over:
            withdraw(_about(row), at=at)
        Announcement.objects.filter(pk__in=[row.pk for row in over]).update(ended_at=at)
    return len(over)


def speaks_for(row: Announcement, seat: Seat) -> bool:
    """Whether a seat keeps an announcement: may speak to its audience, there."""
    if row.audience not in ADDRESSED.get(seat.role, ()):
        return False
    if row.audience == Addressees.OFFICE and row.project_id is None:
        return seat.projects is None and row.office_id in (seat.offices or ())
    return row.audience == Addressees.ALL or row.project_id in (seat.projects or ())


def reminder_words(letter: Letter) -> Words | None:
    """Nothing to those who have confirmed meanwhile, and nothing after its last day."""
    row = Announcement.objects.filter(pk=letter.facts["announcement"], withdrawn_at=None).first()
    if row is None or letter.person in set(confirmed_by(row)) or row.until_on < localdate():
        return None
    return Words(f"Potwierdź ogłoszenie: {row.title}", _body(row, "Ogłoszenie czeka na Twoje potwierdzenie."))


def announced_words(letter: Letter) -> Words | None:
    """What was announced; nothing after its last day."""
    row = Announcement.objects.filter(pk=letter.facts["announcement"], withdrawn_at=None).first()
    if row is None or row.until_on < localdate():
        return None
    return Words(
        f"Ogłoszenie: {row.title}", _body(row, "Potwierdź, że znasz tę treść." if row.must_confirm else "")
    )


def _body(row: Announcement, asked: str) -> str:
    from_base = f"{settings.BASE_URL}{reverse('communication:announcement', args=[row.pk])}"
    parts = ["Dzień dobry,", row.body, asked, f"Otwórz ogłoszenie: {from_base}", f"Ogłasza: {row.signed}"]
    return "\n\n".join(filter(None, parts))

"""Reports sent by themselves: asked for once, prepared after each period in the seat of whoever gets them.

The worker's clock calls `run_due`. A period is noted for all its recipients at once, in one transaction with the
schedule's next day; then a job prepares them one by one, each in a transaction of its own. A worker that was down
finds every period that ended meanwhile; one that was killed goes on where it stopped. See decision 0027.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from kaganek.core import audit, jobs
from kaganek.core.access import may
from kaganek.core.notices import News, notify
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.core.turns import take_turn
from kaganek.people.models import Membership, Person
from kaganek.people.terms import Role
from kaganek.programmes.models import Participation
from kaganek.reporting.models import ReportResult, ReportSchedule
from kaganek.reporting.queries import frozen_reading
from kaganek.reporting.queries.definitions import Definition, report_definitions
from kaganek.reporting.queries.reading import AS_OF, SINCE, UNTIL, Reading
from kaganek.reporting.rules import ended_periods, period_of
from kaganek.reporting.services.saving import place_of
from kaganek.reporting.terms import Every, Recipients

DELIVERING = "reporting.deliver"  # the job
KIND = "reporting.delivery"  # the letter
STOPPED_KIND = "reporting.schedule_stopped"
KEEPERS = (Role.SUPERVISOR, Role.OFFICE_COORDINATOR)  # who gets an office's own: the first there are
MOST_PERIODS = 12  # sent at once after a long pause; older ones are passed over
ROLE_ENDED = "Rola osoby, która go utworzyła, wygasła."
STOPPED = "Zatrzymano ręcznie."
State = ReportResult.State


class StoppedByHand(Exception):
    """Somebody stopped the schedule on purpose: it is set anew, not taken over."""


class NotForSupervisors(Exception):
    """Only a coordinator's schedule goes to the supervisors of the project."""


@transaction.atomic
def schedule(
    report: str,
    *,
    name: str,
    asked: Mapping[str, str],
    every: Every,
    to_whom: Recipients,
    form_key: UUID,
    by: Seat,
    at: datetime,
) -> ReportSchedule:
    """Send a report after each period, from the one under way on. The same form sent twice asks once.

    Raises NotForSupervisors.
    """
    take_turn(form_key)
    if again := ReportSchedule.objects.filter(form_key=form_key).first():
        return again
    place = place_of(by)
    if to_whom is Recipients.SUPERVISORS and (by.role != Role.COORDINATOR or place["project_id"] is None):
        raise NotForSupervisors
    made = ReportSchedule.objects.create(
        report=report, name=name.strip(), asked=dict(asked), every=every, to_whom=to_whom, author_id=by.person_id or 0,
        account=by.account_id or 0, membership=by.membership_id or 0, form_key=form_key, made_at=at,
        next_on=_first_day_after(every, timezone.localdate(at)), **place,
    )  # fmt: skip
    audit.record(by, "report scheduled", made, every=every, to_whom=to_whom)
    return made


def looks_after(found: ReportSchedule, seat: Seat) -> bool:
    """Whether the seat is of a coordinator of the schedule's own project."""
    return seat.role == Role.COORDINATOR and found.project_id in (seat.projects or ())


def stop(schedule_id: int, *, by: Seat, at: datetime) -> ReportSchedule:
    """Send no more; what was sent stays. Its author or a coordinator of its project may.

    Raises ReportSchedule.DoesNotExist.
    """
    found = ReportSchedule.objects.select_for_update(of=("self",)).get(pk=schedule_id)
    if found.author_id != by.person_id and not looks_after(found, by):
        raise ReportSchedule.DoesNotExist
    if found.stopped_at is None:
        _stop(found, STOPPED, at=at)
        audit.record(by, "schedule stopped", found)
    return found


def take_over(schedule_id: int, *, by: Seat, at: datetime) -> ReportSchedule:
    """Go on with a schedule in one's own seat: a coordinator of its project may. Twice is once.

    One that stopped with its author's role is sent again from the period under way on; what was sent to its author
    is sent to the new one. Raises StoppedByHand; ReportSchedule.DoesNotExist out of reach or of the seat's rights.
    """
    found = ReportSchedule.objects.select_for_update(of=("self",)).get(pk=schedule_id)
    definition = _definition(found.report)
    if not looks_after(found, by) or definition is None or not may(by, "view", definition.obj):
        raise ReportSchedule.DoesNotExist
    if found.stopped_at and found.stopped_why != ROLE_ENDED:
        raise StoppedByHand
    mine = {
        "author_id": by.person_id or 0,
        "account": by.account_id or 0,
        "membership": by.membership_id or 0,
    }
    if found.stopped_at is None and all(getattr(found, name) == value for name, value in mine.items()):
        return found
    if found.stopped_at:
        found.next_on = _first_day_after(found.every, timezone.localdate(at))
    for name, value in {**mine, "stopped_at": None, "stopped_why": ""}.items():
        setattr(found, name, value)
    found.save(update_fields=["author", "account", "membership", "stopped_at", "stopped_why", "next_on"])
    audit.record(by, "schedule taken over", found)
    return found


def run_due(*, at: datetime) -> int:
    """Note every period that has ended, and have it prepared; returns how many results are to be made (R-22)."""
    today = timezone.localdate(at)
    with seated(SYSTEM):
        due = ReportSchedule.objects.filter(stopped_at=None, next_on__lte=today).order_by("pk")
        found = list(due.values_list("pk", flat=True))
    return sum(_note(pk, today, at) for pk in found)


def _note(schedule_id: int, today: date, at: datetime) -> int:
    with seated(SYSTEM):
        found = (
            ReportSchedule.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(pk=schedule_id, stopped_at=None, next_on__lte=today)
            .first()
        )
        if found is None:
            return 0
        definition = _definition(found.report)
        if definition is None or _seat(found.account, found.membership, definition) is None:
            _stop(found, ROLE_ENDED, at=at)
            tell_stopped(found, _coordinators(found), at=at)
            return 0
        periods = ended_periods(found.every, found.next_on, today)[-MOST_PERIODS:]
        made = [row for period in periods for row in _results(found, period, at)]
        ReportResult.objects.bulk_create(made, ignore_conflicts=True, batch_size=500)
        found.next_on = _first_day_after(found.every, today)
        found.save(update_fields=["next_on"])
        jobs.enqueue(DELIVERING, schedule_id=found.pk)
    return len(made)


def _coordinators(found: ReportSchedule) -> list[int]:
    """People who coordinate the schedule's project now; of an office's own schedule nobody but its author hears."""
    if found.project_id is None:
        return []
    held = Membership.objects.filter(
        role=Role.COORDINATOR, project=found.project_id, ended_at=None, person__deactivated_at=None
    )
    return sorted(set(held.values_list("person_id", flat=True)))


def tell_stopped(found: ReportSchedule, whom: Sequence[int], *, at: datetime) -> None:
    """Tell these people that a schedule stopped by itself, and where it can be taken over."""
    notify(
        [
            News(
                STOPPED_KIND, f"{STOPPED_KIND}:{found.pk}:{at:%Y%m%d}", one, project=found.project_id,
                title=f"Wysyłka zestawienia „{found.name}” jest zatrzymana", url=f"/raporty/harmonogramy/{found.pk}/",
                facts={"text": "Rola osoby, która ją ustawiła, wygasła. Możesz przejąć tę wysyłkę."},
            )
            for one in whom
        ],
        at=at,
    )  # fmt: skip


class Recipient(NamedTuple):
    """Whom one result is for; without a person nobody in the office could get it."""

    office: int | None
    whom: str = ""
    membership: int | None = None
    account: int = 0
    person: int | None = None


def _results(found: ReportSchedule, period: tuple[date, date], at: datetime) -> list[ReportResult]:
    return [
        ReportResult(
            schedule=found, report=found.report, name=found.name, period_from=period[0], period_to=period[1],
            account=one.account, membership=one.membership, person_id=one.person, whom=one.whom, office_id=one.office,
            project_id=found.project_id, asked_at=at,
            state=State.WAITING if one.person else State.NO_ONE, made_at=None if one.person else at,
        )
        for one in _recipients(found)
    ]  # fmt: skip


def _recipients(found: ReportSchedule) -> list[Recipient]:
    if found.to_whom == Recipients.ME:
        author = Person.objects.get(pk=found.author_id)
        return [Recipient(found.office_id, author.listed_name, found.membership, found.account, author.pk)]
    here = Participation.objects.filter(project=found.project_id).order_by("office_id")
    offices = list(here.values_list("office_id", flat=True))
    keepers: dict[int, dict[str, list[Membership]]] = {office: {} for office in offices}
    held = Membership.objects.filter(
        role__in=KEEPERS, office__in=offices, ended_at=None, person__deactivated_at=None
    )
    for one in held.select_related("person").order_by("pk"):
        keepers[one.office_id or 0].setdefault(one.role, []).append(one)
    return [row for office in offices for row in _of_office(office, keepers[office])]


def _of_office(office: int, held: Mapping[str, Sequence[Membership]]) -> list[Recipient]:
    """The office's supervisors who can sign in, else its coordinators, as when deadlines are told of; else nobody."""
    for role in KEEPERS:
        if able := [one for one in held.get(role, ()) if one.account_id]:
            return [
                Recipient(office, one.person.listed_name, one.pk, one.account_id or 0, one.person_id)
                for one in able
            ]
    without_account = next((one.person.listed_name for role in KEEPERS for one in held.get(role, ())), "")
    return [Recipient(office, without_account)]


def deliver(schedule_id: int, *, at: datetime) -> int:
    """Prepare what waits of a schedule, each in a transaction of its own; returns how many were prepared now."""
    done = 0
    while (waiting := _next_waiting(schedule_id)) is not None:
        done += _prepare(waiting, at)
    return done


def deliver_forgotten(*, at: datetime) -> int:
    """The same for whatever still waits after an hour: its job is gone."""
    with seated(SYSTEM):
        old = ReportResult.objects.filter(state=State.WAITING, asked_at__lt=at - jobs.LOST_AFTER)
        schedules = set(old.values_list("schedule", flat=True))
    return sum(deliver(pk, at=at) for pk in sorted(schedules))


def _next_waiting(schedule_id: int) -> int | None:
    with seated(SYSTEM):
        waiting = ReportResult.objects.filter(schedule=schedule_id, state=State.WAITING).order_by("pk")
        return waiting.values_list("pk", flat=True).first()


def _prepare(result_id: int, at: datetime) -> int:
    """Read the report in the recipient's own seat, keep it and post the letter, all or nothing."""
    with seated(SYSTEM):
        row = (
            ReportResult.objects.select_for_update(of=("self",))
            .select_related("schedule")
            .filter(pk=result_id, state=State.WAITING)
            .first()
        )
        if row is None:
            return 0
        definition = _definition(row.report)
        seat = _seat(row.account, row.membership or 0, definition) if definition else None
        if definition is None or seat is None:
            row.state, row.made_at = State.NO_ROLE, at
            row.save(update_fields=["state", "made_at"])
            return 0
        with seated(seat):
            content, size = _read(definition, row, seat, at)
        row.content, row.rows, row.made_at = content, size, at
        row.state = State.READY if content["rows"] is not None else State.TOO_LONG
        _tell(row, at)
        row.save(update_fields=["content", "rows", "made_at", "state", "event"])
    return 1


def _read(definition: Definition, row: ReportResult, seat: Seat, at: datetime) -> tuple[dict[str, Any], int]:
    days: dict[str, str] = {}
    if definition.past:
        days = {AS_OF: row.period_to.isoformat()}
    elif definition.period:
        days = {SINCE: row.period_from.isoformat(), UNTIL: row.period_to.isoformat()}
    asked = {str(key): str(value) for key, value in row.schedule.asked.items()}
    reading = Reading(definition, {**asked, **days}, seat=seat, today=timezone.localdate(at))
    content = frozen_reading.freeze(reading, at=at)
    return content, reading.size if content["rows"] is None else len(content["rows"])


def _tell(row: ReportResult, at: datetime) -> None:
    """The news that the report is ready; it carries no number and no name but the report's own."""
    person = row.person_id or 0
    address = Person.objects.values_list("email", flat=True).get(pk=person)
    row.event = f"{KIND}:{row.pk}" if address else ""
    notify(
        [
            News(
                kind=KIND, event=f"{KIND}:{row.pk}", person=person, office=row.office_id, project=row.project_id,
                title=f"Gotowe zestawienie „{row.name}”", url=f"/raporty/wyslane/{row.pk}/", facts={"result": row.pk},
                about=f"reporting.reportresult:{row.pk}",
            )
        ],
        at=at,
    )  # fmt: skip


def _seat(account: int, membership: int, definition: Definition) -> Seat | None:
    """The seat as it is now; None when the role has ended or may no longer see the report."""
    seat_again: Callable[[int, int], Seat | None] = import_string(settings.SEAT_AGAIN)
    seat = seat_again(account, membership)
    return seat if seat and may(seat, "view", definition.obj) else None


def _definition(key: str) -> Definition | None:
    return report_definitions.get(key) if key in report_definitions else None


def _stop(found: ReportSchedule, why: str, *, at: datetime) -> None:
    found.stopped_at, found.stopped_why = at, why
    found.save(update_fields=["stopped_at", "stopped_why"])


def _first_day_after(every: str, day: date) -> date:
    return period_of(every, day)[1] + timedelta(days=1)

"""Reports saved, scheduled and sent by people of the made-up country, each named with a word of its own place."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.people.models import Membership
from kaganek.people.seats import seat_from, with_offices
from kaganek.reporting.models import ReportSchedule
from kaganek.reporting.services.saving import save_report
from kaganek.reporting.services.schedules import deliver, run_due, schedule
from kaganek.reporting.terms import Every, Recipients, Share


def seat_of(login: str) -> Seat:
    with seated(SYSTEM):
        return seat_from(with_offices(Membership.objects.all()).get(person__login=login))


def send(seat: Seat, name: str, *, at: datetime) -> ReportSchedule:
    """A report of the week before, saved and sent to whoever sits there."""
    before = at - timedelta(days=7)
    share = Share.PROJECT if seat.projects else Share.OFFICE
    with seated(seat):
        save_report("postep", name=name, asked={}, share=share, form_key=uuid4(), by=seat, at=before)
        made = schedule(
            "postep",
            name=name,
            asked={},
            every=Every.WEEK,
            to_whom=Recipients.ME,
            form_key=uuid4(),
            by=seat,
            at=before,
        )
    run_due(at=at)
    deliver(made.pk, at=at)
    return made

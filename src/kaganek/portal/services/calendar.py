"""Dates of the portal's calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.portal.models import PortalEvent


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What an editor or a coordinator writes about a date."""

    title: str
    kind: str
    starts_on: date
    ends_on: date
    starts_at: time | None
    ends_at: time | None
    place: str
    text: str
    link: str
    called_off: bool


@transaction.atomic
def write_event(event_id: int | None, facts: EventFacts, *, by: Seat, at: datetime) -> PortalEvent:
    """A new date of the calendar, or another wording of one; the same one added twice is one. Raises PortalEvent.DoesNotExist."""
    rows = PortalEvent.objects.select_for_update(of=("self",))
    same = {"title": facts.title, "starts_on": facts.starts_on, "starts_at": facts.starts_at}
    row = (rows.filter(**same).first() or PortalEvent()) if event_id is None else rows.get(pk=event_id)
    for name in EventFacts.__slots__:
        setattr(row, name, getattr(facts, name))
    row.changed_at = at
    row.save()
    audit.record(by, "event written", row)
    return row

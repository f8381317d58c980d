"""Reports saved under a name, for oneself or for others of the same place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.core.turns import take_turn
from kaganek.people.terms import OFFICE_STAFF
from kaganek.reporting.models import SavedReport
from kaganek.reporting.terms import Share


class NothingToShare(Exception):
    """A seat of the centre has no office and no project to share with."""


def place_of(seat: Seat) -> dict[str, int | None]:
    """The office or the project that a seat's own rows of reporting belong to; neither for the centre."""
    office = seat.offices[0] if seat.role in OFFICE_STAFF and seat.offices else None
    project = seat.projects[0] if seat.projects else None
    return {"office_id": office, "project_id": None if office else project}


@transaction.atomic
def save_report(
    report: str, *, name: str, asked: Mapping[str, str], share: Share, form_key: UUID, by: Seat, at: datetime
) -> SavedReport:
    """Keep the filters of a report under a name. The same form sent twice saves once.

    asked  cleaned parameters (`Reading.asked`).

    Raises NothingToShare.
    """
    take_turn(form_key)
    if again := SavedReport.objects.filter(form_key=form_key).first():
        return again
    place = place_of(by)
    wanted = {Share.OFFICE: place["office_id"], Share.PROJECT: place["project_id"]}
    if share in wanted and wanted[share] is None:
        raise NothingToShare(share)
    made = SavedReport.objects.create(
        report=report, name=name.strip(), asked=dict(asked), share=share, author_id=by.person_id or 0,
        form_key=form_key, saved_at=at, **place,
    )  # fmt: skip
    audit.record(by, "report saved", made)
    return made


def remove_saved(saved_id: int, *, by: Seat, at: datetime) -> SavedReport:
    """Take a saved report away; its author alone may, and twice is once. Raises SavedReport.DoesNotExist."""
    found = SavedReport.objects.select_for_update(of=("self",)).get(pk=saved_id, author=by.person_id)
    if found.removed_at is None:
        found.removed_at = at
        found.save(update_fields=["removed_at"])
        audit.record(by, "saved report removed", found)
    return found

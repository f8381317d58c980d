"""What a person does with own notices: reading them, choosing how they come."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from kaganek.core import audit
from kaganek.core.bounces import lift
from kaganek.core.models import Letter, Notice, NoticeChoice, Way
from kaganek.core.notices.counting import recount
from kaganek.core.seats import Seat


def mark_read(notice_ids: Collection[int] | None, *, by: Seat, at: datetime) -> int:
    """Mark own notices as read, all of them when none are named; returns how many were unread.

    Those of others are passed over; done again, nothing changes.
    """
    rows = Notice.objects.filter(read_at=None, at__lte=at)
    if notice_ids is not None:
        rows = rows.filter(pk__in=notice_ids)
    changed = rows.update(read_at=at)
    if changed:
        recount([by.person_id or 0], at=at)
    return changed


def choose(ways: Mapping[str, str], *, by: Seat) -> None:
    """Keep how news comes to the seat's person; "" goes back to what the catalogue says.

    ways  {kind or "group:…": way}; keys that are not named keep their choice.

    Source: rule C-02.
    """
    NoticeChoice.objects.filter(key__in=ways).delete()
    NoticeChoice.objects.bulk_create(
        [
            NoticeChoice(person=by.person_id or 0, key=key, way=Way(way))
            for key, way in sorted(ways.items())
            if way
        ],
        ignore_conflicts=True,  # the same form sent twice at once
    )


def write_again(letter_ids: Collection[int], *, by: Seat) -> int:
    """Let mail go again to the addresses of these letters, which had come back; returns how many addresses.

    Letters beyond the seat's reach are passed over. Source: rule C-06.
    """
    rows = Letter.objects.filter(pk__in=letter_ids, bounce_stands=True).order_by("to", "pk")
    one_each = {row.to: row for row in rows}
    for address, row in one_each.items():
        lift(address)
        audit.record(by, "address written to again", row)
    return len(one_each)

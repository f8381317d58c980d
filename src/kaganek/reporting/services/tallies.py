"""Sums of progress kept beside its rows, so that a report on a thousand offices is quick and still exact.

Progress leaves notes of the offices where it changed (`learning.ProgressChange`), and a sum also ends by
itself when a deadline passes. Whoever reads first makes the ended sums anew; the worker's clock does so
every few seconds, so that readers seldom have to. See docs/decisions/0014-tallies.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.services.changes import take_changes
from kaganek.reporting.models import Tally
from kaganek.reporting.queries import tallies

ADVISORY_LOCK = 7_316_202  # any number, ours; the lock's second half is the project
BATCH = 2000


def bring_up_to_date(project_id: int, *, today: date) -> int:
    """Make the ended sums of a project anew; returns of how many offices.

    One at a time for each project: a sum read earlier never replaces one read later. Done as the system,
    inside the caller's transaction, whoever asks: sums are nobody's own rows.
    """
    if not tallies.is_behind(project_id, today):
        return 0
    with seated(SYSTEM):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ADVISORY_LOCK, project_id])
        ended = Tally.objects.filter(project=project_id, holds_until__lt=today)
        offices = take_changes(project_id) | set(ended.values_list("office_id", flat=True))
        if offices:
            _write(project_id, offices, today)
    return len(offices)


def _write(project_id: int, offices: set[int], today: date) -> None:
    Tally.objects.filter(project=project_id, office__in=offices).delete()
    rows = [*tallies.of_courses(project_id, offices, today), *tallies.of_paths(project_id, offices, today)]
    Tally.objects.bulk_create([Tally(project_id=project_id, **row) for row in rows], batch_size=BATCH)


def bring_these_up_to_date(project_ids: Iterable[int], *, today: date) -> None:
    """The same for some projects, for readers whose seat cannot tell that a sum has ended."""
    for pk in sorted(project_ids):
        _one(pk, today)


def bring_all_up_to_date(*, today: date) -> int:
    """The same for every project, each in a transaction of its own."""
    with seated(SYSTEM):
        behind = tallies.behind(today)
    return sum(_one(pk, today) for pk in behind)


def _one(project_id: int, today: date) -> int:
    with seated(SYSTEM):
        return bring_up_to_date(project_id, today=today)

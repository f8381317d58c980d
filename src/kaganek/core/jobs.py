"""Background work, queued in the same database and the same transaction as the deed that asks for it.

Handlers register by name; services call `enqueue("documents.render", …)` and never import a
handler. A killed worker loses no job: `rescue_stalled` puts back what a dead worker left.
Source: promises.md E1, E2.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import close_old_connections, connection
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from kaganek.core.models import JobRun
from kaganek.core.registry import Registry
from kaganek.core.seats import SYSTEM, Seat, account_door, seated

job_handlers: Registry[Callable[..., Any]] = Registry("job handlers")
STALLED_AFTER = 30  # seconds without a heartbeat
LOST_AFTER = timedelta(hours=1)
FAILED = "Nie udało się dokończyć tej pracy. Spróbuj jeszcze raz."
SEAT_GONE = "Rola, w której zlecono tę pracę, wygasła. Nic się nie zmieniło."

log = logging.getLogger(__name__)


class SeatGone(Exception):
    """The role in which somebody asked for the work was taken away before it began."""


@dataclass(frozen=True)
class Watched:
    """A job that its author watches, as its handler gets it."""

    job_id: int
    person_id: int
    account_id: int | None
    membership_id: int | None

    def seat(self) -> Seat:
        """The seat that asked, with the reach it has now. Raises SeatGone."""
        seat_again: Callable[[int, int], Seat | None] = import_string(settings.SEAT_AGAIN)
        found = seat_again(self.account_id or 0, self.membership_id or 0)
        if found is None:
            raise SeatGone
        return found

    def tell(self, **changes: Any) -> None:
        """Write how far the job is, in a short transaction of its own; also when the role is gone."""
        with seated(replace(SYSTEM, person_id=self.person_id)):
            JobRun.objects.filter(pk=self.job_id).update(**changes)

    def finish(self, message: str, *, next_url: str = "", failed: bool = False) -> None:
        """Say how it ended, and where the result is."""
        end = {"state": JobRun.State.FAILED} if failed else {"state": JobRun.State.DONE, "done": F("total")}
        self.tell(**end, message=message, next_url=next_url, finished_at=timezone.now())


@app.task(name="kaganek.job")
def run(name: str, facts: dict[str, Any]) -> None:
    """The one task of the queue."""
    close_old_connections()
    try:
        do(name, facts)
    finally:
        connection.close()


def do(name: str, facts: Mapping[str, Any]) -> None:
    """Find the handler by name and call it; the author of a watched job also learns that it failed."""
    handler = job_handlers.get(name)
    if "watched" not in facts:
        handler(**facts)
        return
    job = Watched(**facts["watched"])
    job.tell(state=JobRun.State.RUNNING)
    try:
        handler(job, **{key: value for key, value in facts.items() if key != "watched"})
    except SeatGone:
        job.finish(SEAT_GONE, failed=True)
    except Exception:
        log.exception("job %s failed", name)
        job.finish(FAILED, failed=True)


def enqueue(name: str, **facts: Any) -> None:
    """Queue a job with this transaction: a rollback leaves none, a commit leaves one.

    facts   plain ids and short values; never personal data.
    Raises LookupError for a name without a handler.
    """
    if name not in job_handlers:
        raise LookupError(f"no job handler {name!r}")
    with account_door():
        run.defer(name=name, facts=facts)


def start(name: str, *, by: Seat, label: str, at: datetime, total: int = 0, **facts: Any) -> JobRun:
    """Queue long work that its author can watch; the handler gets a `Watched` and the facts."""
    made = JobRun.objects.create(
        author=by.person_id or 0, name=name, label=label, total=total, facts=facts, started_at=at
    )
    watched = Watched(made.pk, made.author, by.account_id, by.membership_id)
    enqueue(name, watched=asdict(watched), **facts)
    return made


def running(name: str, *, at: datetime, **facts: Any) -> JobRun | None:
    """Watched work of this name and facts that has not ended, within the seat's reach; asked for again, it is that one.

    Work begun longer ago than `LOST_AFTER` will not end any more: a worker that lost the database could not say so.
    """
    wanted = {f"facts__{key}": value for key, value in facts.items()}
    rows = JobRun.objects.filter(name=name, finished_at=None, started_at__gt=at - LOST_AFTER, **wanted)
    return rows.order_by("pk").first()


def rescue_stalled() -> int:
    """Put jobs of dead workers back into the queue; called by the server's own clock, outside the queue."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'todo', worker_id = NULL WHERE status = 'doing' AND ("
            " worker_id IS NULL OR worker_id IN (SELECT id FROM procrastinate_workers"
            " WHERE last_heartbeat < now() - make_interval(secs => %s)))",
            [STALLED_AFTER],
        )
        return int(cursor.rowcount)

"""Background work, queued in the same database and the same transaction as the deed that asks for it.

Handlers register by name; services call `enqueue("documents.render", …)` and never import a
handler. A killed worker loses no job: `rescue_stalled` puts back what a dead worker left.
Source: promises.md E1, E2.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import close_old_connections, connection
from django.utils import timezone
from procrastinate.contrib.django import app

from kaganek.core.models import JobRun
from kaganek.core.registry import Registry
from kaganek.core.seats import Seat, account_door, seated

job_handlers: Registry[Callable[..., Any]] = Registry("job handlers")
STALLED_AFTER = 30  # seconds without a heartbeat


@app.task(name="kaganek.job")
def run(name: str, facts: dict[str, Any]) -> None:
    """The one task of the queue: find the handler by name and call it."""
    close_old_connections()
    try:
        job_handlers.get(name)(**facts)
    finally:
        connection.close()


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
    """Queue long work that its author can watch; the handler gets `job_id` and the facts."""
    watched = JobRun.objects.create(
        author=by.person_id or 0, name=name, label=label, total=total, facts=facts, started_at=at
    )
    enqueue(name, job_id=watched.pk, **facts)
    return watched


def progress(seat: Seat, job_id: int, **changes: Any) -> None:
    """Write what a running job has done so far, in its own short transaction."""
    with seated(seat):
        JobRun.objects.filter(pk=job_id).update(**changes)


def finish(seat: Seat, job_id: int, *, message: str, next_url: str = "", failed: bool = False) -> None:
    state = JobRun.State.FAILED if failed else JobRun.State.DONE
    progress(seat, job_id, state=state, message=message, next_url=next_url, finished_at=timezone.now())


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

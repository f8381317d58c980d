"""The queue in a test: what waits in it, and doing it as a worker would."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from kaganek.core import jobs
from kaganek.core.models import JobRun
from kaganek.core.seats import Seat, seated


def queued() -> list[tuple[str, dict[str, Any]]]:
    """(status, facts) of every job, in order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text, args -> 'facts' FROM procrastinate_jobs ORDER BY id")
        return [(status, json.loads(facts)) for status, facts in cursor.fetchall()]


def watched(
    seat: Seat, monkeypatch: pytest.MonkeyPatch, handler: Callable[..., None], **facts: Any
) -> JobRun:
    """A job that `seat` asked for and `handler` does."""
    monkeypatch.setattr(jobs.job_handlers, "_items", {"core.count": handler}, raising=True)
    with seated(seat):
        return jobs.start("core.count", by=seat, label="Liczenie", at=timezone.now(), total=3, **facts)


def work_off() -> int:
    """Do every waiting job within the test's own transaction; returns how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing' WHERE status = 'todo' RETURNING id, args"
        )
        waiting = sorted((pk, json.loads(args)) for pk, args in cursor.fetchall())
    for pk, args in waiting:
        jobs.do(args["name"], args["facts"])
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [pk])
    return len(waiting)

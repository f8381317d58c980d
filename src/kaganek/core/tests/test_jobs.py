"""Jobs are queued with the deed, run by name, and outlive the worker that began them."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.utils import timezone

from kaganek.core import jobs
from kaganek.core.models import JobRun
from kaganek.core.seats import seated


@pytest.fixture
def counting(monkeypatch):
    """A handler that keeps what it was called with."""
    calls: list[dict] = []
    monkeypatch.setattr(
        jobs.job_handlers, "_items", {"core.count": lambda **facts: calls.append(facts)}, raising=True
    )
    return calls


def queued() -> list[tuple[str, dict]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text, args -> 'facts' FROM procrastinate_jobs ORDER BY id")
        return cursor.fetchall()


def test_a_job_is_queued_with_its_deed_and_gone_with_it(cast, counting):
    with pytest.raises(RuntimeError), transaction.atomic():
        with seated(cast.seat("dorota")):
            jobs.enqueue("core.count", number=1)
        raise RuntimeError
    assert queued() == []

    with seated(cast.seat("dorota")):
        jobs.enqueue("core.count", number=2)

    assert [(state, facts) for state, facts in queued()] == [("todo", '{"number": 2}')]


def test_a_name_without_a_handler_is_refused_at_once(cast, counting):
    with seated(cast.seat("dorota")), pytest.raises(LookupError, match=r"core\.forgotten"):
        jobs.enqueue("core.forgotten")
    assert queued() == []


def test_work_that_is_watched_tells_its_author_alone_how_far_it_is(cast, counting):
    dorota = cast.seat("dorota")
    with seated(dorota):
        run = jobs.start(
            "core.count", by=dorota, label="Liczenie", at=timezone.now(), total=3, project=cast.project.pk
        )

    jobs.progress(dorota, run.pk, done=2, state=JobRun.State.RUNNING)
    jobs.finish(dorota, run.pk, message="Policzone: 3.")

    with seated(dorota):
        seen = JobRun.objects.get(pk=run.pk)
        assert (seen.done, seen.state, seen.message) == (2, JobRun.State.DONE, "Policzone: 3.")
    with seated(cast.seat("bogdan")):
        assert not JobRun.objects.filter(pk=run.pk).exists()
    assert queued() == [("todo", f'{{"job_id": {run.pk}, "project": {cast.project.pk}}}')]


def test_what_a_dead_worker_left_goes_back_and_what_a_living_one_does_stays(cast, counting):
    with seated(cast.seat("dorota")):
        for number in (1, 2, 3):
            jobs.enqueue("core.count", number=number)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 minutes'), (now())"
            " RETURNING id"
        )
        dead, living = (row[0] for row in cursor.fetchall())
        cursor.execute("SELECT id FROM procrastinate_jobs ORDER BY id")
        ids = [row[0] for row in cursor.fetchall()]
        for job, worker in zip(ids, (dead, living, None), strict=True):
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker, job]
            )

    assert jobs.rescue_stalled() == 2
    assert [state for state, _ in queued()] == ["todo", "doing", "todo"]
    assert jobs.rescue_stalled() == 0

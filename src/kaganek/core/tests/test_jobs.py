"""Jobs are queued with the deed, run by name, and outlive the worker that began them."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.utils import timezone

from kaganek.core import jobs
from kaganek.core.models import JobRun
from kaganek.core.seats import seated
from kaganek.core.tests.work import queued, watched, work_off
from kaganek.core.views import _card


@pytest.fixture
def counting(monkeypatch):
    """A handler that keeps what it was called with."""
    calls: list[dict] = []
    monkeypatch.setattr(
        jobs.job_handlers, "_items", {"core.count": lambda **facts: calls.append(facts)}, raising=True
    )
    return calls


def test_a_job_is_queued_with_its_deed_and_gone_with_it(cast, counting):
    with pytest.raises(RuntimeError), transaction.atomic():
        with seated(cast.seat("dorota")):
            jobs.enqueue("core.count", number=1)
        raise RuntimeError
    assert queued() == []

    with seated(cast.seat("dorota")):
        jobs.enqueue("core.count", number=2)

    assert queued() == [("todo", {"number": 2})]


def test_a_name_without_a_handler_is_refused_at_once(cast, counting):
    with seated(cast.seat("dorota")), pytest.raises(LookupError, match=r"core\.forgotten"):
        jobs.enqueue("core.forgotten")
    assert queued() == []


def seen_by(seat, run):
    with seated(seat):
        return JobRun.objects.filter(pk=run.pk).values_list("done", "state", "message", "next_url").first()


def test_work_that_is_watched_tells_its_author_alone_how_far_it_is(cast, monkeypatch):
    dorota, told = cast.seat("dorota"), []

    def count(job, project):
        told.append((project, seen_by(dorota, run)))
        job.tell(done=2)
        told.append(seen_by(dorota, run))
        job.finish("Policzone: 3.", next_url="/wynik/")

    run = watched(cast.seat("dorota"), monkeypatch, count, project=cast.project.pk)
    assert work_off() == 1

    assert told == [(cast.project.pk, (0, "running", "", "")), (2, "running", "", "")]
    assert seen_by(dorota, run) == (3, "done", "Policzone: 3.", "/wynik/")
    assert seen_by(cast.seat("bogdan"), run) is None


def test_work_that_goes_on_is_found_by_what_it_is_asked_until_it_must_be_lost(cast, counting):
    dorota, at = cast.seat("dorota"), timezone.now()
    with seated(dorota):
        run = jobs.start("core.count", by=dorota, label="Liczymy", at=at, project=cast.project.pk)
        wanted = {"name": "core.count", "project": cast.project.pk}
        assert jobs.running(**wanted, at=at) == run
        assert jobs.running("core.count", project=0, at=at) is None
        assert jobs.running(**wanted, at=at + jobs.LOST_AFTER) is None
    with seated(cast.seat("bogdan")):
        assert jobs.running(**wanted, at=at) is None


def test_the_author_learns_that_watched_work_failed(cast, monkeypatch, caplog):
    def count(job, project):
        with seated(job.seat()):
            JobRun.objects.filter(pk=run.pk).update(label="Inaczej")
            raise RuntimeError("nie tak")

    run = watched(cast.seat("dorota"), monkeypatch, count, project=cast.project.pk)
    work_off()

    assert seen_by(cast.seat("dorota"), run) == (0, "failed", jobs.FAILED, "")
    assert "core.count failed" in caplog.text
    with seated(cast.seat("dorota")):
        assert JobRun.objects.get(pk=run.pk).label == "Liczenie"  # what raises has written nothing


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


@pytest.mark.parametrize(
    ("state", "total", "told"),
    [
        ("running", 3, "Zrobiono 0 z 3."),
        ("running", 0, "Zaczynamy."),
        ("done", 0, "Nie ma nic do zrobienia."),
    ],
)
def test_a_job_with_nothing_to_count_says_so(state: str, total: int, told: str) -> None:
    assert _card(JobRun(pk=1, label="Liczenie", state=state, total=total)).text == told

"""Two readers make the same ended sums anew in the same moment."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import psycopg
import pytest
from django.db import connection
from tests import databases, live
from tests.cast import assemble

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import CourseProgress
from kaganek.programmes.models import Project
from kaganek.reporting.models import Tally
from kaganek.reporting.queries import tallies as queries
from kaganek.reporting.services import tallies
from kaganek.reporting.tests.test_tallies import TODAY, counted, kept
from kaganek.reporting.tests.world import NOW, day, usual

LATER = day(4)  # Cezary's deadline is in three days, so his office's sums have ended by then
WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.fixture
def alone(django_db_setup, django_db_blocker) -> Iterator[str]:
    """A database of its own: both readers commit."""
    with databases.clone("tallies_at_once") as name, django_db_blocker.unblock(), live.inside(name):
        yield name


def bring_up_to_date() -> int:
    try:
        with seated(SYSTEM):
            return tallies.bring_up_to_date(Project.objects.get(code="SU-2026").pk, today=LATER)
    finally:
        connection.close()


@contextmanager
def held_before_writing(monkeypatch) -> Iterator[tuple[Event, Event]]:
    """The first reader stops between reading rows and writing sums: (it has read, it may go on)."""
    read, go_on, real = Event(), Event(), queries.of_paths

    def of_paths(*asked):
        rows = list(real(*asked))
        if not read.is_set():
            read.set()
            assert go_on.wait(60)
        return rows

    monkeypatch.setattr(queries, "of_paths", of_paths)
    try:
        yield read, go_on
    finally:
        go_on.set()


def wait_until_held_or_done(name: str, task: Future[int]) -> None:
    with psycopg.connect(databases.cluster().url(name), autocommit=True) as watch:
        until = time.monotonic() + 60
        while not task.done() and watch.execute(WAITING).fetchone() == (0,):
            assert time.monotonic() < until
            time.sleep(0.05)


def race(name: str, monkeypatch, *, second_lock: int) -> list[BaseException | None]:
    """One reads, progress changes, another reads, the first writes; what each of them met."""
    with seated(SYSTEM):
        cast = assemble()
        usual(cast)
        tallies.bring_all_up_to_date(today=TODAY)
    with held_before_writing(monkeypatch) as (read, go_on), ThreadPoolExecutor(2) as both:
        first = both.submit(bring_up_to_date)
        assert read.wait(60)
        with seated(SYSTEM):
            CourseProgress.objects.filter(office=cast.borki).update(completed_at=NOW)
        monkeypatch.setattr(tallies, "ADVISORY_LOCK", second_lock)
        second = both.submit(bring_up_to_date)
        wait_until_held_or_done(name, second)
        go_on.set()
        return [first.exception(60), second.exception(60)]


def sums_are_the_rows() -> bool:
    with seated(SYSTEM):
        return kept() == counted(LATER) and len(kept()) == Tally.objects.count()


def test_sums_read_before_a_change_never_outlive_it(alone, monkeypatch) -> None:
    assert race(alone, monkeypatch, second_lock=tallies.ADVISORY_LOCK) == [None, None]
    assert sums_are_the_rows()


def test_without_one_lock_for_both_the_same_goes_wrong(alone, monkeypatch) -> None:
    """Negative control: two different locks are none."""
    met = race(alone, monkeypatch, second_lock=tallies.ADVISORY_LOCK + 1)
    assert any(met) or not sums_are_the_rows()

"""The server, then its database, killed in the middle of work (promises.md D1, D6).

Nothing acknowledged is lost and nothing half-done remains. `--full` runs twenty rounds of each; the
moments of death are drawn from a seed that a failing test names. An ordinary run draws one of the five kinds of work.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.faults import kills
from tests.faults.ground import Ground, ground, kill_postgres, on_own_postgres, own_postgres

ROUNDS = {kills.import_killed: 1, kills.answers_killed: 2, kills.issues_killed: 2, kills.freezing_killed: 1}
FULL = 20
DATABASE = f"faults_own_{os.getpid()}"
FORGETFUL = {"synchronous_commit": "off", "wal_writer_delay": "10000"}


@pytest.fixture(scope="module")
def rounds(request: pytest.FixtureRequest) -> int | None:
    return FULL if request.config.getoption("--full") else None


@pytest.fixture(scope="module")
def world(django_db_blocker: Any) -> Iterator[Ground]:
    with django_db_blocker.unblock(), ground("faults_kills", quizzes=2 * FULL) as made:
        yield made


@pytest.fixture(scope="module")
def own(django_db_blocker: Any) -> Iterator[Path]:
    with django_db_blocker.unblock(), own_postgres(DATABASE, quizzes=FULL + 5) as home:
        yield home


@pytest.mark.turns(1)
@pytest.mark.parametrize("work", ROUNDS, ids=lambda work: work.__name__)
def test_a_killed_server_loses_nothing_it_acknowledged(work: Any, world: Ground, rounds: int | None) -> None:
    for seed in range(rounds or ROUNDS[work]):
        assert (seed, work(world, Random(seed))) == (seed, [])


def test_a_server_that_lies_is_found_out(django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), ground("faults_lies", quizzes=1, broken="lies") as liar:
        address, questions = liar.long_attempt()
        acknowledged = kills.post_answers(liar, address, questions, 30, lambda: kills.kill(liar.live))
        assert kills.lost(liar, address, acknowledged)


def answers_with_postgres_killed(
    own: Path, settings: dict[str, str], until: int
) -> tuple[set[int], list[str]]:
    """Answers acknowledged and lost, and what was wrong when the work went on."""
    with on_own_postgres(own, DATABASE, settings) as (postgres, world):
        address, questions = world.long_attempt()
        said = kills.post_answers(world, address, questions, until, lambda: kill_postgres(postgres))
        postgres.start()
        return kills.lost(world, address, said), kills.go_on(world, address, questions)


@pytest.mark.turns(1, "database")
def test_a_killed_database_loses_nothing_it_acknowledged(own: Path, rounds: int | None) -> None:
    for seed in range(rounds or 1):
        found = answers_with_postgres_killed(own, {}, Random(seed).randint(5, 40))
        assert (seed, found) == (seed, (set(), []))


@pytest.mark.turns(1, "database")
def test_a_database_that_does_not_wait_for_its_disk_is_found_out(own: Path) -> None:
    with on_own_postgres(own, DATABASE, FORGETFUL) as (postgres, world):
        address, questions = world.long_attempt()
        world.rows("CHECKPOINT")
        said = kills.post_answers(world, address, questions, 30, lambda: kill_postgres(postgres))
        postgres.start()
        assert kills.lost(world, address, said)

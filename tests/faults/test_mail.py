"""Mail when its server dies, is away for hours, or the worker is killed while it sends.

Nothing is missing, at most the one letter under way comes twice, and all come in order. `--full` sends all
3,300 letters and kills fifty workers; the sample sends 120, kills one, and takes two of the tests by turns.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

import pytest
from django.db import connection

from kaganek.core.models import Letter
from kaganek.core.outbox import Postman
from kaganek.core.seats import SYSTEM, seated
from kaganek.core.written import message_id
from tests import databases
from tests.faults.stage import wait_for
from tests.live import inside, worker
from tests.post import Office, free_port, listening, writing_to

AT = datetime(2026, 5, 12, 6, tzinfo=UTC)
KIND = "learning.plan_ended"  # its words need nothing but what the letter carries
FACTS = {"course": 1, "title": "Prosty język", "refused": ""}


class Clock:
    """An hour that tests move by hand."""

    def __init__(self) -> None:
        self.at = AT

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture(scope="module")
def full(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--full"))


@pytest.fixture
def letters(django_db_blocker: Any, full: bool) -> Iterator[list[str]]:
    """Letters that wait, in a database of their own; their numbers in order."""
    number = 3300 if full else 120
    with django_db_blocker.unblock(), databases.clone(f"faults_mail_{os.getpid()}") as name, inside(name):
        with seated(SYSTEM):
            rows = Letter.objects.bulk_create(
                Letter(
                    kind=KIND, event=f"e{n}", to=f"o{n}@urzad.example", facts=FACTS, queued_at=AT, due_at=AT
                )
                for n in range(number)
            )
        yield [message_id(row) for row in rows]


def faults(taken: list[str], wanted: list[str], *, doubled: int) -> list[str]:
    """What is missing, doubled too often, strange or out of order."""
    firsts = list(dict.fromkeys(taken))
    found = [f"missing: {len(missing)}"] if (missing := set(wanted) - set(taken)) else []
    found += [f"strange: {sorted(strange)[:3]}"] if (strange := set(taken) - set(wanted)) else []
    found += [f"doubled: {len(taken) - len(firsts)}"] if len(taken) - len(firsts) > doubled else []
    ours = [number for number in firsts if number in wanted]
    in_order = [number for number in wanted if number in ours]
    return found + ([] if ours == in_order else ["out of order"])


@pytest.mark.turns(2)
@pytest.mark.rule("C-05")
@pytest.mark.parametrize("silent", [False, True])
def test_a_server_that_dies_after_some_hundred_gets_the_rest(
    letters: list[str], silent: bool, full: bool
) -> None:
    """Silent: the last letter was taken and never acknowledged, so it alone comes twice."""
    port, clock = free_port(), Clock()
    first, second = Office(after=500 if full else 50, silent=silent), Office()
    postman = Postman(clock)
    with writing_to(port):
        with listening(first, port):
            postman.deliver()
        for _ in range(3):
            clock.at += timedelta(minutes=5)
            assert postman.deliver() == 0
        clock.at += timedelta(minutes=20)
        with listening(second, port):
            postman.deliver()

    assert faults(first.numbers + second.numbers, letters, doubled=int(silent)) == []


@pytest.mark.turns(2)
@pytest.mark.rule("C-05")
def test_a_server_away_for_hours_gets_everything_in_order(letters: list[str]) -> None:
    port, clock, office = free_port(), Clock(), Office()
    postman = Postman(clock)
    with writing_to(port):
        for _ in range(10 * 60):  # ten hours, a knock a minute
            assert postman.deliver() == 0
            clock.at += timedelta(minutes=1)
        clock.at += timedelta(minutes=15)
        with listening(office, port):
            assert postman.deliver() == len(letters)
            assert postman.deliver() == 0

    assert faults(office.numbers, letters, doubled=0) == []
    with seated(SYSTEM):
        assert not Letter.objects.exclude(attempts=1).exists()


@pytest.mark.turns(2)
@pytest.mark.rule("C-05")
def test_a_worker_killed_while_it_sends_repeats_one_letter_at_most(letters: list[str], full: bool) -> None:
    port, office, random = free_port(), Office(), Random(5)
    kills = 50 if full else 1
    name = str(connection.settings_dict["NAME"])
    with listening(office, port):
        for _ in range(kills):
            before = len(office.taken)
            with ExitStack() as stack:
                process = stack.enter_context(
                    worker(name, KAGANEK_SMTP_HOST="127.0.0.1", KAGANEK_SMTP_PORT=str(port))
                )
                more = min(before + random.randint(1, 20), len(letters))
                wait_for(partial(_has, office, more), seconds=120)
                time.sleep(random.uniform(0, 0.02))
                os.killpg(process.pid, signal.SIGKILL)
        with worker(name, KAGANEK_SMTP_HOST="127.0.0.1", KAGANEK_SMTP_PORT=str(port)):
            wait_for(lambda: len(set(office.numbers)) == len(letters), seconds=300)

    assert faults(office.numbers, letters, doubled=kills) == []


def _has(office: Office, number: int) -> bool:
    return len(office.taken) >= number


def test_a_careless_sender_is_found_out(
    letters: list[str], monkeypatch: pytest.MonkeyPatch, full: bool
) -> None:
    """Negative control: marking at the end of the round, not letter by letter, sends many twice."""
    port, clock = free_port(), Clock()
    first, second = Office(after=500 if full else 50), Office()
    with monkeypatch.context() as careless, writing_to(port), listening(first, port):
        careless.setattr(Postman, "_mark", staticmethod(lambda letter, **changes: None))
        Postman(clock).deliver()
    with writing_to(port), listening(second, port):
        Postman(clock).deliver()

    assert faults(first.numbers + second.numbers, letters, doubled=1) != []


def test_what_compares_sees_each_fault() -> None:
    wanted = ["a", "b", "c"]
    assert faults(["a", "b", "c"], wanted, doubled=0) == []
    assert faults(["a", "c"], wanted, doubled=0) == ["missing: 1"]
    assert faults(["a", "b", "b", "c"], wanted, doubled=0) == ["doubled: 1"]
    assert faults(["b", "a", "c"], wanted, doubled=0) == ["out of order"]
    assert faults(["a", "b", "c", "x"], wanted, doubled=0) == ["strange: ['x']"]

"""People press at the same moment, against the real server (promises.md D2, D3, D6).

Every race also runs against a server without locks and tables without their constraints: there it
must find faults, or it could never find any.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.faults.races import RACES
from tests.faults.stage import Stage, stage

TRIES = 5
NAMES = [race.__name__ for race in RACES]


@pytest.fixture(scope="module")
def product(django_db_blocker: Any) -> Iterator[Stage]:
    with django_db_blocker.unblock(), stage("faults_product") as made:
        yield made


@pytest.fixture(scope="module")
def careless(django_db_blocker: Any) -> Iterator[Stage]:
    with django_db_blocker.unblock(), stage("faults_careless", broken="locks", guards=False) as made:
        yield made


@pytest.mark.parametrize("race", RACES, ids=NAMES)
def test_pressed_together_the_deed_is_done_once(race: Any, product: Stage) -> None:
    assert race(product) == []


@pytest.mark.turns(3)
@pytest.mark.parametrize("race", RACES, ids=NAMES)
def test_without_locks_and_constraints_the_same_race_goes_wrong(race: Any, careless: Stage) -> None:
    """A race is a matter of chance: on a busy machine ten presses may come one after another."""
    assert any(race(careless) for _ in range(TRIES))

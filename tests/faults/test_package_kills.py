"""The browser, the network and the server killed at random moments of a session with a package (promises.md D5).

What the page said is saved is there afterwards; what a package committed while the network or the server was
away comes with the next visit on the same device; no session begins at an earlier place. Two hundred sessions
and a hundred tabs closed at once with `--full`, a sample of one of them without; each round's moments come from its number.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Playwright, sync_playwright

from kaganek.core.seats import SYSTEM, seated
from kaganek.programmes.models import Enrolment
from tests.faults.ground import Ground, ground
from tests.faults.package_kills import COUNTING, VICTIMS, Desk, desk
from tests.faults.wire import Wire, wire
from tests.journeys import packages
from tests.live import inside

TABS = {False: 2, True: 4}  # sessions struck down by one blow
BLOWS = {False: 3, True: 51}  # 51 strike 204 sessions, 68 of each kind
RUNS = {False: 8, True: 100}
STORED = 0.99


@pytest.fixture(scope="module")
def made_packages() -> dict[str, list[int]]:
    return {}


@pytest.fixture(scope="module")
def full(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--full"))


@pytest.fixture(scope="module")
def world(django_db_blocker: Any, made_packages: dict[str, list[int]], full: bool) -> Iterator[Ground]:
    tabs = TABS[full]
    counting = {"index.html": packages.page_of("scorm12", more=COUNTING)}
    with django_db_blocker.unblock(), ground("package_kills", quizzes=0) as made:
        with inside(made.live.database), seated(SYSTEM):
            anna = Enrolment.objects.get(person__login="anna")
            for use in ("kills", "lies", "forgets"):
                made_packages[use] = [packages.make_played(anna, pages=counting).pk for _ in range(tabs)]
            made_packages["closed"] = [packages.make_played(anna).pk for _ in range(tabs)]
        yield made
        packages.remove_files()


@pytest.fixture(scope="module")
def line(world: Ground) -> Iterator[Wire]:
    with wire() as made:
        yield made


@pytest.fixture(scope="module")
def playwright(
    line: Wire,
) -> Iterator[Playwright]:  # after the database: Django will not be set up inside its loop
    with sync_playwright() as started:
        yield started


@pytest.fixture
def anna(world: Ground, line: Wire, playwright: Playwright, tmp_path: Path) -> Iterator[Desk]:
    with desk(world, line, playwright, tmp_path / "browser") as seat:
        yield seat


@pytest.fixture
def hasty(world: Ground, line: Wire, playwright: Playwright, tmp_path: Path) -> Iterator[Desk]:
    """Somebody whose pages are careless with what they are told."""
    with desk(world, line, playwright, tmp_path / "browser", careless=True) as seat:
        yield seat


@pytest.mark.turns(1, "sessions")
def test_nothing_committed_is_lost_and_nothing_goes_back(
    anna: Desk, made_packages: dict[str, list[int]], full: bool
) -> None:
    ids = made_packages["kills"]
    for seed in range(BLOWS[full]):
        victim = VICTIMS[seed % len(VICTIMS)]
        assert (seed, victim, anna.round(ids, victim, Random(seed))) == (seed, victim, [])
    assert anna.lost(anna.open(ids)) == []  # what the last blow left
    assert min(anna.floor.values()) > 0  # there was something to lose
    print(f"sessions struck down: {anna.sessions}, numbers committed: {sum(anna.floor.values())}")


@pytest.mark.turns(1, "tabs")
def test_set_commit_and_close_at_once(anna: Desk, made_packages: dict[str, list[int]], full: bool) -> None:
    ids, runs = made_packages["closed"], RUNS[full]
    stored = sum(anna.closed_at_once(ids, f"bieg {run}") for run in range(runs // len(ids)))
    print(f"stored {stored} of {runs}")
    assert stored >= runs * STORED


@pytest.mark.turns(1, "sessions")
def test_a_server_that_only_says_it_saved_is_found_out(
    world: Ground, anna: Desk, made_packages: dict[str, list[int]]
) -> None:
    whole, world.environment = world.environment, world.environment | {"KAGANEK_BROKEN": "lies"}
    world.start()
    anna.wire.to = world.live.port
    try:
        assert anna.round(made_packages["lies"], "network", Random(0))
    finally:
        world.environment = whole
        world.start()


@pytest.mark.turns(1, "tabs")
def test_a_page_that_keeps_nothing_is_found_out(hasty: Desk, made_packages: dict[str, list[int]]) -> None:
    ids = made_packages["forgets"]

    assert hasty.round(ids, "network", Random(0)) == []  # nobody has said yet that anything is saved
    assert hasty.lost(hasty.open(ids))
    assert hasty.closed_at_once(made_packages["closed"], "pochopny") < len(ids) * STORED

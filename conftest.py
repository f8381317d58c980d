from __future__ import annotations

import gc
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from tests import databases
from tests.cast import Cast, assemble
from tests.replay import Replay

from kaganek.core.seats import SYSTEM, seated

gc.disable()  # what collecting makes stays to the end: see pytest_collection_finish


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="whole crawls, kills and planted holes, not samples")


def pytest_configure(config: pytest.Config) -> None:
    """One seed for everything that is sampled, the same in all processes of a run; KAGANEK_SEED repeats it."""
    os.environ.setdefault("KAGANEK_SEED", str(random.randrange(1000)))
    if config.getoption("--full"):
        os.environ["KAGANEK_FULL"] = "1"


def pytest_report_header() -> str:
    return f"KAGANEK_SEED={os.environ['KAGANEK_SEED']}"


def pytest_collection_finish() -> None:
    """Ten thousand tests stay: looking through them for garbage again and again cost a quarter of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not its turn: of the tests of a file marked `turns(n)` the seed draws n.

    Those marked `turns(n, "name")` with the same name are one: a proof comes with the control that shows it can fail.
    """
    if config.getoption("--full"):
        return
    marked: dict[tuple[Path, int], list[pytest.Item]] = {}
    for item in items:
        if mark := item.get_closest_marker("turns"):
            marked.setdefault((item.path, mark.args[0]), []).append(item)
    resting = {item for (path, n), group in marked.items() for item in _resting(path, n, group)}
    if resting:
        config.hook.pytest_deselected(items=list(resting))
        items[:] = [item for item in items if item not in resting]


def _resting(path: Path, turns: int, group: list[pytest.Item]) -> list[pytest.Item]:
    units = sorted({_unit(item) for item in group})
    draw = random.Random(f"{os.environ['KAGANEK_SEED']} {path.name}")
    drawn = draw.sample(units, min(turns, len(units)))
    return [item for item in group if _unit(item) not in drawn]


def _unit(item: pytest.Item) -> str:
    mark = item.get_closest_marker("turns")
    return str(mark.args[1]) if mark and len(mark.args) > 1 else item.nodeid


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Each test process gets its own copy of the migrated template and works as the powerless role."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with databases.clone(f"test_{worker}_{os.getpid()}") as name, django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = name
        yield
        connection.close()


@pytest.fixture
def world(db: None) -> Iterator[None]:
    """Inside this fixture's test, queries run as the system and see everything."""
    with seated(SYSTEM):
        yield


@pytest.fixture(scope="session")
def troupe() -> Replay[Cast]:
    return Replay(assemble)


@pytest.fixture
def cast(db: None, troupe: Replay[Cast]) -> Cast:
    """The people every test knows; no seat is taken."""
    with seated(SYSTEM):
        return troupe()

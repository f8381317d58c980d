from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from tests import databases
from tests.cast import Cast, assemble
from tests.replay import Replay

from kaganek.core.seats import SYSTEM, seated


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="whole crawls, kills and planted holes, not samples")


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

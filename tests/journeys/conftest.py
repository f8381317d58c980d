"""What walks share: the demonstration running on a database of the module's own, and one browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests import demonstration
from tests.journeys.walking import chromium
from tests.live import Live


@pytest.fixture(scope="module")
def demo(request: pytest.FixtureRequest) -> Iterator[Live]:
    with demonstration.running(f"journey_{request.module.__name__.rpartition('.')[2]}") as running:
        yield running


@pytest.fixture(scope="module")
def chrome(demo: Live) -> Iterator[Browser]:
    with chromium() as opened:
        yield opened

"""What walks share: the demonstration running on a database of the module's own, and one browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests import demonstration
from tests.journeys.walking import chromium
from tests.live import Live

# begun first, so that no walk of minutes is begun when the others end
LONGEST = (
    "every_page_of_project",
    "every_page_of_office",
    "report_life",
    "office_to_result",
    "chain_by_keyboard",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Stable: the walks of a file stay together and in their order."""
    items.sort(
        key=lambda item: next((n for n, one in enumerate(LONGEST) if one in item.path.stem), len(LONGEST))
    )


@pytest.fixture(scope="module")
def demo(request: pytest.FixtureRequest) -> Iterator[Live]:
    with demonstration.running(f"journey_{request.module.__name__.rpartition('.')[2]}") as running:
        yield running


@pytest.fixture(scope="module")
def chrome(demo: Live) -> Iterator[Browser]:
    with chromium() as opened:
        yield opened

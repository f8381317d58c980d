"""Every page that a link leads to, as the people of offices, and anybody; see tour.py."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.journeys import tour
from tests.live import Live

pytestmark = pytest.mark.journey

WHO = ("", "anna", "bogdan", "celina", "henryk", "janina")


def test_every_page(demo: Live, chrome: Browser) -> None:
    sight = tour.take(chrome, demo.url, WHO)
    assert not sight.wrong, "\n".join(sight.wrong)
    assert tour.unmet(sight, offices=True) == []

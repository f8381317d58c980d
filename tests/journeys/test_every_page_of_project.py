"""Every page that a link leads to, as the people of the project and of the platform; see tour.py."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from kaganek.site.demo.logins import LOGINS
from kaganek.site.demo.people import OFFICE_PEOPLE
from tests.journeys import tour
from tests.live import Live

pytestmark = pytest.mark.journey

WHO = tuple(login for _, login in LOGINS if login not in OFFICE_PEOPLE)


def test_every_page(demo: Live, chrome: Browser) -> None:
    sight = tour.take(chrome, demo.url, WHO)
    assert not sight.wrong, "\n".join(sight.wrong)
    assert tour.unmet(sight, offices=False) == []

"""The reports on paper: what only works on a screen is gone, and what a reader needs is there."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.journeys.walking import window
from tests.live import Live

pytestmark = pytest.mark.journey

# Whether an element takes part in the layout: display: none on it or above it takes it out.
SHOWN = """wanted => [...document.querySelectorAll(wanted)].filter(one => one.checkVisibility())
    .map(one => one.outerHTML.slice(0, 120))"""
SCREEN_ONLY = ".kg-top nav, .kg-tools, .kg-menu, .kg-side, .kg-filters, .kg-bulk, .ds-pagination, .no-print, .ds-skip-link"


@pytest.mark.parametrize(
    ("login", "address", "heading"),
    [
        ("bogdan", "/raporty/urzad/", "Postępy pracowników"),
        ("dorota", "/raporty/projekt/", "Postępy w projekcie"),
    ],
)
def test_a_report_on_paper(demo: Live, chrome: Browser, login: str, address: str, heading: str) -> None:
    with window(chrome, demo.url) as walk:
        walk.sign_in(login)
        walk.to(address)
        page = walk.page
        assert page.evaluate(SHOWN, SCREEN_ONLY), "there is something to hide"
        assert page.evaluate(SHOWN, ".kg-side")

        page.emulate_media(media="print")

        assert page.evaluate(SHOWN, SCREEN_ONLY) == []
        assert walk.heading() == heading
        assert page.locator("main table[role=table] tbody tr").first.is_visible()
        assert page.locator("figure.kg-chart").first.is_visible()
        head = page.locator("main table[role=table] thead").evaluate("one => getComputedStyle(one).display")
        assert head == "table-header-group", "the head of a table stands on each sheet"
        assert page.pdf(format="A4").startswith(b"%PDF")

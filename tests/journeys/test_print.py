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

PAPER = 680  # pixels between the margins of an A4 sheet
CUT = """() => [...document.querySelectorAll('.kg-chart')].flatMap(chart =>
    [...chart.querySelectorAll('th, td')].filter(one => one.checkVisibility({ contentVisibilityAuto: true })
        && one.getBoundingClientRect().right > Math.min(chart.getBoundingClientRect().right, innerWidth) + 1)
    .map(one => one.innerText))"""


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


@pytest.mark.parametrize(
    ("login", "address"), [("bogdan", "/raporty/urzad/"), ("dorota", "/raporty/projekt/")]
)
def test_tables_of_charts_are_whole_on_paper(demo: Live, chrome: Browser, login: str, address: str) -> None:
    with window(chrome, demo.url) as walk:
        walk.sign_in(login)
        walk.page.set_viewport_size({"width": PAPER, "height": 900})
        walk.page.emulate_media(media="print")
        walk.to(address)

        charts = walk.page.locator("figure.kg-chart")
        assert charts.first.is_visible()
        assert charts.locator("th").first.is_visible(), "the table of a chart is open on paper"
        assert walk.page.evaluate(CUT) == []
        boxes = [one.bounding_box() for one in charts.all()]
        assert all(box and box["width"] > PAPER * 0.8 for box in boxes), "a chart has the whole sheet"


def test_a_page_of_a_long_list_says_so_on_paper(demo: Live, chrome: Browser) -> None:
    with window(chrome, demo.url) as walk:
        walk.sign_in("dorota")
        walk.to("/pracownicy/")
        page = walk.page
        hint = page.get_by_text("Na papierze jest ta strona listy. Całą listę ma plik CSV albo XLSX.")
        assert not hint.is_visible()

        page.emulate_media(media="print")

        assert hint.is_visible()
        assert page.get_by_text("Osoby 1–25").is_visible()
        assert page.evaluate(SHOWN, "nav.ds-pagination a") == []

"""Notes, place and time of a lesson in Chromium against the real server, on two devices and without a network."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.rules import BETWEEN
from kaganek.learning.tests.factories import make_course, make_progress
from kaganek.lib.anchors import anchored
from kaganek.people.tests.factories import PASSWORD
from tests import databases
from tests.cast import assemble
from tests.journeys import walking
from tests.live import Live, inside, live_server

pytestmark = pytest.mark.journey
LONG = anchored("".join(f"<h2>Część {n}</h2><p>{'Treść części. ' * 60}</p>" for n in range(1, 13)))
LESSONS = 12  # one for each test, and some to spare
# the browser's own emulation lets through what a closing page sends
WHOLLY = """() => {
    const send = window.fetch;
    navigator.sendBeacon = () => false;
    window.fetch = (...asked) => navigator.onLine ? send(...asked) : Promise.reject(new TypeError("offline"));
}"""


@pytest.fixture(scope="module")
def server(django_db_blocker: Any) -> Iterator[Live]:
    with databases.clone("journey_notes") as name:
        with django_db_blocker.unblock(), inside(name), seated(SYSTEM):
            course = make_course(lessons=LESSONS, published_at=timezone.now(), html=LONG)
            make_progress(assemble().enrolments["anna"], course)
        with live_server(name) as running:
            yield running


@pytest.fixture(scope="module")
def chromium(server: Live) -> Iterator[Browser]:
    with walking.chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def cookies(chromium: Browser, server: Live) -> list[Any]:
    context = chromium.new_context(base_url=server.url)
    page = context.new_page()
    page.goto("/logowanie/")
    page.fill("input[name=login]", "anna")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/nauka/")
    kept = context.cookies()
    context.close()
    return kept


@pytest.fixture
def device(chromium: Browser, server: Live, cookies: list[Any]) -> Iterator[Any]:
    """Makes browsers with a store of their own, all signed in as Anna."""
    made: list[BrowserContext] = []

    def new(**options: Any) -> BrowserContext:
        context = chromium.new_context(base_url=server.url, locale="pl-PL", **options)
        context.add_cookies(cookies)
        made.append(context)
        return context

    yield new
    for context in made:
        context.close()


def rows(server: Live, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with psycopg.connect(databases.cluster().url(server.database)) as connection:
        return connection.execute(sql, values).fetchall()


@pytest.fixture
def address(server: Live) -> str:
    """A lesson that nobody has opened."""
    found = rows(
        server,
        "SELECT l.id FROM learning_lesson l WHERE NOT EXISTS"
        " (SELECT FROM learning_lessonvisit v WHERE v.lesson_id = l.id) ORDER BY 1 LIMIT 1",
    )
    return f"/nauka/lekcje/{found[0][0]}/"


def held(server: Live, address: str) -> str:
    lesson = re.findall(r"\d+", address)[0]
    found = rows(server, "SELECT text FROM learning_lessonmargin WHERE lesson_id = %s", int(lesson))
    return found[0][0] if found else ""


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("[data-note][data-ready]")
    return page


def saved(page: Page, words: str = r"Zapisano o \d\d:\d\d") -> None:
    expect(page.locator(".kg-mynote .kg-saved")).to_contain_text(re.compile(words), timeout=15_000)


def field(page: Page) -> Any:
    return page.get_by_label("Treść notatki")


def test_a_note_saves_itself(device: Any, server: Live, address: str) -> None:
    page = opened(device(), address)
    field(page).press_sequentially("Zapytać o wzór.")
    saved(page)

    assert held(server, address) == "Zapytać o wzór."
    expect(field(opened(device(), address))).to_have_value("Zapytać o wzór.")


def test_what_was_typed_without_a_network_comes_back(device: Any, server: Live, address: str) -> None:
    context = device()
    page = opened(context, address)
    page.evaluate(WHOLLY)
    context.set_offline(True)
    field(page).press_sequentially("bez sieci")
    saved(page, "Brak połączenia. Notatka jest zapamiętana na tym urządzeniu")
    page.close()
    assert held(server, address) == ""

    context.set_offline(False)
    again = opened(context, address)
    saved(again, "Wysłano notatkę zapamiętaną na tym urządzeniu")

    expect(field(again)).to_have_value("bez sieci")
    assert held(server, address) == "bez sieci"


def test_two_devices_lose_nothing(device: Any, server: Live, address: str) -> None:
    office, home = opened(device(), address), opened(device(), address)
    field(office).press_sequentially("z biura")
    saved(office)
    field(home).press_sequentially("z domu")
    saved(home)
    expect(field(home)).to_have_value(f"z biura{BETWEEN}z domu")

    field(home).press("End")
    field(home).press_sequentially(", dalej")
    saved(home, "Zapisuję|Zapisano")
    field(home).blur()
    saved(home)

    assert held(server, address) == f"z biura{BETWEEN}z domu, dalej"


def test_a_note_kept_on_a_device_meets_a_newer_one(device: Any, server: Live, address: str) -> None:
    context = device()
    page = opened(context, address)
    page.evaluate(WHOLLY)
    context.set_offline(True)
    field(page).press_sequentially("stara")
    saved(page, "Brak połączenia")
    page.close()
    other = opened(device(), address)
    field(other).press_sequentially("nowsza")
    saved(other)

    context.set_offline(False)
    again = opened(context, address)
    saved(again, "Wysłano notatkę")

    expect(field(again)).to_have_value(f"nowsza{BETWEEN}stara")
    assert held(server, address) == f"nowsza{BETWEEN}stara"


def test_a_tab_closed_at_once_keeps_the_note(device: Any, server: Live, address: str) -> None:
    context = device()
    page = opened(context, address)
    field(page).press_sequentially("na koniec")
    page.close(run_before_unload=True)

    expect(field(opened(context, address))).to_have_value("na koniec")


def test_without_scripts_a_button_saves_and_the_list_shows(device: Any, server: Live, address: str) -> None:
    page = device(java_script_enabled=False).new_page()
    page.goto(address)
    page.get_by_role("button", name="Dodaj zakładkę").click()
    field(page).fill("bez skryptów")
    page.get_by_role("button", name="Zapisz notatkę").click()
    expect(page.get_by_text("Notatka zapisana o")).to_be_visible()

    page.goto("/nauka/notatki/?q=bez")

    expect(page.get_by_role("row").filter(has_text="bez skryptów")).to_contain_text("tak")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_lesson_and_the_list_have_no_accessibility_faults(device: Any, address: str, width: int) -> None:
    page = opened(device(viewport={"width": width, "height": 900}), address)
    faults = Axe().run(page).response["violations"]
    field(page).press_sequentially("x")
    saved(page)
    page.goto("/nauka/notatki/")
    faults += Axe().run(page).response["violations"]

    assert faults == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def kept_of(server: Live, address: str, column: str) -> Any:
    lesson = re.findall(r"\d+", address)[0]
    sql = f"SELECT {column} FROM learning_lessonmargin WHERE lesson_id = %s"
    found = rows(server, sql, int(lesson))
    return found[0][0] if found else None


def arrives(server: Live, address: str, column: str) -> Any:
    """What a page sends as it goes is answered to nobody: the database alone can say that it came."""
    deadline = time.monotonic() + 15
    while not (found := kept_of(server, address, column)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def test_reading_goes_on_at_the_same_place_on_another_device(device: Any, server: Live, address: str) -> None:
    page = opened(device(), address)
    seventh = page.get_by_role("heading", name="Część 7")
    seventh.evaluate("heading => heading.scrollIntoView()")
    page.wait_for_timeout(300)
    page.close(run_before_unload=True)
    assert arrives(server, address, "place")

    other = device(viewport={"width": 390, "height": 844}).new_page()
    other.goto("/nauka/")
    other.get_by_role("link", name="Wróć do lekcji").click()

    expect(other.get_by_role("heading", name="Część 7")).to_be_in_viewport()
    expect(other.get_by_role("heading", name="Część 1", exact=True)).not_to_be_in_viewport()


def test_time_runs_only_while_somebody_reads(device: Any, address: str) -> None:
    page = device().new_page()
    page.clock.install()
    page.goto(address)
    page.wait_for_selector("[data-reading][data-ready]")
    page.evaluate(
        "() => { window.said = []; navigator.sendBeacon = (_, body) => said.push(Number(body.get('seconds'))); }"
    )
    page.clock.run_for(20_000)
    page.evaluate("document.dispatchEvent(new Event('pointermove'))")
    page.clock.run_for(300_000)  # nobody touches anything for five minutes: one of them counts
    page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    idle = page.evaluate("said")
    page.evaluate("document.dispatchEvent(new Event('pointermove'))")
    page.clock.run_for(30_000)
    page.evaluate("window.dispatchEvent(new Event('pagehide'))")

    assert idle == sorted(set(idle)), "each report says more than the one before"
    assert 75 <= idle[-1] <= 85
    assert 105 <= page.evaluate("said.at(-1)") <= 115


def test_a_lesson_on_paper_has_the_note_that_was_written(device: Any, address: str) -> None:
    page = opened(device(), address)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Część 12")).to_be_visible()
    for gone in (field(page), page.get_by_role("button", name="Drukuj"), page.get_by_text("Dodaj zakładkę")):
        expect(gone).not_to_be_visible()

    page.emulate_media(media="screen")
    field(page).press_sequentially("Na wydruk.")
    saved(page)
    page.emulate_media(media="print")

    expect(field(page)).to_be_visible()
    expect(page.locator(".kg-mynote .kg-saved")).not_to_be_visible()

"""Packages in Chromium against the real server: played, closed, resumed elsewhere, completed; nothing is lost."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect

from kaganek.core.seats import SYSTEM, seated
from tests import databases
from tests.cast import assemble
from tests.journeys import packages, walking
from tests.journeys.packages import LEAVING, VERSIONS, held, open_package, page_of, rows, said
from tests.live import Live, free_port, inside, live_server

pytestmark = pytest.mark.journey
SAVED = re.compile(r"[Zz]apisano o \d\d:\d\d")
EACH = 12  # packages of each kind, so that no test waits for another
FRAMES = """<!doctype html><html lang="pl"><head><meta charset="utf-8"><title>Obieg pism</title></head>
<body><iframe src="strona.html" title="Treść" width="600" height="400"></iframe></body></html>"""
ABOVE_ALL = "() => { try { return window.top.document.title; } catch (fault) { return fault.name; } }"


@pytest.fixture(scope="module")
def made() -> dict[str, list[int]]:
    return {}


@pytest.fixture(scope="module")
def server(django_db_blocker: Any, made: dict[str, list[int]]) -> Iterator[Live]:
    with databases.clone("journey_packages") as name:
        with django_db_blocker.unblock(), inside(name), seated(SYSTEM):
            anna = assemble().enrolments["anna"]
            for kind in VERSIONS:
                made[kind] = [packages.make_played(anna, kind).pk for _ in range(EACH)]
                above = {"index.html": page_of(kind, above=True)}
                leaving = {"index.html": page_of(kind, more=LEAVING)}
                made[f"{kind} above"] = [packages.make_played(anna, kind, pages=above).pk]
                made[f"{kind} looked at"] = [packages.make_played(anna, kind, pages=above).pk]
                made[f"{kind} leaving"] = [
                    packages.make_played(anna, kind, pages=leaving).pk for _ in range(3)
                ]
            frames = {"index.html": FRAMES, "strona.html": page_of("scorm12", above=True)}
            made["framed"] = [packages.make_played(anna, pages=frames).pk]
        with live_server(name) as running:
            yield running
        packages.remove_files()


@pytest.fixture(scope="module")
def chromium(
    server: Live,
) -> Iterator[Browser]:  # after the server: Django will not be set up inside its loop
    with walking.chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def cookies(chromium: Browser, server: Live) -> list[Any]:
    return packages.cookies_of(chromium, server.url)


@pytest.fixture
def device(chromium: Browser, server: Live, cookies: list[Any]) -> Iterator[Callable[[], BrowserContext]]:
    """Further devices of the same person, each with a store of its own."""
    opened: list[BrowserContext] = []

    def make() -> BrowserContext:
        opened.append(packages.device(chromium, server.url, cookies))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


@pytest.fixture
def fresh(made: dict[str, list[int]]) -> Callable[[str], int]:
    return lambda kind: made[kind].pop()


def arrives(server: Live, package: int, wanted: Callable[[dict[str, str]], bool], within: float = 15) -> None:
    """What is sent as a page goes is answered to nobody: the database alone can say that it came."""
    deadline = time.monotonic() + within
    while not wanted(held(server.database, package)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert wanted(held(server.database, package)), held(server.database, package)


@pytest.mark.parametrize("kind", VERSIONS)
@pytest.mark.parametrize("found", ["", " above"])
def test_played_closed_resumed_on_another_device_and_completed(
    server: Live, device: Any, fresh: Any, kind: str, found: str
) -> None:
    package = fresh(f"{kind}{found}")
    page, frame = open_package(device(), package)
    expect(frame.locator("#strona")).to_have_text("Strona 1")
    frame.click("#dalej")
    said(page, SAVED)
    frame.click("#dalej")
    page.close(run_before_unload=True)
    arrives(server, package, lambda state: state.get("cmi.suspend_data") == "strony: 3")

    page, frame = open_package(device(), package)
    expect(frame.locator("#strona")).to_have_text("Strona 3")
    frame.click("#zdaj")
    said(page, re.compile("Zakończono i zapisano o"))
    expect(page.locator("#ukonczona")).to_be_visible()
    expect(page.locator("[data-part-state]").first).to_have_text("ukończona, zaliczona")

    (course,) = rows(
        server.database,
        "SELECT c.best_score, c.completed_at IS NOT NULL, (SELECT count(*) FROM documents_certificate d"
        " WHERE d.source = 'learning.course:' || c.course_id) FROM learning_courseprogress c"
        " JOIN learning_packageattempt a ON a.progress_id = c.id WHERE a.package_id = %s", package,
    )  # fmt: skip
    assert course == (80, True, 1)


@pytest.mark.parametrize("kind", VERSIONS)
def test_a_preview_plays_from_the_beginning_and_keeps_nothing(
    server: Live, chromium: Browser, fresh: Any, kind: str
) -> None:
    package = fresh(f"{kind} looked at")
    ewa = packages.device(chromium, server.url, packages.cookies_of(chromium, server.url, "ewa"))
    page = ewa.new_page()
    for _ in range(2):
        page.goto(f"/paczki/{package}/podglad/")
        frame = page.frame_locator("#paczka")
        expect(frame.locator("#strona")).to_have_text("Strona 1")
        frame.locator("#dalej").click()
        expect(frame.locator("#strona")).to_have_text("Strona 2")
        frame.locator("#zdaj").click()
        expect(frame.locator("#strona")).to_have_text("Strona ostatnia")
    ewa.close()
    assert rows(server.database, "SELECT 1 FROM learning_packageattempt WHERE package_id = %s", package) == []


def test_with_a_second_host_a_package_of_frames_is_played_resumed_and_completed(
    server: Live, chromium: Browser, cookies: list[Any], fresh: Any
) -> None:
    """Only there do frames of a package's own find the interface above them; ours they never reach."""
    package, port = fresh("framed"), free_port()
    with live_server(server.database, port=port, KAGANEK_CONTENT_URL=f"http://localhost:{port}") as two:
        page, inner = framed(packages.device(chromium, two.url, cookies), package)
        inner.locator("#dalej").click()
        said(page, SAVED)
        page.close(run_before_unload=True)
        arrives(server, package, lambda state: state.get("cmi.suspend_data") == "strony: 2")

        page, inner = framed(packages.device(chromium, two.url, cookies), package)
        expect(inner.locator("#strona")).to_have_text("Strona 2")
        hosts = [urlsplit(frame.url).hostname for frame in page.frames]
        assert hosts == ["127.0.0.1", "localhost", "localhost"]
        assert [frame.evaluate(ABOVE_ALL) for frame in page.frames[1:]] == ["SecurityError"] * 2
        inner.locator("#zdaj").click()
        said(page, re.compile("Zakończono i zapisano o"))
        expect(page.locator("#ukonczona")).to_be_visible()


def framed(context: BrowserContext, package: int) -> tuple[Page, FrameLocator]:
    """The page of a package, and the frame within the package's own page."""
    page = context.new_page()
    page.goto(f"/nauka/paczki/{package}/")
    inner = page.frame_locator("#paczka").frame_locator("iframe")
    expect(inner.locator("#strona")).not_to_be_empty(timeout=20_000)
    return page, inner


@pytest.mark.parametrize("kind", VERSIONS)
def test_what_a_package_says_as_it_is_left_is_kept(server: Live, device: Any, fresh: Any, kind: str) -> None:
    package = fresh(f"{kind} leaving")
    page, frame = open_package(device(), package)
    frame.click("#dalej")
    page.close(run_before_unload=True)

    arrives(server, package, lambda state: state.get("cmi.suspend_data") == "przy wyjściu")
    _, frame = open_package(device(), package)
    expect(frame.locator("#strona")).to_have_text("Strona 2")


def test_a_page_opened_again_at_once_finds_the_last_words(server: Live, device: Any, fresh: Any) -> None:
    package = fresh("scorm12 leaving")
    page, frame = open_package(device(), package)
    frame.click("#dalej")
    page.reload()
    frame = packages.frame_of(page)

    assert frame.evaluate("[get('cmi.core.lesson_location'), get('cmi.suspend_data')]") == [
        "2",
        "przy wyjściu",
    ]


def test_without_a_network_nothing_is_lost(server: Live, device: Any, fresh: Any) -> None:
    package, context = fresh("scorm2004"), device()
    page, frame = open_package(context, package)
    frame.click("#dalej")
    said(page, SAVED)
    context.set_offline(True)
    frame.click("#dalej")
    frame.click("#dalej")
    said(page, "Brak połączenia")
    assert held(server.database, package)["cmi.location"] == "2"

    context.set_offline(False)

    arrives(server, package, lambda state: state["cmi.location"] == "4")
    said(page, SAVED)


def test_closed_without_a_network_the_device_sends_it_first_next_time(
    server: Live, device: Any, fresh: Any
) -> None:
    package, context = fresh("scorm12"), device()
    page, frame = open_package(context, package)
    for one in (page, frame):  # a closing page is let through the emulated gap
        one.evaluate("navigator.sendBeacon = () => false")
        one.evaluate(
            "fetch = (send => (url, how) => how?.keepalive ? Promise.reject(new TypeError('gap')) : send(url, how))(fetch)"
        )
    context.set_offline(True)
    frame.click("#dalej")
    said(page, "Brak połączenia")
    page.close()
    assert held(server.database, package) == {}

    context.set_offline(False)
    _, frame = open_package(context, package)

    expect(frame.locator("#strona")).to_have_text("Strona 2")


def test_the_newest_page_takes_over_and_the_older_one_is_told(server: Live, device: Any, fresh: Any) -> None:
    package = fresh("scorm12")
    old, old_frame = open_package(device(), package)
    old_frame.click("#dalej")
    said(old, SAVED)
    _, new_frame = open_package(device(), package)
    new_frame.click("#dalej")
    arrives(server, package, lambda state: state["cmi.core.lesson_location"] == "3")

    old_frame.evaluate("set('cmi.core.lesson_location', '9'); commit()")

    expect(old.locator("#zastapiona")).to_be_visible()
    said(old, "Ta karta już nie zapisuje")
    assert held(server.database, package)["cmi.core.lesson_location"] == "3"
    old.click("text=Otwórz ponownie tutaj")
    expect(packages.frame_of(old).locator("#strona")).to_have_text("Strona 3")


def test_signed_out_the_page_keeps_what_it_has_until_signed_in_again(
    server: Live, device: Any, fresh: Any, cookies: list[Any]
) -> None:
    package, context = fresh("scorm12"), device()
    page, frame = open_package(context, package)
    context.clear_cookies()
    frame.click("#dalej")
    said(page, "Sesja wygasła. Postępy są zapamiętane na tym urządzeniu")

    context.add_cookies(cookies)

    arrives(server, package, lambda state: state.get("cmi.core.lesson_location") == "2", within=25)


def test_values_are_saved_every_ten_seconds_without_being_asked(
    server: Live, device: Any, fresh: Any
) -> None:
    package = fresh("scorm12")
    _, frame = open_package(device(), package)
    frame.evaluate("set('cmi.suspend_data', 'nikt nie zapisał')")

    arrives(server, package, lambda state: state.get("cmi.suspend_data") == "nikt nie zapisał", within=13)


FORGED = """frame => { const message = { kaganek: 'x', sequence: Date.now() + 1e6, kind: 'commit', faults: [],
    values: { 'cmi.core.lesson_status': 'passed' } };
  window.postMessage(message, '*');
  const other = document.createElement('iframe');
  other.srcdoc = '<p>';
  document.body.append(other);
  window.dispatchEvent(new MessageEvent('message', { data: message, origin: 'null', source: other.contentWindow }));
  window.dispatchEvent(new MessageEvent('message', { data: message, origin: 'null', source: frame.contentWindow }));
  for (const bad of [null, 5, 'x', [], {}, { kaganek: null }])
    window.dispatchEvent(new MessageEvent('message', { data: bad, origin: 'null', source: frame.contentWindow }));
}"""


def forged(page: Page, server: Live, package: int) -> str:
    """What the package is said to have said, after others than the package have spoken to the page."""
    page.locator("#paczka").evaluate(FORGED)
    page.wait_for_timeout(1500)
    return held(server.database, package).get("cmi.core.lesson_status", "")


def test_nobody_but_the_package_is_listened_to(server: Live, device: Any, fresh: Any) -> None:
    package = fresh("scorm12")
    page, _ = open_package(device(), package)

    assert forged(page, server, package) == ""


def test_a_bridge_that_does_not_look_who_speaks_would_be_noticed(
    server: Live, device: Any, fresh: Any
) -> None:
    """The negative control: the same words to a page whose check was taken out are believed."""
    package, context = fresh("scorm12"), device()

    def careless(route: Any) -> None:
        answer = route.fetch()
        text = answer.text().replace("if (!isOurs(event) ||", "if (")
        assert text != answer.text()
        route.fulfill(response=answer, body=text)

    context.route("**/player.js", careless)
    page, _ = open_package(context, package)

    assert forged(page, server, package) == "passed"


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_has_no_accessibility_faults(device: Any, fresh: Any, made: Any, width: int) -> None:
    page, _ = open_package(device(), made["scorm2004"][0])
    page.set_viewport_size({"width": width, "height": 900})

    assert walking.faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_package_is_reached_and_left_by_keyboard(device: Any, made: Any) -> None:
    page, frame = open_package(device(), made["scorm2004"][0])
    page.locator("[data-full]").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        if frame.evaluate("document.activeElement.id") == "zdaj":
            break
    assert frame.evaluate("document.activeElement.id") == "zdaj"

    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('.kg-prevnext') !== null")

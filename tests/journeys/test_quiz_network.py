"""A quiz on a bad network, in Chromium against the real server: no answer is lost (promises.md D4)."""

from __future__ import annotations

import json
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
from kaganek.learning.tests.factories import KINDS, SINGLE, make_course, make_progress, make_quiz
from kaganek.people.tests.factories import PASSWORD
from tests import databases
from tests.cast import assemble
from tests.journeys import walking
from tests.live import Live, inside, live_server

pytestmark = pytest.mark.journey
COURSES = 13  # one for each test, so that none waits for another


@pytest.fixture(scope="module")
def server(django_db_blocker: Any) -> Iterator[Live]:
    with databases.clone("journey_quiz") as name:
        with django_db_blocker.unblock(), inside(name), seated(SYSTEM):
            anna = assemble().enrolments["anna"]
            for _ in range(COURSES):
                course = make_course(published_at=timezone.now())
                make_quiz(course, questions=[*KINDS, SINGLE, SINGLE, SINGLE, SINGLE])
                make_progress(anna, course)
        with live_server(name) as running:
            yield running


@pytest.fixture(scope="module")
def chromium(
    server: Live,
) -> Iterator[Browser]:  # after the server: Django will not be set up inside its loop
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
def window(chromium: Browser, server: Live, cookies: list[Any]) -> Iterator[BrowserContext]:
    made = chromium.new_context(
        base_url=server.url, viewport={"width": 1280, "height": 900}, locale="pl-PL", reduced_motion="reduce"
    )
    made.add_cookies(cookies)
    yield made
    made.close()


@pytest.fixture
def tab(window: BrowserContext, server: Live) -> Page:
    """A fresh attempt, opened."""
    page = window.new_page()
    page.goto(f"/nauka/testy/{next_course(server)}/")
    page.click("text=Rozpocznij test")
    page.wait_for_selector("#test[data-ready]")
    return page


def rows(server: Live, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with psycopg.connect(databases.cluster().url(server.database)) as connection:
        return connection.execute(sql, values).fetchall()


def next_course(server: Live) -> int:
    """A course whose quiz nobody has begun."""
    found = rows(
        server,
        "SELECT q.course_id FROM learning_quiz q"
        " WHERE NOT EXISTS (SELECT FROM learning_attempt a WHERE a.quiz_id = q.id) ORDER BY 1 LIMIT 1",
    )
    return int(found[0][0])


def held(server: Live, page_url: str) -> list[Any]:
    """What the database holds of the attempt, in the order of its questions."""
    found = re.search(r"/podejscia/(\d+)/", page_url)
    assert found
    return [
        row[0]
        for row in rows(
            server,
            "SELECT response FROM learning_attemptanswer WHERE attempt_id = %s ORDER BY question_id",
            int(found[1]),
        )
    ]


def choose(page: Page, number: int) -> None:
    """Answer question `number` by its first choice or by a text."""
    page.click(f"[data-jump='{number}']")
    box = page.locator(f"#pytanie-{number}")
    if box.locator(".kg-choices").count():
        box.locator(".kg-choices label").first.click()
    elif box.locator("input[type=text]").count():
        box.locator("input[type=text]").fill("13")
    else:
        for one in box.locator("select").all():
            one.select_option(index=1)


def saved(page: Page, words: str) -> None:
    expect(page.locator("#zapis")).to_contain_text(re.compile(words), timeout=15_000)


SIX = ["a", ["a"], True, "13", "13", {"1": "1", "2": "1"}]


def test_ten_seconds_without_a_network_lose_nothing(tab: Page, window: BrowserContext, server: Live) -> None:
    choose(tab, 1)
    saved(tab, r"Zapisano o \d\d:\d\d")
    window.set_offline(True)
    for number in (2, 3, 4, 5, 6):
        choose(tab, number)
    saved(tab, "Brak połączenia. Odpowiedź jest zapamiętana na tym urządzeniu")
    tab.wait_for_timeout(10_000)
    assert held(server, tab.url) == ["a"]

    window.set_offline(False)
    saved(tab, r"Zapisano o \d\d:\d\d")

    assert held(server, tab.url) == SIX


def test_a_server_that_fails_for_a_while_is_asked_again(tab: Page, server: Live) -> None:
    tab.route("**/odpowiedzi/", lambda route: route.fulfill(status=503, body="przerwa"))
    choose(tab, 1)
    saved(tab, "Nie udało się zapisać")
    assert held(server, tab.url) == []

    tab.unroute("**/odpowiedzi/")
    saved(tab, "Zapisano o")

    assert held(server, tab.url) == ["a"]


def test_a_tab_closed_right_after_the_click_loses_nothing(
    tab: Page, window: BrowserContext, server: Live
) -> None:
    address = tab.url
    tab.locator("#pytanie-1 .kg-choices label").first.click()
    tab.close(run_before_unload=True)

    again = window.new_page()
    again.goto(address)
    again.wait_for_selector("#test[data-ready]")
    expect(again.locator("#pytanie-1 input[type=radio]").first).to_be_checked()
    saved(again, "Zapisano o|Wysłano")

    assert held(server, address) == ["a"]


# Not every browser says that a page which is closed is hidden first; the page must then rely on its being left.
NEVER_HIDDEN = "window.addEventListener('visibilitychange', event => event.stopImmediatePropagation(), true)"
HIDDEN = """Object.defineProperty(document, 'visibilityState', {value: 'hidden'});
    document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))"""


def type_a_number(page: Page, server: Live) -> None:
    """Question 4, typed and not yet sent: a text waits for 800 ms of silence."""
    page.click("[data-jump='4']")
    page.evaluate("window.setTimeout = () => 0")  # and the silence never ends by itself
    page.locator("#pytanie-4 input[type=text]").press_sequentially("13")
    assert held(server, page.url) == []


def arrives(server: Live, page_url: str, wanted: list[Any], within: float = 15.0) -> None:
    """What a page sends as it goes is answered to nobody: the database alone can say that it came."""
    deadline = time.monotonic() + within
    while held(server, page_url) != wanted and time.monotonic() < deadline:
        time.sleep(0.1)
    assert held(server, page_url) == wanted


@pytest.mark.parametrize("leave", ["close", "go on"])
def test_a_text_still_being_typed_is_sent_when_the_page_is_left(
    tab: Page, window: BrowserContext, server: Live, leave: str
) -> None:
    address = tab.url
    tab.evaluate(NEVER_HIDDEN)
    type_a_number(tab, server)
    tab.evaluate("localStorage.clear()")  # the store would bring it back on this device alone
    if leave == "close":
        tab.close(run_before_unload=True)
    else:
        tab.goto(f"{server.url}/nauka/")
    arrives(server, address, ["13"])

    another = window.new_page()
    another.goto(address)
    another.wait_for_selector("#test[data-ready]")

    expect(another.locator("#pytanie-4 input[type=text]")).to_have_value("13")


def test_a_text_still_being_typed_is_sent_when_the_page_is_hidden(tab: Page, server: Live) -> None:
    """A phone puts the browser away, and may never bring it back."""
    type_a_number(tab, server)

    tab.evaluate(HIDDEN)

    arrives(server, tab.url, ["13"])


# What a page sends while it closes is let through the emulated gap.
WITHOUT_NETWORK = """() => {
    navigator.sendBeacon = () => false;
    window.fetch = () => Promise.reject(new TypeError("no network"));
}"""


def test_a_tab_closed_without_a_network_gives_its_answers_back(
    tab: Page, window: BrowserContext, server: Live
) -> None:
    address = tab.url
    tab.evaluate(WITHOUT_NETWORK)
    window.set_offline(True)
    choose(tab, 1)
    choose(tab, 4)
    saved(tab, "Brak połączenia")
    tab.close()
    assert held(server, address) == []

    window.set_offline(False)
    again = window.new_page()
    again.goto(address)
    saved(again, "Wysłano odpowiedzi zapamiętane na tym urządzeniu")

    assert held(server, address) == ["a", "13"]
    expect(again.locator("#pytanie-4 input[type=text]")).to_have_value("13")


def test_an_older_answer_kept_on_a_device_does_not_undo_a_newer_one(
    tab: Page, window: BrowserContext, server: Live
) -> None:
    choose(tab, 1)
    saved(tab, "Zapisano o")
    section = tab.locator("#pytanie-1")
    question = section.get_attribute("data-question")
    attempt = tab.locator("#test").get_attribute("data-attempt")
    entries = [[f"seq-{question}-single", ""], [f"q-{question}", "b"]]
    old = json.dumps([[question, {"seq": 5, "entries": entries}]])
    tab.evaluate("([key, text]) => localStorage.setItem(key, text)", [f"kaganek.quiz.{attempt}", old])

    tab.reload()
    tab.wait_for_selector("#test[data-ready]")

    expect(section.locator("input[value=a]")).to_be_checked()
    assert held(server, tab.url) == ["a"]
    assert tab.evaluate("localStorage.length") == 0


def test_without_the_script_this_suite_would_notice(window: BrowserContext, server: Live) -> None:
    """The negative control: the same click with the saving script taken away is lost."""
    page = window.new_page()
    page.route("**/quiz.js", lambda route: route.abort())
    page.goto(f"/nauka/testy/{next_course(server)}/")
    page.click("text=Rozpocznij test")
    address = page.url
    page.locator("#pytanie-1 .kg-choices label").first.click()
    page.close(run_before_unload=True)

    again = window.new_page()
    again.goto(address)
    again.wait_for_selector("#test[data-ready]")

    expect(again.locator("#pytanie-1 input[type=radio]").first).not_to_be_checked()
    assert held(server, address) == []


def test_a_whole_quiz_takes_fourteen_requests(window: BrowserContext, server: Live) -> None:
    page = window.new_page()
    asked: list[str] = []
    page.on("request", lambda r: asked.append(f"{r.method} {r.url}") if "/nauka/" in r.url else None)
    page.goto(f"/nauka/testy/{next_course(server)}/")
    page.click("text=Rozpocznij test")
    page.wait_for_selector("#test[data-ready]")
    for number in (1, 2, 3, 4, 5, 7, 8, 9, 10):
        choose(page, number)
        saved(page, "Zapisano o")
        page.wait_for_timeout(150)
    page.click("[data-jump='6']")
    page.locator("#pytanie-6 select").first.select_option(index=1)
    saved(page, "Zapisano o")
    page.click("aside [data-finish]")
    page.locator("#koniec[open] [type=submit]").click()
    expect(page.locator("h1")).to_have_text("Wynik testu")

    assert len(asked) == 14, asked
    expect(page).not_to_have_url(
        re.compile("/zakoncz/")
    )  # the script that follows the answer has put its own address
    page.reload()
    expect(page.locator("h1")).to_have_text("Wynik testu")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_quiz_has_no_accessibility_faults(tab: Page, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 900})
    faults = Axe().run(tab).response["violations"]
    tab.click("aside [data-finish]")
    tab.wait_for_selector("#koniec[open]")
    tab.wait_for_timeout(300)  # the dialog has faded in
    faults += Axe().run(tab).response["violations"]

    assert faults == []
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_answer_is_not_checked_before_it_is_given(window: BrowserContext, server: Live) -> None:
    course = next_course(server)
    rows(server, "UPDATE learning_quiz SET feedback = 'now' WHERE course_id = %s RETURNING id", course)
    page = window.new_page()
    page.goto(f"/nauka/testy/{course}/")
    page.click("text=Rozpocznij test")
    page.wait_for_selector("#test[data-ready]")
    question = page.locator("[data-question]:not([hidden])")
    missing = question.locator("[data-missing]")
    expect(missing).to_be_hidden()
    question.get_by_role("button", name="Sprawdź odpowiedź").click()
    expect(missing).to_be_visible()
    expect(question.locator("input[type=radio]").first).to_be_focused()
    question.get_by_label("A", exact=True).check()
    expect(missing).to_be_hidden()
    question.get_by_role("button", name="Sprawdź odpowiedź").click()
    expect(question.get_by_role("button", name="Sprawdź odpowiedź")).to_have_count(0)

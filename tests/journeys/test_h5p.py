"""H5P in Chromium with its real core: played, closed, resumed, completed; what it says is judged and shown."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect

from kaganek.core.seats import SYSTEM, seated
from tests import databases, h5p
from tests.cast import assemble
from tests.journeys import packages, walking
from tests.journeys.packages import held, rows, said
from tests.live import Live, free_port, inside, live_server

pytestmark = pytest.mark.journey
SAVED = re.compile(r"[Zz]apisano o \d\d:\d\d")


@dataclass
class Site:
    """The product with H5P packages in it."""

    live: Live
    made: dict[str, int]


@pytest.fixture(scope="module", params=["sandbox", "second host"])
def site(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[Site]:
    h5p.core_root()
    port = free_port()
    more = {"KAGANEK_CONTENT_URL": f"http://localhost:{port}"} if request.param == "second host" else {}
    with databases.clone(f"journey_h5p_{request.param.replace(' ', '_')}") as name:
        with django_db_blocker.unblock(), inside(name), seated(SYSTEM):
            anna = assemble().enrolments["anna"]
            played = {word: packages.make_h5p(anna, h5p.files()).pk for word in ("page", "left")}
            played["quiet"] = packages.make_h5p(anna, h5p.files()).pk
            mute = h5p.files() | {"H5P.KaganekStrona-1.0/js/strona.js": b"/* no constructor */"}
            played["broken"] = packages.make_h5p(anna, mute).pk
            played["question"] = packages.make_h5p(anna, h5p.files(h5p.CHOICE)).pk
        with live_server(name, port=port, KAGANEK_H5P="1", **more) as running:
            yield Site(running, played)
    packages.remove_files()


@pytest.fixture(scope="module")
def chrome(site: Site) -> Iterator[Browser]:
    with walking.chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def cookies(chrome: Browser, site: Site) -> list[Any]:
    return packages.cookies_of(chrome, site.live.url)


@pytest.fixture
def device(chrome: Browser, site: Site, cookies: list[Any]) -> Iterator[Callable[[], BrowserContext]]:
    opened: list[BrowserContext] = []

    def make() -> BrowserContext:
        opened.append(packages.device(chrome, site.live.url, cookies))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


def play(context: BrowserContext, package_id: int) -> tuple[Page, FrameLocator]:
    page = context.new_page()
    page.goto(f"/nauka/paczki/{package_id}/")
    content = page.frame_locator("#paczka")
    expect(content.get_by_role("button", name="Sprawdź").first).to_be_visible(timeout=20_000)
    return page, content


@pytest.mark.parametrize("site", ["sandbox"], indirect=True)
def test_a_content_that_cannot_start_says_so_and_one_that_runs_does_not(
    site: Site, device: Callable[[], BrowserContext]
) -> None:
    page, content = play(device(), site.made["quiet"])
    broken = page.context.new_page()
    broken.goto(f"/nauka/paczki/{site.made['broken']}/")
    fault = broken.frame_locator("#paczka").get_by_role("alert")
    expect(fault).to_contain_text("nie udało się uruchomić", timeout=20_000)
    expect(content.get_by_role("alert")).to_have_count(0)


def attempt(site: Site, name: str) -> tuple[Any, ...]:
    query = "SELECT completion, success, score, done_at IS NOT NULL FROM learning_packageattempt WHERE package_id = %s"
    found = rows(site.live.database, query, site.made[name])
    return found[0] if found else ()


@pytest.mark.rule("L-151")
@pytest.mark.rule("L-152")
@pytest.mark.rule("L-153")
def test_a_page_is_begun_here_and_ended_there(site: Site, device: Callable[[], BrowserContext]) -> None:
    context = device()
    page, content = play(context, site.made["page"])
    expect(content.get_by_role("heading", name="Terminy i podpisy")).to_be_visible()
    content.get_by_label("7 dni").check()
    content.get_by_role("button", name="Sprawdź").first.click()
    expect(content.get_by_text("Jeszcze nie")).to_be_visible()
    said(page, SAVED)
    assert attempt(site, "page") == ("incomplete", "unknown", None, False)
    context.close()

    page, content = play(device(), site.made["page"])
    expect(content.get_by_label("7 dni")).to_be_checked()  # its own state came along to another device
    expect(content.get_by_text("Jeszcze nie")).to_be_visible()
    content.get_by_label("30 dni").check()
    content.get_by_role("button", name="Sprawdź").first.click()
    content.get_by_label("kierownik").check()
    content.get_by_role("button", name="Sprawdź").last.click()
    content.get_by_role("button", name="Zakończ").click()

    expect(page.locator("#ukonczona")).to_be_visible(timeout=20_000)
    expect(page.locator("[data-part-state]").first).to_have_text("ukończona, zaliczona")
    assert [str(one) for one in attempt(site, "page")] == ["completed", "passed", "100.00", "True"]


@pytest.mark.parametrize("site", ["sandbox"], indirect=True)
@pytest.mark.rule("L-153")
def test_what_was_chosen_before_the_tab_was_closed_is_there_again(
    site: Site, device: Callable[[], BrowserContext]
) -> None:
    page, content = play(device(), site.made["left"])
    content.get_by_label("każdy").check()
    page.close(run_before_unload=True)

    end = time.monotonic() + 15
    while "state::state" not in held(site.live.database, site.made["left"]):
        assert time.monotonic() < end
        time.sleep(0.1)
    _, content = play(device(), site.made["left"])
    expect(content.get_by_label("każdy")).to_be_checked()


@pytest.mark.parametrize("site", ["sandbox"], indirect=True)
@pytest.mark.rule("L-152")
def test_a_question_alone_is_failed_until_it_is_right_and_the_consultant_reads_the_answer(
    site: Site, chrome: Browser, device: Callable[[], BrowserContext]
) -> None:
    page, content = play(device(), site.made["question"])
    content.get_by_label("7 dni").check()
    content.get_by_role("button", name="Sprawdź").click()
    expect(page.locator("[data-part-state]").first).to_have_text(
        "niezaliczona, możesz spróbować jeszcze raz", timeout=20_000
    )
    assert attempt(site, "question")[3] is False  # failed: by its own word not done

    filip = packages.device(chrome, site.live.url, packages.cookies_of(chrome, site.live.url, "filip"))
    reading = filip.new_page()
    reading.goto(f"/paczki/{site.made['question']}/osoby/")
    reading.get_by_role("link", name="Wrona").first.click()
    table = reading.get_by_role("table")
    expect(table.get_by_role("row").nth(1)).to_contain_text("Ile dni ma urząd na odpowiedź?")
    expect(table.get_by_role("row").nth(1)).to_contain_text("7 dni")
    expect(table.get_by_role("row").nth(1)).to_contain_text("30 dni")
    expect(reading.get_by_text("0 z 1 pkt; niezaliczone").first).to_be_visible()
    filip.close()

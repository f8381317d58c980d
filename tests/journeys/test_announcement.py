"""An announcement: written by the coordinator to one office, met on the first page, confirmed, counted, withdrawn.

On the real server with the people every test knows; every page met is examined wide and on a phone.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from kaganek.core.seats import SYSTEM, seated
from kaganek.people.tests.factories import PASSWORD
from tests import databases
from tests.cast import assemble
from tests.journeys import walking
from tests.journeys.walking import Walk, window
from tests.live import Live, inside, live_server, worker

pytestmark = pytest.mark.journey
WITHIN = 60.0  # seconds until everyone is told; a busy machine is slow
TITLE = "Spotkanie zespołu 3 grudnia"
TEXT = "Spotykamy się o 9.00 w sali 12.\n\nWeźcie wzory pism."


@pytest.fixture(scope="module")
def server(django_db_blocker: Any) -> Iterator[Live]:
    with databases.clone("journey_announcement") as name:
        with django_db_blocker.unblock(), inside(name), seated(SYSTEM):
            assemble()
        with live_server(name) as running, worker(name, KAGANEK_BASE_URL=running.url):
            yield running


@pytest.fixture(scope="module")
def chrome(server: Live) -> Iterator[Browser]:
    with walking.chromium() as opened:
        yield opened


def test_an_office_reads_and_confirms_and_another_hears_nothing(server: Live, chrome: Browser) -> None:
    with (
        window(chrome, server.url) as dorota,
        window(chrome, server.url) as anna,
        window(chrome, server.url) as cezary,
    ):
        for walk, login in ((dorota, "dorota"), (anna, "anna"), (cezary, "cezary")):
            walk.sign_in(login, PASSWORD)
        place = announces(dorota)
        confirms(anna)
        hears_nothing(cezary, place)
        sees_who_confirmed(dorota, place)
        withdraws(dorota, place)
        assert anna.context.request.get(place).status == 410


def announces(dorota: Walk) -> str:
    """The address of what the coordinator has announced."""
    dorota.to("/ogloszenia/")
    dorota.examine()
    dorota.follow("Nowe ogłoszenie")
    dorota.examine()
    page = dorota.page
    page.get_by_label("Do kogo").select_option(label="Urząd Gminy Zalesie")
    page.get_by_label("Treść").fill(TEXT)
    page.get_by_label("Tytuł").fill(TITLE)
    page.get_by_label("Proszę o potwierdzenie").check()
    dorota.press("Ogłoś", exact=True)
    expect(page.locator("h1")).to_have_text(TITLE)
    dorota.examine()
    return page.url


def confirms(anna: Walk) -> None:
    pinned = anna.page.get_by_role("region", name="Ogłoszenia")
    until = time.monotonic() + WITHIN
    while time.monotonic() < until and not pinned.count():  # the worker tells everyone
        anna.to("/")
    expect(pinned).to_contain_text("Otwórz i potwierdź, że znasz tę treść.")
    anna.examine()
    pinned.get_by_role("link", name=TITLE).click()
    expect(anna.page.locator("main")).to_contain_text("Weźcie wzory pism.")
    anna.examine()
    anna.press("Potwierdzam, że znam tę treść")
    expect(anna.page.locator("main")).to_contain_text("Twoje potwierdzenie jest zapisane.")
    anna.examine()
    anna.to("/")
    assert TITLE not in anna.words()
    anna.to("/ogloszenia/")
    assert TITLE in anna.words()


def hears_nothing(cezary: Walk, place: str) -> None:
    for address in ("/", "/ogloszenia/", "/powiadomienia/"):
        cezary.to(address)
        assert TITLE not in cezary.words()
    assert cezary.context.request.get(place).status == 404


def sees_who_confirmed(dorota: Walk, place: str) -> None:
    dorota.to(place)
    assert "Przeczytało 1 z " in dorota.words()
    assert "potwierdziło 1" in dorota.words()
    dorota.follow("Zobacz listę osób")
    assert "Wrona" in dorota.words()
    assert "Dzik" not in dorota.words()  # Cezary Dzik works in the other office
    dorota.examine()
    assert "Wrona" in dorota.download("CSV").decode("utf-8-sig")
    dorota.to("/ogloszenia/wyslane/")
    assert TITLE in dorota.words()
    dorota.examine()


def withdraws(dorota: Walk, place: str) -> None:
    dorota.to(place)
    dorota.press("Wycofaj ogłoszenie")
    assert "Wycofać ogłoszenie wysłane do " in dorota.words()
    dorota.examine()
    dorota.press("Wycofaj ogłoszenie")
    assert "Ogłoszenie wycofane. Nikt już go nie zobaczy." in dorota.words()
    dorota.to(place)
    assert "Ogłoszenie zostało wycofane" in dorota.words()
    dorota.examine()

"""Two offices of an exchange group talk in Chromium, live and without the stream; a third office sees nothing."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from kaganek.communication.models import ChatRoom
from kaganek.communication.tests.factories import make_exchange
from kaganek.core.seats import SYSTEM, seated
from kaganek.people.terms import Role
from kaganek.people.tests.factories import PASSWORD, give_role, make_office, make_person
from kaganek.programmes.tests.factories import make_participation
from tests import databases
from tests.cast import assemble
from tests.journeys import walking
from tests.journeys.keyboard import Keys
from tests.journeys.walking import window
from tests.live import Live, free_port, inside, live_server, stream_server

pytestmark = pytest.mark.journey
SOON = 2_000  # ms in which a line is there while the stream runs
WITHOUT = 10_000  # ms in which it is there when the page has to ask (promises E4)
AGAIN = 45_000  # ms in which a page finds the stream again
LIVE, ASKED = "Na żywo", "Nowe wypowiedzi sprawdzam co kilka sekund"


@dataclass
class Place:
    """The servers, and the address of the room."""

    web: Live
    stream: ExitStack
    port: int
    room: str
    borki: int

    def cut_stream(self) -> None:
        self.stream.close()

    def mend_stream(self) -> None:
        made = self.stream.enter_context(stream_server(self.web.database, port=self.port, base=self.web.url))
        self.stream.callback(_kill, made.pid)


def _kill(pid: int) -> None:
    os.killpg(pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def place(django_db_blocker: Any) -> Iterator[Place]:
    with databases.clone("journey_chat") as name:
        with django_db_blocker.unblock(), inside(name), seated(SYSTEM):
            cast = assemble()
            third = make_office(name="Dąbie", teryt="080101")
            make_participation(cast.project, third)
            give_role(make_person(third, login="zofia"), Role.SUPERVISOR)
            group = make_exchange(cast.project, cast.zalesie, cast.borki)
            room = ChatRoom.objects.create(space=group, title="Prosty język", opened_at=timezone.now())
        port = free_port()
        with live_server(name, KAGANEK_STREAM_URL=f"http://127.0.0.1:{port}") as web, ExitStack() as stream:
            made = Place(web, stream, port, f"/czat/{room.pk}/", cast.borki.pk)
            made.mend_stream()
            yield made


@pytest.fixture(scope="module")
def chrome(place: Place) -> Iterator[Browser]:
    with walking.chromium() as browser:
        yield browser


@contextmanager
def person(chrome: Browser, place: Place, login: str, **options: Any) -> Iterator[Page]:
    """Somebody signed in, in a browser of their own."""
    context = chrome.new_context(base_url=place.web.url, locale="pl-PL", **options)
    page = context.new_page()
    page.goto("/logowanie/")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/logowanie/" not in url)
    try:
        yield page
    finally:
        context.close()


def enter(page: Page, place: Place, state: str = LIVE) -> None:
    page.goto(place.room)
    expect(page.locator("[data-told]")).to_have_text(state, timeout=AGAIN)


def say(page: Page, words: str) -> None:
    page.get_by_label("Twoja wypowiedź").fill(words)
    page.get_by_role("button", name="Wyślij").click()


def lines(page: Page) -> list[str]:
    return page.locator(".kg-chat__text").all_inner_texts()


def line(page: Page, words: str) -> Any:
    return page.locator(".kg-chat__text", has_text=words)


def test_two_offices_talk_and_a_third_sees_nothing(chrome: Browser, place: Place) -> None:
    with person(chrome, place, "bogdan") as bogdan, person(chrome, place, "celina") as celina:
        enter(bogdan, place)
        enter(celina, place)
        expect(celina.locator(".kg-who").first).to_contain_text("Czytają i piszą: wszyscy z urzędów")

        say(bogdan, "Dzień dobry, tu Zalesie!")
        expect(line(celina, "tu Zalesie!")).to_have_count(1, timeout=SOON)
        say(celina, "A tu <b>Borki</b>.")
        expect(line(bogdan, "A tu <b>Borki</b>.")).to_have_count(1, timeout=SOON)
        for page in (bogdan, celina):
            assert lines(page)[-2:] == ["Dzień dobry, tu Zalesie!", "A tu <b>Borki</b>."]
        assert "Bogdan Maj" in celina.locator(".kg-msg__who").all_inner_texts()[-2]

        celina.locator(".is-mine").get_by_role("button", name="Wycofaj").last.click()
        celina.get_by_role("main").get_by_role("button", name="Wycofaj").click()
        expect(bogdan.locator(".kg-chat__text").last).to_have_text(
            "Wypowiedź wycofana przez autora.", timeout=SOON
        )
        assert "Borki</b>" not in bogdan.locator("[data-log]").inner_text()

    with person(chrome, place, "zofia") as zofia:
        zofia.goto("/czat/")
        assert "Prosty język" not in zofia.locator("main").inner_text()
        for address in ("", "linie/", "bilet/", "zapis/", "zapis.csv"):
            answer = zofia.request.get(place.web.url + place.room + address)
            assert answer.status == 404, address
            assert "Zalesie!" not in answer.text()


def test_without_the_stream_the_page_asks_and_with_it_again_it_listens(chrome: Browser, place: Place) -> None:
    with person(chrome, place, "bogdan") as bogdan, person(chrome, place, "celina") as celina:
        enter(bogdan, place)
        enter(celina, place)
        place.cut_stream()
        expect(celina.locator("[data-told]")).to_have_text(ASKED, timeout=AGAIN)
        say(bogdan, "Bez strumienia.")
        expect(line(celina, "Bez strumienia.")).to_have_count(1, timeout=WITHOUT)
        place.mend_stream()
        expect(celina.locator("[data-told]")).to_have_text(LIVE, timeout=AGAIN)
        say(bogdan, "Znowu na żywo.")
        for page in (bogdan, celina):
            expect(line(page, "Znowu na żywo.")).to_have_count(1, timeout=SOON)
        assert lines(bogdan) == lines(celina)


def test_what_was_said_without_a_network_is_sent_once_and_what_was_missed_is_read(
    chrome: Browser, place: Place
) -> None:
    with person(chrome, place, "bogdan") as bogdan, person(chrome, place, "celina") as celina:
        enter(bogdan, place)
        enter(celina, place)
        celina.context.set_offline(True)
        say(celina, "Napisane w pociągu.")
        expect(celina.locator("[data-fault]")).to_contain_text("czeka na wysłanie")
        say(bogdan, "Pierwsze bez Celiny.")
        say(bogdan, "Drugie bez Celiny.")
        expect(line(bogdan, "Drugie bez Celiny.")).to_have_count(1)
        celina.context.set_offline(False)
        expect(line(bogdan, "Napisane w pociągu.")).to_have_count(1, timeout=AGAIN)
        expect(line(celina, "Napisane w pociągu.")).to_have_count(1, timeout=AGAIN)
        assert lines(celina) == lines(bogdan)
        assert lines(celina)[-3:] == ["Pierwsze bez Celiny.", "Drugie bez Celiny.", "Napisane w pociągu."]


def test_a_room_by_keyboard_paused_and_examined(chrome: Browser, place: Place) -> None:
    with window(chrome, place.web.url) as walk, person(chrome, place, "celina") as celina:
        walk.sign_in("bogdan", PASSWORD)
        enter(walk.page, place)
        enter(celina, place)
        keys = Keys(walk)
        keys.into_content()
        pause = walk.page.locator("[data-pause]")
        keys.to(pause)
        keys.press("Enter")
        assert pause.get_attribute("aria-pressed") == "true"
        say(celina, "Przyszło w czasie pauzy.")
        show = walk.page.locator("[data-show]")
        expect(show).to_have_text("Pokaż nowe wypowiedzi: 1", timeout=SOON)
        assert line(walk.page, "w czasie pauzy").count() == 0
        keys.to(show)
        keys.press("Enter")
        expect(line(walk.page, "w czasie pauzy")).to_have_count(1)
        assert walk.page.locator("[data-log]").evaluate("one => document.activeElement === one")
        keys.to(walk.page.get_by_label("Twoja wypowiedź"))
        keys.type("Z klawiatury.")
        keys.press("Shift+Enter")
        keys.type("Drugi wiersz.")
        keys.press("Enter")
        expect(line(celina, "Z klawiatury.")).to_have_text("Z klawiatury.\nDrugi wiersz.", timeout=SOON)
        assert walk.page.get_by_label("Twoja wypowiedź").evaluate("one => document.activeElement === one")
        walk.examine()
        walk.to(f"{place.room}zapis/")
        walk.examine()
        walk.to("/czat/")
        walk.examine()


def test_without_scripts_a_room_is_a_page_with_a_form(chrome: Browser, place: Place) -> None:
    with person(chrome, place, "anna", java_script_enabled=False) as anna:
        anna.goto(place.room)
        say(anna, "Bez skryptów.")
        assert lines(anna)[-1] == "Bez skryptów."
        anna.get_by_role("link", name="Odśwież").click()
        assert lines(anna)[-1] == "Bez skryptów."
        anna.get_by_role("button", name="Oznacz jako przeczytane").click()
        assert anna.locator("h1").inner_text() == "Rozmowy"
        assert "nic nowego" in anna.locator("main").inner_text().replace("\xa0", " ")


def test_a_removed_office_is_shown_out_of_an_open_page(chrome: Browser, place: Place) -> None:
    with person(chrome, place, "celina") as celina:
        enter(celina, place)
        with psycopg.connect(databases.cluster().url(place.web.database), autocommit=True) as owner:
            gone = owner.execute(
                "DELETE FROM communication_spaceoffice WHERE office_id = %s RETURNING *", [place.borki]
            )
            row = gone.fetchone()
            try:
                expect(celina.locator("[data-told]")).to_contain_text("Nie masz już dostępu", timeout=30_000)
            finally:
                marks = ", ".join(["%s"] * len(row))
                owner.execute(f"INSERT INTO communication_spaceoffice VALUES ({marks})", row)

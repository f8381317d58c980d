"""Two offices of an exchange group on the forum in Chromium, while a third office of the project sees nothing.

On the real server with the people every test knows; every page met is examined wide and on a phone, and one walk goes
without a mouse.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from kaganek.communication.services.spaces import open_due_spaces
from kaganek.core.seats import SYSTEM, seated
from kaganek.people.terms import Role
from kaganek.people.tests.factories import PASSWORD, give_role, make_office, make_person
from kaganek.programmes.tests.factories import make_enrolment, make_participation
from tests import databases
from tests.cast import Cast, assemble
from tests.journeys import walking
from tests.journeys.keyboard import Keys
from tests.journeys.walking import Walk, window
from tests.live import Live, inside, live_server

pytestmark = pytest.mark.journey
GROUP = "Wymiana: obsługa mieszkańców"
TOPIC = "Jak mierzycie czas oczekiwania?"
QUESTION = "U nas kartka i długopis."
ANSWER = "My dajemy kartonik z godziną."
HOSTILE = '<script>document.title = "zhakowane"</script><img src="https://sledzi.example/p.gif">'
FILE = {"name": "wzor.txt", "mimeType": "text/plain", "buffer": b"wzor"}


@pytest.fixture(scope="module")
def server(django_db_blocker: Any) -> Iterator[Live]:
    with databases.clone("journey_exchange") as name:
        with django_db_blocker.unblock(), inside(name), seated(SYSTEM):
            _prepare(assemble())
        with live_server(name) as running:
            yield running


def _prepare(cast: Cast) -> None:
    """Dąbie takes part in the project and is in no group: its supervisor and a participant look on."""
    office = make_office(name="Dąbie", teryt="080101")
    make_participation(cast.project, office)
    for login, role in (("dariusz", Role.SUPERVISOR), ("daria", Role.LEARNER)):
        person = make_person(office, login=login, first_name=login.capitalize(), last_name="Sum")
        give_role(person, role)
        if role is Role.LEARNER:
            make_enrolment(cast.project, person)
    open_due_spaces(at=timezone.now())


@pytest.fixture(scope="module")
def chrome(server: Live) -> Iterator[Browser]:
    with walking.chromium() as opened:
        yield opened


def test_two_offices_talk_and_a_third_sees_nothing(server: Live, chrome: Browser) -> None:
    with (
        window(chrome, server.url) as dorota,
        window(chrome, server.url) as anna,
        window(chrome, server.url) as cezary,
    ):
        for walk, login in ((dorota, "dorota"), (anna, "anna"), (cezary, "cezary")):
            walk.sign_in(login, PASSWORD)
        makes_the_group(dorota)
        topic = asks(anna)
        answers(cezary, topic)
        takes_the_answer(anna, topic)
        keeps_order(dorota, topic)
        writes_a_message(anna, topic)
        for login in ("dariusz", "daria"):
            sees_nothing(server, chrome, login, topic)


def makes_the_group(dorota: Walk) -> None:
    dorota.to("/forum/grupy/")
    dorota.examine()
    dorota.follow("Nowa grupa")
    page = dorota.page
    page.get_by_label("Nazwa grupy").fill(GROUP)
    dorota.press("Otwórz grupę")
    assert "Zaznacz co najmniej dwa urzędy." in dorota.words()
    dorota.complaints.clear()  # the browser names the answer of 422
    dorota.examine()
    for office in ("Zalesie", "Borki"):
        page.get_by_label(office).check()
    dorota.press("Otwórz grupę")
    expect(page.get_by_text("Grupa otwarta.")).to_be_visible()
    dorota.examine()


def asks(anna: Walk) -> str:
    """Returns the address of the topic."""
    anna.to("/forum/")
    anna.examine()
    anna.follow(GROUP)
    assert "Czytają i piszą: wszyscy z urzędów" in anna.words()
    assert "Dąbie" not in anna.words()
    anna.examine()
    anna.page.get_by_role("main").get_by_role("link", name="Nowy temat").first.click()
    anna.examine()
    anna.page.get_by_label("Tytuł").fill(TOPIC)
    anna.page.get_by_label("Treść").fill(QUESTION)
    anna.page.get_by_label("Dodaj pliki").set_input_files([FILE])  # type: ignore[list-item]
    anna.press("Opublikuj temat")
    assert anna.heading() == TOPIC
    anna.examine()
    return anna.page.url.removeprefix(anna.page.url.split("/forum/")[0]).split("#")[0]


def answers(cezary: Walk, topic: str) -> None:
    """Quotes, types what tries to run, loses the page and finds the words again."""
    cezary.to(topic)
    assert cezary.download("wzor.txt") == b"wzor"
    cezary.follow("Cytuj wpis 1")
    text = cezary.page.get_by_label("Treść")
    expect(text).to_have_value(f"> **Anna Wrona**:\n> {QUESTION}\n\n")
    cezary.to(topic)
    text.fill(ANSWER)
    cezary.page.wait_for_function(
        "() => Object.keys(localStorage).some(key => key.startsWith('kaganek-forum-'))"
    )
    cezary.to(topic)
    expect(text).to_have_value(ANSWER)
    text.fill(f"{ANSWER}\n\n{HOSTILE}")
    cezary.press("Wyślij odpowiedź")
    assert HOSTILE in cezary.words()
    assert "zhakowane" not in cezary.page.title()
    cezary.examine()


def takes_the_answer(anna: Walk, topic: str) -> None:
    anna.to(topic)
    anna.press("To jest odpowiedź (wpis 2)")
    assert "odpowiedź na pytanie" in anna.words()
    anna.to("/forum/szukaj/?q=kartoniku")
    assert TOPIC in anna.words()
    anna.examine()


def keeps_order(dorota: Walk, topic: str) -> None:
    dorota.to(topic)
    dorota.follow("Ukryj wpis 2")
    dorota.examine()
    dorota.page.get_by_label("Powód").fill("Próba skryptu")
    dorota.press("Ukryj wpis")
    assert "Próba skryptu" in dorota.words()
    dorota.follow("Porządek")
    dorota.examine()
    dorota.to(topic)
    dorota.follow("Przywróć wpis 2")
    dorota.page.get_by_label("Powód").fill("Nic nie robi")
    dorota.press("Przywróć wpis")


def writes_a_message(anna: Walk, topic: str) -> None:
    """From the post to the card of who wrote it, and to a message."""
    anna.to(topic)
    anna.page.get_by_role("main").get_by_role("link", name="Cezary Dzik").first.click()
    anna.examine()
    anna.press("Napisz wiadomość")
    anna.page.get_by_label("Wiadomość").fill("Dziękuję za kartonik.")
    anna.press("Wyślij")
    assert "Dziękuję za kartonik." in anna.words()
    anna.examine()
    anna.to("/wiadomosci/")
    anna.examine()


def sees_nothing(server: Live, chrome: Browser, login: str, topic: str) -> None:
    with window(chrome, server.url) as walk:
        walk.sign_in(login, PASSWORD)
        for address in (
            "/forum/",
            "/forum/szukaj/?q=kartka",
            "/forum/szukaj/?q=wymiana",
            "/wiadomosci/nowa/",
        ):
            walk.to(address)
            for word in (GROUP, TOPIC, "Cezary", "Anna Wrona"):
                assert word not in walk.words(), (login, address)
        answer = walk.page.request.get(server.url + topic)
        assert answer.status == 404
        assert TOPIC not in answer.text()


def test_the_forum_without_a_mouse(server: Live, chrome: Browser) -> None:
    """From the menu to a topic of one's own, an answer and a mark, by the keyboard alone; each stop is seen."""
    with window(chrome, server.url) as bogdan:
        bogdan.sign_in("bogdan", PASSWORD)
        page, keys = bogdan.page, Keys(bogdan)
        keys.to(page.get_by_role("link", name="Forum"))
        keys.press("Enter")
        page.wait_for_url("**/forum/")
        keys.into_content()
        keys.to(page.get_by_role("main").get_by_role("link", name="Urząd Gminy Zalesie").first)
        keys.press("Enter")
        page.wait_for_url("**/forum/*/")
        keys.into_content()
        keys.to(page.get_by_role("main").get_by_role("link", name="Nowy temat").first)
        keys.press("Enter")
        page.wait_for_url("**/nowy-temat/")
        keys.into_content()
        keys.to(page.get_by_label("Tytuł"))
        keys.type("Narada we wtorek")
        keys.to(page.get_by_label("Treść"))
        keys.type("O dziesiątej, sala 2.")
        keys.on("Opublikuj temat")
        page.wait_for_url("**/forum/tematy/**")
        keys.into_content()
        keys.to(page.get_by_label("Treść"))
        keys.type("Zmiana: sala 5.")
        keys.on("Wyślij odpowiedź")
        page.wait_for_url("**#wpis-2")
        keys.to(page.get_by_role("main").get_by_role("button", name="To jest odpowiedź"))
        keys.press("Enter")
        expect(page.get_by_text("Oznaczono odpowiedź.")).to_be_visible()
        bogdan.examine()

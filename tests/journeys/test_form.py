"""A form from the office's desk to the citizen and back: built, filled in with and without a script, exported; by keyboard."""

from __future__ import annotations

import csv
import io
import re

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.keyboard import Keys, main
from tests.journeys.walking import Walk, faults, window
from tests.live import Live

pytestmark = pytest.mark.journey

TITLE = "Zapisy na spacer po gminie"
BY_KEYS = "Formularz bez myszy"
NOTICE = {
    "Administrator danych": "Wójt Gminy Zalesie",
    "Kontakt w sprawie danych": "iod@zalesie.example",
    "Cel": "Kontakt w sprawie spaceru.",
    "Podstawa prawna": "art. 6 ust. 1 lit. a RODO",
}


def as_administrator(walk: Walk) -> None:
    """Henryk supervises too; forms are his as the administrator."""
    walk.sign_in("henryk")
    walk.to("/kreator-formularzy/")


def add_question(walk: Walk, kind: str, text: str, lines: str = "", *, optional: bool = False) -> None:
    walk.page.get_by_role("main").get_by_role("link", name="Dodaj pytanie").last.click()
    walk.follow(kind)
    walk.page.get_by_label("Pytanie", exact=True).fill(text)
    if lines:
        walk.page.get_by_label("Odpowiedzi do wyboru").fill(lines)
    if optional:
        walk.page.get_by_label("Odpowiedź jest wymagana").uncheck()
    walk.examine()
    walk.press("Zapisz pytanie")


def build(walk: Walk) -> str:
    """The form, published; its public address."""
    page = walk.page
    walk.examine()
    walk.follow("Nowy formularz")
    page.get_by_label("Tytuł", exact=True).fill(TITLE)
    page.get_by_label("Tekst po wysłaniu").fill("Spotykamy się w sobotę o 9.00.")
    walk.examine()
    walk.press("Załóż formularz")
    add_question(walk, "Jedna odpowiedź", "Jak przyjedziesz?", "Rowerem\nSamochodem")
    add_question(walk, "Krótki tekst", "Ile miejsc masz w samochodzie?")
    add_question(walk, "Adres e-mail", "Twój e-mail", optional=True)
    add_question(walk, "Krótki tekst", "Zbędne pytanie")
    page.get_by_role("main").get_by_role("button", name="Usuń pytanie p4").click()
    walk.examine()
    walk.press("Usuń")
    assert "Zbędne pytanie" not in walk.words()
    page.get_by_role("main").get_by_role("link", name="Kiedy pokazywać pytanie p2").click()
    walk.examine()
    page.get_by_label("Pytanie, od którego to zależy").select_option("p1")
    walk.press("Dalej")
    page.get_by_label("Odpowiedź (gdy").select_option(label="Samochodem")
    walk.examine()
    walk.press("Dodaj warunek")
    assert "na pytanie „Jak przyjedziesz?” odpowiedź to „Samochodem”" in walk.words()
    walk.follow("Wróć do formularza")
    assert "nie ma klauzuli informacyjnej" in walk.words()
    walk.follow("Klauzula informacyjna")
    for label, words in NOTICE.items():
        page.get_by_label(label, exact=True).fill(words)
    walk.press("Zapisz klauzulę")
    walk.examine()
    walk.follow("Podgląd")
    walk.examine()
    page.go_back()
    walk.follow("Opublikuj")
    walk.examine()
    walk.press("Opublikuj")
    return str(page.get_by_role("main").get_by_role("link", name="/formularze/").get_attribute("href"))


def fill(walk: Walk, address: str) -> str:
    """With the script: a question appears at once. Returns the number of the receipt."""
    page = walk.page
    walk.to(address)
    assert walk.context.cookies() == []
    walk.examine()
    seats = page.get_by_label("Ile miejsc masz w samochodzie?")
    assert not seats.is_visible()
    page.get_by_label("Samochodem").check()
    assert seats.is_visible()
    page.get_by_label("Twój e-mail").fill("ola@")
    page.wait_for_timeout(3000)  # no person is quicker
    walk.press("Wyślij formularz")
    assert "Popraw 2 pola" in walk.words()
    assert page.evaluate("document.activeElement.className") == "ds-error-summary"
    assert [one for one in walk.complaints if "422" not in one] == []  # a browser notes the refusal itself
    walk.complaints.clear()
    walk.examine()
    seats.fill("=3")
    page.get_by_label("Twój e-mail").fill("ola@poczta.example")
    walk.press("Wyślij formularz")
    page.get_by_role("heading", name="Formularz wysłany").wait_for()
    walk.examine()
    assert walk.context.cookies() == []
    return re.findall(r"F-\d{6}-\w{6}", walk.words())[0]


def fill_without_script(walk: Walk, address: str) -> str:
    page = walk.page
    walk.to(address)
    page.get_by_label("Samochodem").check()
    page.wait_for_timeout(3000)
    walk.press("Wyślij formularz")
    assert "doszły nowe pytania" in walk.words()
    page.get_by_label("Ile miejsc masz w samochodzie?").fill("4")
    walk.press("Wyślij formularz")
    page.get_by_role("heading", name="Formularz wysłany").wait_for()
    assert walk.context.cookies() == []
    return re.findall(r"F-\d{6}-\w{6}", walk.words())[0]


def test_a_form_is_built_filled_in_and_exported(demo: Live, chrome: Browser) -> None:
    with window(chrome, demo.url) as office, window(chrome, demo.url) as citizen:
        as_administrator(office)
        address = build(office)
        number = fill(citizen, address)
        with window(chrome, demo.url, java_script_enabled=False) as plain:
            second = fill_without_script(plain, address)

        office.follow("Odpowiedzi")
        assert number in office.words()
        office.examine()
        rows = list(csv.reader(io.StringIO(office.download("CSV").decode("utf-8-sig")), delimiter=";"))
        told = {row[0]: row[2:5] for row in rows[1:]}
        assert told == {number: ["Samochodem", "'=3", "ola@poczta.example"], second: ["Samochodem", "4", ""]}
        office.follow("Podsumowanie")
        assert "Najczęściej: Samochodem (2)." in office.words()
        office.examine()
        office.page.go_back()
        office.follow(number)
        office.page.get_by_label("Notatka").fill("Zapisane.")
        office.press("Oznacz jako załatwioną")
        assert "Załatwione" in office.words()
        office.examine()
        office.follow("Usuń na żądanie osoby")
        office.page.get_by_label("Powód").fill("Żądanie z dziś.")
        office.press("Usuń na zawsze")
        assert number not in office.page.get_by_role("main").locator("table").inner_text()
        office.follow("Protokół usunięć")
        assert number in office.words()
        office.examine()


def test_a_form_is_built_by_keyboard(demo: Live, chrome: Browser) -> None:
    with window(chrome, demo.url) as walk:
        keys, page = Keys(walk), walk.page
        keys.sign_in("henryk")
        walk.to("/kreator-formularzy/")
        keys.on("Nowy formularz", role="link")
        at(page, "Nowy formularz")
        keys.to(page.get_by_label("Tytuł", exact=True))
        keys.type(BY_KEYS)
        keys.on("Załóż formularz")
        at(page, BY_KEYS)
        for text in ("Pierwsze", "Drugie"):
            keys.on("Dodaj pytanie", role="link")
            at(page, "Jakie pytanie dodać?")
            keys.on("Krótki tekst", role="link")
            at(page, "Nowe pytanie")
            keys.to(page.get_by_label("Pytanie", exact=True))
            keys.type(text)
            keys.on("Zapisz pytanie")
            at(page, BY_KEYS)
        keys.to(main(page).get_by_role("button", name=re.compile(r"^Wyżej.*p2$")))
        keys.press("Enter")
        page.wait_for_function("() => document.querySelector('.qf-item').id === 'p2'")
        keys.on("Kiedy pokazywać pytanie p1", role="link")
        at(page, "Kiedy pokazywać: Pierwsze")
        keys.to(page.get_by_label("Pytanie, od którego to zależy"))
        keys.press("ArrowDown")
        keys.on("Dalej")
        page.get_by_text("Pokazuj, gdy", exact=True).wait_for()
        keys.to(page.get_by_label("Tekst (gdy"))
        keys.type("tak")
        keys.on("Dodaj warunek")
        page.get_by_text("na pytanie „Drugie” odpowiedź zawiera „tak”").first.wait_for()
        assert faults(page) == []
        keys.on("Wróć do formularza", role="link")
        at(page, BY_KEYS)
        keys.on("Opublikuj", role="link")
        at(page, "Publikacja formularza")
        keys.on("Opublikuj")
        page.get_by_text("Formularz jest otwarty.").wait_for()
        assert faults(page) == []


def at(page: Page, title: str) -> None:
    """The page with this heading has come."""
    page.get_by_role("heading", level=1, name=title, exact=True).wait_for()

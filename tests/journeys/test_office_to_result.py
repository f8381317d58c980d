"""From an office's list to a published result, in Chromium, on the demonstration.

One walk in its order: the list of employees, slips and links, learning, the quiz, the certificate, the
supervisor's report, the published report, the public check. Every page met is examined wide and on a phone.
"""

from __future__ import annotations

import io
import json
import re
import time
from dataclasses import dataclass, field
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page

from kaganek.site.demo.courses import CONTENT
from tests.journeys.paper import employee_list, is_tagged, pdf_text, slip_says
from tests.journeys.walking import Walk, window
from tests.live import Live

pytestmark = pytest.mark.journey

ON_PAPER, BY_MAIL = "Świątek-Żółć Zenon", "Gżegżółka Wanda"
LIST = (
    ("Lp.", "Wydział / referat", "Nazwisko i imię", "Adres e-mail", "Stanowisko służbowe"),
    ("1", "Sekretariat", ON_PAPER, "", "referent"),
    ("2", "Referat Finansowy", BY_MAIL, "wanda.gzegzolka@zalesie.example", "inspektor"),
)
NEW_PASSWORD = "trzy ciche latarnie nad rzeką"
MAIL_WITHIN = 60.0  # seconds: the worker looks at the letters every two, on a busy machine later
COURSE = json.loads((CONTENT / "pdu.json").read_text())


@dataclass
class Found:
    """What one step of the walk learns and a later one needs."""

    logins: dict[str, str] = field(default_factory=dict)
    slip_code: str = ""
    certificate: str = ""
    certificate_code: str = ""
    report_number: str = ""


def test_an_office_list_becomes_a_published_result(demo: Live, chrome: Browser) -> None:
    found = Found()
    with window(chrome, demo.url) as janina:
        janina.sign_in("janina")
        janina.examine()
        import_list(janina)
        print_slip(janina, found)
    with window(chrome, demo.url) as zenon:
        activate_by_slip(zenon, found)
        learn(zenon)
        pass_quiz(zenon)
        take_certificate(zenon, found)
        sign_out(zenon)
    with window(chrome, demo.url) as wanda:
        activate_by_mail(wanda)
    with window(chrome, demo.url) as bogdan:
        bogdan.sign_in("bogdan")
        see_progress(bogdan)
        remind(bogdan)
    with window(chrome, demo.url) as dorota:
        dorota.sign_in("dorota")
        see_project(dorota)
        publish_report(dorota, found)
    with window(chrome, demo.url) as stranger:
        read_report(stranger, found)
        check_certificate(stranger, found)


def import_list(janina: Walk) -> None:
    page = janina.page
    janina.to("/nauka/start/lista/")
    janina.examine()
    page.get_by_label("Plik z listą").set_input_files(
        {
            "name": "Lista pracowników.xlsx",
            "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "buffer": employee_list(LIST),
        }
    )
    janina.press("Wczytaj i sprawdź")
    page.wait_for_url(re.compile(r"/nauka/start/\d+/$"))
    janina.examine()
    verdicts = page.locator("table tbody tr")
    assert verdicts.count() == 2
    for row, person in enumerate((ON_PAPER, BY_MAIL)):
        assert all(name in verdicts.nth(row).inner_text() for name in person.split())
        assert "Nowa osoba" in verdicts.nth(row).inner_text()

    janina.follow("Dalej: ścieżka i logowanie")
    janina.examine()
    page.get_by_label("Obsługa mieszkańców").check()
    page.get_by_label("Wyślij linki aktywacyjne").check()
    janina.press("Zapisz listę: 2 osoby")
    page.get_by_role("heading", name="Lista zapisana").wait_for()
    janina.examine()
    assert stat(page, "Nowe konta") == "2"
    assert stat(page, "Linki w drodze") == "1"


def stat(page: Page, label: str) -> str:
    return page.locator(".kg-stat", has_text=label).locator(".kg-stat__value").inner_text()


def print_slip(janina: Walk, found: Found) -> None:
    page = janina.page
    janina.follow("Dane do logowania")
    janina.examine()
    row = page.locator("table tbody tr", has_text=ON_PAPER.split()[0])
    row.get_by_role("checkbox").check()
    janina.press("Wydaj dane zaznaczonym")
    page.get_by_role("heading", name="Dane do logowania: 1 osoba").wait_for()
    janina.examine()
    janina.download("Pobierz 1 kartkę (PDF)", role="button")
    # The page has stayed, and so has its button: a file that went astray is made again.
    slip = janina.download("Pobierz 1 kartkę (PDF)", role="button")
    assert is_tagged(slip)
    text = pdf_text(slip)
    assert "Zenon Świątek-Żółć" in text
    found.logins[ON_PAPER], found.slip_code = slip_says(text)


def activate_by_slip(zenon: Walk, found: Found) -> None:
    page = zenon.page
    zenon.to("/")
    zenon.examine()
    zenon.to("/logowanie/")
    zenon.examine()
    zenon.follow("Masz kartkę z kodem?")
    zenon.examine()
    page.get_by_label("Login", exact=True).fill(found.logins[ON_PAPER])
    page.get_by_label("Kod jednorazowy").fill(found.slip_code)
    zenon.press("Dalej")
    set_password(zenon)


def set_password(walk: Walk) -> None:
    page = walk.page
    page.get_by_role("heading", name="Ustaw własne hasło").wait_for()
    walk.examine()
    page.get_by_label("Nowe hasło", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("Powtórz").fill(NEW_PASSWORD)
    walk.press("Ustaw hasło i wejdź")
    page.wait_for_url("**/nauka/")
    walk.examine()


def learn(zenon: Walk) -> None:
    """All lessons of the course, one after another."""
    page = zenon.page
    page.locator("main article").get_by_role("link", name=COURSE["title"]).click()
    zenon.examine()
    zenon.follow("Rozpocznij")
    lessons = [lesson["title"] for module in COURSE["modules"] for lesson in module["lessons"]]
    assert len(lessons) == 5
    for title in lessons:
        page.get_by_role("heading", level=1, name=title).wait_for()
        zenon.examine()
        zenon.press("Zakończ lekcję i przejdź dalej")
    page.wait_for_url(re.compile(r"/nauka/testy/\d+/$"))
    zenon.examine()


def pass_quiz(zenon: Walk) -> None:
    page = zenon.page
    zenon.press("Rozpocznij test")
    page.wait_for_selector("#test[data-ready]")
    zenon.examine()
    asked = {question["text"]: question for question in COURSE["quiz"]["questions"]}
    assert len(asked) == 10
    for number in range(1, 11):
        page.click(f"aside [data-jump='{number}']")
        box = page.locator(f"#pytanie-{number}")
        answer(box, asked[box.locator("legend").inner_text().replace("\xa0", " ")])
    page.locator("#zapis[data-state=saved]").wait_for()
    page.click("aside [data-finish]")
    page.locator("#koniec[open] [type=submit]").click()
    page.get_by_role("heading", name="Wynik testu").wait_for()
    zenon.examine()
    assert "Test zaliczony: 100%" in zenon.words()
    assert "Szkolenie ukończone." in zenon.words()


def answer(box: Any, question: dict[str, Any]) -> None:
    """Give the right answer to a question, by the course's own content."""
    kind = question["kind"]
    if kind in ("single", "multiple"):
        for option in question["options"]:
            if option["correct"]:
                box.get_by_label(option["text"], exact=True).check()
    elif kind == "truefalse":
        box.get_by_label("Prawda" if question["answer"] else "Fałsz", exact=True).check()
    elif kind == "matching":
        for pair in question["pairs"]:
            box.get_by_label(pair["left"], exact=True).select_option(label=pair["right"])
    else:
        box.get_by_label("Twoja odpowiedź").fill(question.get("answer") or question["accepted"][0])


def take_certificate(zenon: Walk, found: Found) -> None:
    said = re.search(r"Certyfikat nr (\S+) jest gotowy", zenon.words())
    found.certificate = said[1]
    document = zenon.download("Certyfikat (PDF)")
    assert is_tagged(document)
    text = pdf_text(document)
    assert found.certificate in text
    assert "Zenon Świątek-Żółć" in text
    assert COURSE["title"] in text
    zenon.to("/certyfikaty/")
    zenon.examine()
    assert found.certificate in zenon.words()
    address = zenon.page.get_by_role("link", name="Strona sprawdzenia").get_attribute("href")
    found.certificate_code = address.strip("/").rpartition("/")[2]
    assert found.certificate_code in text
    zenon.to("/nauka/")
    assert "Ukończone" in zenon.words()


def sign_out(walk: Walk) -> None:
    walk.page.get_by_role("banner").locator("summary", has_text="Konto:").click()
    walk.page.get_by_role("banner").get_by_role("button", name="Wyloguj się").click()
    walk.page.get_by_role("link", name="Zaloguj się").wait_for()


def activate_by_mail(wanda: Walk) -> None:
    """The link from the letter that the demonstration would have sent."""
    mail = letter(wanda, "wanda.gzegzolka@zalesie.example")
    wanda.examine()
    mail.get_by_role("link").first.click()
    set_password(wanda)
    wanda.to("/konto/")
    wanda.examine()
    assert "Wanda Gżegżółka" in wanda.words()


def letter(walk: Walk, to: str, words: str = "") -> Any:
    """The newest letter to an address, as soon as the worker has sent it."""
    until = time.monotonic() + MAIL_WITHIN
    while time.monotonic() < until:
        walk.to("/demo/wiadomosci/")
        found = walk.page.locator("main article", has_text=f"Do: {to}").filter(has_text=words)
        if found.count():
            return found.first
        walk.page.wait_for_timeout(1000)
    raise AssertionError(f"no letter to {to}")


def see_progress(bogdan: Walk) -> None:
    page = bogdan.page
    bogdan.to("/raporty/urzad/")
    bogdan.examine()
    page.get_by_label("Nazwisko lub e-mail").fill("Świątek")
    bogdan.press("Filtruj")
    row = page.locator("#osoby tbody tr, table.ds-table[aria-label*=Osoby] tbody tr", has_text="Świątek-Żółć")
    row.wait_for()
    assert "1 z 4" in row.inner_text().replace("\xa0", " ")
    bogdan.examine()


def remind(bogdan: Walk) -> None:
    """Someone late gets one letter, and the log says so."""
    page = bogdan.page
    bogdan.to("/raporty/urzad/?stan=late")
    bogdan.examine()
    name, address = somebody_with_an_address(bogdan)
    page.locator("table tbody tr", has_text=name).get_by_role("checkbox").check()
    bogdan.press("Wyślij przypomnienie")
    page.get_by_role("heading", name="Wysłać przypomnienie do 1 osoby?").wait_for()
    bogdan.examine()
    bogdan.press("Wyślij")
    page.get_by_text("Przypomnienie wyślemy do 1 osoby").wait_for()
    mail = letter(bogdan, address, "Przypomnienie:")
    assert "Wróć do nauki" in mail.inner_text()
    bogdan.to("/raporty/przypomnienia/")
    bogdan.examine()
    assert name in page.locator("table").inner_text()


def somebody_with_an_address(bogdan: Walk) -> tuple[str, str]:
    """A person on the page's list who can get a letter; their own page says so."""
    page = bogdan.page
    listed = page.url
    for link in page.locator("table tbody th a").all():
        name = link.inner_text()
        link.click()
        found = re.search(r"[\w.+-]+@[\w.-]+", bogdan.words())
        if found:
            bogdan.examine()
        bogdan.to(listed)
        if found:
            return name, found[0]
    raise AssertionError("nobody has an address")


def see_project(dorota: Walk) -> None:
    dorota.to("/raporty/projekt/")
    dorota.examine()
    assert "Zalesie" in dorota.words()
    assert "Borki" in dorota.words()


def publish_report(dorota: Walk, found: Found) -> None:
    page = dorota.page
    dorota.follow("Zamroź raport")
    dorota.examine()
    page.get_by_label("Tytuł").fill("Postępy szkoleń: drugi okres")
    dorota.press("Zamroź raport")
    page.wait_for_url("**/zamroz/")
    dorota.examine()
    dorota.press("Zamroź")
    page.wait_for_url(re.compile(r"/zadania/\d+/$"))
    dorota.examine()
    dorota.follow("Zobacz wynik")
    page.wait_for_url(re.compile(r"/raporty/wydania/\d+/$"))
    dorota.examine()
    found.report_number = re.search(r"\d+/\d{4}", dorota.words())[0]
    dorota.press("Przejrzane, liczby są w porządku")
    dorota.press("Opublikuj")
    page.wait_for_url("**/opublikuj/")
    dorota.examine()
    dorota.press("Opublikuj")
    page.wait_for_url("**/program-w-urzedach/*/")
    dorota.examine()


def read_report(stranger: Walk, found: Found) -> None:
    """The published report without an account: the page and its three files say the same."""
    page = stranger.page
    stranger.to("/program-w-urzedach/")
    stranger.examine()
    page.get_by_role("main").get_by_role("link", name="Postępy szkoleń: drugi okres", exact=True).click()
    page.get_by_role("heading", level=1, name="Postępy szkoleń: drugi okres").wait_for()
    stranger.examine()
    assert found.report_number in stranger.words()
    document = stranger.download("PDF")
    assert is_tagged(document)
    assert "Postępy szkoleń: drugi okres" in pdf_text(document)
    table = stranger.download("CSV", exact=True).decode("utf-8-sig")
    book = load_workbook(io.BytesIO(stranger.download("XLSX")), read_only=True)
    cells = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    book.close()
    for office in ("Urząd Gminy Zalesie", "Urząd Gminy Borki"):
        assert office in stranger.words()
        assert office in table
        assert office in cells
    assert "Świątek" not in stranger.words() + table + "".join(cells)


def check_certificate(stranger: Walk, found: Found) -> None:
    page = stranger.page
    stranger.to("/sprawdz/")
    stranger.examine()
    page.get_by_label("Kod", exact=False).first.fill(found.certificate_code)
    stranger.press("Sprawdź")
    page.get_by_role("heading", name="Ten certyfikat jest ważny").wait_for()
    stranger.examine()
    words = stranger.words()
    assert found.certificate in words
    assert "Zenon Świątek-Żółć" in words
    assert COURSE["title"] in words

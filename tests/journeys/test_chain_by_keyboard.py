"""The whole chain without a mouse: list, slip, lessons, quiz, certificate, report, publication, public check."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Browser

from kaganek.site.demo.courses import CONTENT
from tests.journeys.keyboard import Keys, answer_all, import_list, main
from tests.journeys.paper import pdf_text, slip_says
from tests.journeys.walking import window
from tests.live import Live

pytestmark = pytest.mark.journey

COURSE = json.loads((CONTENT / "pdu.json").read_text())
LIST = (("Nazwisko", "Imię", "E-mail"), ("Źrebak", "Żaneta", ""))
NEW_PASSWORD = "cztery ciche latarnie nad rzeką"
TITLE = "Postępy szkoleń: kwartał bez myszy"


def test_from_a_list_to_a_published_result_by_keyboard(demo: Live, chrome: Browser) -> None:
    with window(chrome, demo.url) as walk:
        login, code = list_and_slip(Keys(walk))
    with window(chrome, demo.url) as walk:
        certificate = learn_and_pass(Keys(walk), login, code)
    with window(chrome, demo.url) as walk:
        see_progress(Keys(walk))
    with window(chrome, demo.url) as walk:
        publish(Keys(walk))
    with window(chrome, demo.url) as walk:
        read_and_check(Keys(walk), certificate)


def list_and_slip(keys: Keys) -> tuple[str, str]:
    page = keys.page
    keys.sign_in("janina")
    import_list(keys, LIST, path=page.get_by_label("Obsługa mieszkańców"))

    keys.into_content()
    keys.on("Dane do logowania", "link")
    page.wait_for_url("**/kartki/*")
    keys.into_content()
    keys.to(page.locator("table tbody tr", has_text="Źrebak").get_by_role("checkbox"))
    keys.press("Space")
    keys.page.evaluate("document.activeElement.blur()")
    keys.on("Wydaj dane zaznaczonym")
    page.get_by_role("heading", name="Dane do logowania: 1 osoba").wait_for()
    keys.into_content()
    with page.expect_download() as waiting:
        keys.on("Pobierz 1 kartkę (PDF)")
    text = pdf_text(waiting.value.path().read_bytes())
    return slip_says(text)


def learn_and_pass(keys: Keys, login: str, code: str) -> str:
    """Activates, learns, passes; returns the code of the certificate."""
    page = keys.page
    keys.walk.to("/logowanie/")
    keys.into_content()
    keys.on("Masz kartkę z kodem?", "link")
    page.wait_for_url("**/aktywacja/*")
    keys.into_content()
    keys.to(page.get_by_label("Login", exact=True))
    keys.type(login)
    keys.to(page.get_by_label("Kod jednorazowy"))
    keys.type(code)
    keys.press("Enter")
    page.get_by_role("heading", name="Ustaw własne hasło").wait_for()
    keys.into_content()
    keys.to(page.get_by_label("Nowe hasło", exact=True))
    keys.type(NEW_PASSWORD)
    keys.to(page.get_by_label("Powtórz"))
    keys.type(NEW_PASSWORD)
    keys.press("Enter")
    page.wait_for_url("**/nauka/*")

    keys.into_content()
    keys.on(COURSE["title"], "link")
    page.wait_for_url(re.compile(r"/nauka/szkolenia/\d+/"))
    keys.into_content()
    keys.on("Rozpocznij", "link")
    for title in [lesson["title"] for module in COURSE["modules"] for lesson in module["lessons"]]:
        page.get_by_role("heading", level=1, name=title).wait_for()
        keys.on("Zakończ lekcję i przejdź dalej")
    page.wait_for_url(re.compile(r"/nauka/testy/\d+/"))
    keys.on("Rozpocznij test")
    answer_all(keys, COURSE)
    page.get_by_role("heading", name="Wynik testu").wait_for()
    assert "Szkolenie ukończone." in keys.walk.words()
    with page.expect_download() as waiting:
        keys.on("Certyfikat (PDF)", "link")
    assert "Żaneta Źrebak" in pdf_text(waiting.value.path().read_bytes())
    keys.walk.to("/certyfikaty/")
    address = page.get_by_role("link", name="Strona sprawdzenia").get_attribute("href")
    return address.strip("/").rpartition("/")[2]


def see_progress(keys: Keys) -> None:
    page = keys.page
    keys.sign_in("bogdan")
    page.wait_for_url("**/raporty/urzad/*")
    keys.to(page.get_by_label("Nazwisko lub e-mail"))
    keys.type("Źrebak")
    keys.press("Enter")
    page.wait_for_url("**q=**")
    row = main(page).locator("table tbody tr", has_text="Źrebak")
    row.wait_for()
    assert "1 z 4" in row.inner_text().replace("\xa0", " ")


def publish(keys: Keys) -> None:
    page = keys.page
    keys.sign_in("dorota")
    keys.walk.to("/raporty/projekt/")
    keys.into_content()
    keys.on("Zamroź raport", "link")
    page.wait_for_url("**/raporty/wydania/*")
    keys.to(page.get_by_label("Tytuł"))
    keys.type(TITLE)
    keys.on("Zamroź raport")
    page.wait_for_url("**/zamroz/*")
    keys.into_content()
    keys.on("Zamroź")
    page.wait_for_url(re.compile(r"/zadania/\d+/"))
    main(page).get_by_role("link", name="Zobacz wynik").wait_for()
    keys.into_content()
    keys.on("Zobacz wynik", "link")
    page.wait_for_url(re.compile(r"/raporty/wydania/\d+/"))
    keys.into_content()
    keys.on("Przejrzane, liczby są w porządku")
    page.get_by_role("button", name="Opublikuj").first.wait_for()
    keys.into_content()
    keys.on("Opublikuj")
    page.wait_for_url("**/opublikuj/*")
    keys.into_content()
    keys.on("Opublikuj")
    page.wait_for_url("**/program-w-urzedach/*/*")


def read_and_check(keys: Keys, certificate: str) -> None:
    page = keys.page
    keys.walk.to("/program-w-urzedach/")
    keys.into_content()
    keys.on(TITLE, "link")
    page.get_by_role("heading", level=1, name=TITLE).wait_for()
    keys.walk.to("/sprawdz/")
    keys.into_content()
    keys.to(page.get_by_label("Kod", exact=False).first)
    keys.type(certificate)
    keys.press("Enter")
    page.get_by_role("heading", name="Ten certyfikat jest ważny").wait_for()
    assert "Żaneta Źrebak" in keys.walk.words()

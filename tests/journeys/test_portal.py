"""The portal as a citizen meets it: no script, no cookie, no other host; and the office that writes on its own page."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Response

from tests.journeys.walking import Walk, window
from tests.live import Live

pytestmark = pytest.mark.journey

FIRST_VISIT = 100 * 1024  # bytes over the wire, everything the first page needs
HUMAN = 3200  # ms; forms that come back sooner are taken for robots
OFFER = "Prosty język w piśmie urzędowym"
TITLE = "Dzień otwarty w sobotę"
PAGES = (
    "/", "/aktualnosci/", "/programy/", "/programy/urzedy/", "/program-w-urzedach/", "/oferta/", "/biblioteka/",
    "/kalendarz/", "/czeste-pytania/", "/kontakt/", "/deklaracja-dostepnosci/", "/prywatnosc/", "/prywatnosc/en/",
    "/pomoc/", "/pomoc/en/", "/szukaj/?q=urząd",
)  # fmt: skip


@dataclass
class Log:
    """What the network saw: every address, and which answers set a cookie."""

    seen: list[str] = field(default_factory=list)
    cookies: list[str] = field(default_factory=list)

    def note(self, answer: Response) -> None:
        self.seen.append(answer.url)
        if "set-cookie" in answer.all_headers():
            self.cookies.append(answer.url)


@contextmanager
def stranger(chrome: Browser, demo: Live, **options: Any) -> Iterator[Walk]:
    """A window without a past; leaving it asserts that nothing was set and nobody else was asked."""
    log = Log()
    with window(chrome, demo.url, **options) as walk:
        answers: list[Response] = []
        walk.page.on("response", lambda one: answers.append(one))
        yield walk
        for one in answers:
            log.note(one)
        assert log.seen, "the log saw nothing"
        assert [url for url in log.seen if walk.host not in url and not url.startswith("data:")] == []
        assert log.cookies == []
        assert walk.context.cookies() == []


def test_a_citizen_reads_asks_and_complains_without_scripts_and_cookies(demo: Live, chrome: Browser) -> None:
    with stranger(chrome, demo, java_script_enabled=False) as walk:
        page = walk.page
        walk.to("/")
        page.get_by_role("link", name="Wszystkie aktualności").click()
        page.locator("main article").first.get_by_role("link").click()
        assert page.locator("article h1").count() == 1
        walk.to("/programy/")
        walk.follow("Sprawny urząd 2026")
        assert "Kto prowadzi" in walk.words()
        walk.follow("urzędów")
        assert "Urząd Gminy Zalesie" in walk.words()
        page.go_back()
        walk.follow(OFFER)
        ask_to_join(walk)
        find(walk)
        download(walk)
        complain(walk)


def ask_to_join(walk: Walk) -> None:
    """Too fast first, as a robot would; then like a person."""
    page = walk.page
    page.get_by_label("osoba").check()
    page.get_by_label("Imię i nazwisko").fill("=HYPERLINK(1) Zofia Lipka")
    page.get_by_label("E-mail").fill("zofia@dom.example")
    walk.press("Wyślij prośbę")
    assert "szybciej, niż da się go przeczytać" in walk.words()
    walk.complaints.clear()  # the browser names the answer of 422
    page.wait_for_timeout(HUMAN)
    walk.press("Wyślij prośbę")
    page.wait_for_url("**/wyslano/")
    assert "e-mail" in walk.words()


def find(walk: Walk) -> None:
    walk.to("/szukaj/")
    walk.page.get_by_role("main").get_by_role("searchbox").fill("pismami urzędowymi")
    walk.press("Szukaj")
    assert OFFER in walk.words()


def download(walk: Walk) -> None:
    walk.to("/biblioteka/")
    walk.follow("Karta usługi")
    assert walk.download("Karta usługi, PDF").startswith(b"%PDF-")


def complain(walk: Walk) -> None:
    page = walk.page
    walk.to("/kontakt/")
    page.get_by_label("skarga").check()
    page.get_by_label("Opis").fill("Nie dostaję odpowiedzi.")
    page.get_by_label("Imię i nazwisko").fill("Jan Cichy")
    page.get_by_label("E-mail").fill("jan@dom.example")
    page.wait_for_timeout(HUMAN)
    walk.press("Wyślij")
    assert walk.heading() == "Sprawa wysłana"
    assert "Odpowiemy do" in walk.words()


def test_a_download_is_counted_and_nobody_is_followed(demo: Live, chrome: Browser) -> None:
    with window(chrome, demo.url) as editor:
        editor.sign_in("ewa")
        before = downloads(editor)
        with stranger(chrome, demo, java_script_enabled=False) as walk:
            download(walk)
        assert downloads(editor) == before + 1


def downloads(walk: Walk) -> int:
    walk.to("/redakcja-biblioteki/")
    row = walk.page.get_by_role("row").filter(has_text="Karta usługi")
    return int(row.locator('[data-label="Pobrania razem"]').inner_text())


def test_the_coordinator_decides_and_looks_after_the_programme_page(demo: Live, chrome: Browser) -> None:
    with stranger(chrome, demo) as walk:
        walk.to("/oferta/")
        walk.follow(OFFER)
        ask_to_join(walk)
    with window(chrome, demo.url) as walk:
        walk.sign_in("dorota")
        walk.to("/prosby/")
        walk.page.get_by_role("main").get_by_role("link", name="=HYPERLINK(1) Zofia Lipka").first.click()
        walk.page.get_by_label("Uzasadnienie").fill("Są wolne miejsca.")
        walk.examine()
        walk.press("Przyjmij")
        walk.examine()
        walk.press("Przyjmij")
        assert "Decyzja zapisana." in walk.words()
        walk.to("/redakcja-programow/")
        walk.examine()
        walk.follow("Sprawny urząd 2026")
        walk.examine()
        walk.to("/projekty/")


def test_every_public_page_passes_at_both_widths(demo: Live, chrome: Browser) -> None:
    with stranger(chrome, demo) as walk:
        for address in PAGES:
            walk.to(address)
            walk.examine(widths=(1280, 1024, 390))


def test_the_first_visit_is_light(demo: Live, chrome: Browser) -> None:
    """Everything that the browser fetched, as an installation sends it: texts compressed, type and pictures as they are.

    The server of the walks gives styles and scripts from their sources; gzip is the larger of the two that are built.
    """
    with stranger(chrome, demo) as walk:
        came: list[Response] = []
        walk.page.on("response", lambda one: came.append(one))
        walk.to("/")
        walk.page.wait_for_load_state("networkidle")
        sizes = {one.url: sent(one) for one in came}
        assert len(sizes) >= 5, "page, style, script, type and icon"
        assert sum(sizes.values()) <= FIRST_VISIT, sizes


def sent(answer: Response) -> int:
    kind, body = answer.headers.get("content-type", ""), answer.body()
    return len(gzip.compress(body)) if kind.startswith("text/") or "svg" in kind else len(body)


def test_an_office_writes_on_its_own_page_only_and_the_supplier_may_read_first(
    demo: Live, chrome: Browser
) -> None:
    with window(chrome, demo.url) as supplier:
        supplier.sign_in("grazyna")
        supplier.to("/zgody-na-artykuly/")
        supplier.examine()
        supplier.page.get_by_role("main").get_by_role("button", name="Wymagaj zgody").click()
        with window(chrome, demo.url) as office:
            office.sign_in("henryk")
            office.to("/redakcja-urzedu/")
            office.examine()
            office.follow("Nowy artykuł")
            office.page.get_by_label("Tytuł", exact=True).fill(TITLE)
            office.page.get_by_label("Wstęp", exact=True).fill("Przyjdź między 9 a 13.")
            office.page.get_by_label("Treść", exact=True).fill("## Program\n\n- oprowadzanie\n- pytania")
            office.examine()
            office.press("Zapisz szkic")
            office.page.get_by_role("complementary", name="Publikacja i podgląd").get_by_role(
                "button"
            ).first.click()
            assert "Czeka na zgodę" in office.words()
        with stranger(chrome, demo) as walk:
            walk.to("/programy/urzedy/")
            walk.follow("Urząd Gminy Zalesie")
            address = walk.page.url
            assert TITLE not in walk.words()
        supplier.page.reload()
        supplier.examine()
        supplier.page.get_by_role("region", name=TITLE).get_by_role("button", name="Zgoda, opublikuj").click()
    with stranger(chrome, demo) as walk:
        walk.to(address)
        walk.follow(TITLE)
        assert walk.page.get_by_role("heading", name="Program", exact=True).count() == 1
        walk.examine()
        walk.to("/aktualnosci/")
        assert TITLE not in walk.words()

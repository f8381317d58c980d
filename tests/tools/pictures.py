"""Small pictures for the how-to pages, taken from the running demonstration: python -m tests.tools.pictures [NAME ...]

A row of PICTURES says the file, who signs in, the address (or a function that walks there) and the width.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django
from PIL import Image

OUT = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
COLOURS = 64
LARGEST = 120_000  # bytes
HEIGHT = 900


@dataclass(frozen=True)
class Shot:
    """One picture: who looks, where, what is done there first, and how wide the window is."""

    login: str
    address: str
    steps: Callable[[Any], None] = lambda walk: None
    width: int = 1280


def inside(*links: str) -> Callable[[Any], None]:
    """Follow links of the content one after another, each the first that matches a CSS selector."""

    def walk_on(walk: Any) -> None:
        for link in links:
            walk.page.locator(f"main {link}").first.click()
            walk.page.wait_for_load_state("networkidle")

    return walk_on


COURSE = "a:has-text('Jedno pismo')"


def called(title: str) -> Callable[[Any], None]:
    """The page that the first link with this title leads to."""

    def follow(walk: Any) -> None:
        walk.page.locator("main a", has_text=title).first.click()

    return follow


def own_example(walk: Any) -> None:
    called("Droga jednej sprawy")(walk)
    walk.page.locator("#przyklad").scroll_into_view_if_needed()


def proposed_example(walk: Any) -> None:
    """The copy of accepted work, with a word in it that tells."""
    called("Droga jednej sprawy")(walk)
    walk.follow("Zaproponuj inną kopię")
    walk.page.get_by_label("Treść bez danych").fill(
        "Wniosek w Zalesiu szedł przez trzy pokoje. Pyta o to pani Wrona."
    )
    walk.page.get_by_label("nie ma niczego, po czym").check()
    walk.press("Wyślij do zgody urzędu")
    walk.page.get_by_role("alert").first.wait_for()
    walk.complaints.clear()  # the browser names every answer of 422


def accepted_draft(walk: Any) -> None:
    """What an author is shown once the reviewer accepted the draft that waits in the demonstration."""
    called("Krótkie zdania i zwykłe słowa")(walk)
    walk.page.get_by_label("Akceptuję").check()
    walk.press("Zapisz opinię")
    walk.page.context.clear_cookies()
    walk.sign_in("ewa")
    walk.to("/tresci/")
    called("Prosty język w pismach")(walk)
    walk.follow("Nowe wydanie")


PICTURES = {
    "redakcja-lekcja.png": Shot(
        "ewa", "/redakcja/snippets/learning/lesson/", inside("td a:has-text('Od wpływu')")
    ),
    "redakcja-usterki.png": Shot("henryk", "/nauka/redakcja/", inside("article a", "a:has-text('Usterki')")),
    "redakcja-mimo-usterek.png": Shot("ewa", "/nauka/redakcja/mimo-usterek/"),
    "wlasne-szkolenie.png": Shot("henryk", "/nauka/redakcja/", inside("article a")),
    "test-podglad.png": Shot("ewa", "/nauka/podglad/", inside(COURSE, "a[href$='/test/']")),
    "ocena-wypowiedzi.png": Shot("filip", "/nauka/oceny/", inside("tbody th a")),
    "paczka-strona.png": Shot("dorota", "/paczki/", inside("tbody th a")),
    "paczka-osoby.png": Shot("dorota", "/paczki/", inside("tbody th a", "a[href$='/osoby/']")),
    "paczka-zapisy.png": Shot("dorota", "/paczki/", inside("tbody th a", "a[href$='/osoby/']", "tbody th a")),
    "terminy-przedluz.png": Shot("bogdan", "/terminy/", inside("a[href*='przedluz']")),
    "regula.png": Shot("dorota", "/reguly/", inside("tbody th a")),
    "waznosc.png": Shot(
        "dorota", "/sciezki/", inside("a:has-text('Obsługa mieszkańców')", "a[href*='waznosc']")
    ),
    "zadanie-poprawa.png": Shot("anna", "/nauka/zadania/", called("Karta jednej usługi")),
    "zadanie-zgoda.png": Shot("bogdan", "/prace/", own_example),
    "prace-kolejka.png": Shot("filip", "/prace/"),
    "prace-przyklad.png": Shot("filip", "/prace/?stan=accepted", proposed_example),
    "praca-nad-trescia.png": Shot("ludwik", "/tresci/"),
    "szkic-i-recenzja.png": Shot("ludwik", "/tresci/", called("Krótkie zdania i zwykłe słowa")),
    "nowe-wydanie.png": Shot("ludwik", "/tresci/", accepted_draft),
    "pytanie-watek.png": Shot("filip", "/kolejka-pytan/", inside("tbody th a")),
    "urzedy-w-opiece.png": Shot("filip", "/urzedy-w-opiece/"),
    "zgloszenie-techniczne.png": Shot("henryk", "/zgloszenia/"),
    "forum-temat.png": Shot("anna", "/forum/", inside("a[href^='/forum/tematy/']")),
    "formularz-budowa.png": Shot("henryk", "/kreator-formularzy/", inside("tbody th a")),
    "formularz-odpowiedzi.png": Shot(
        "henryk", "/kreator-formularzy/", inside("tbody th a", "a[href$='/odpowiedzi/']")
    ),
    "raport-zamrozony.png": Shot("dorota", "/raporty/wydania/", inside("tbody th a")),
    "raport-terminy.png": Shot("dorota", "/raporty/terminy/"),
    "wskaznik.png": Shot("dorota", "/wskazniki/", inside("tbody th a")),
    "ogloszenia-wyslane.png": Shot("dorota", "/ogloszenia/wyslane/"),
    "strony-portalu.png": Shot("kazimierz", "/redakcja-stron/"),
}


def main(*names: str) -> None:
    django.setup()
    from tests import demonstration  # only once Django has its settings
    from tests.journeys.walking import chromium, window

    OUT.mkdir(parents=True, exist_ok=True)
    with demonstration.running("pictures") as server, chromium() as browser:
        for name in names or PICTURES:
            shot = PICTURES[name]
            with window(browser, server.url) as walk:
                walk.sign_in(shot.login)
                walk.page.set_viewport_size({"width": shot.width, "height": HEIGHT})
                walk.to(shot.address)
                shot.steps(walk)
                walk.page.wait_for_load_state("networkidle")
                walk.page.evaluate("document.fonts.ready")
                save(name, walk.page.screenshot())


def save(name: str, picture: bytes) -> None:
    """In few colours: the pages have flat ones."""
    image = Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    image.save(OUT / name, optimize=True)
    size = (OUT / name).stat().st_size
    print(f"{name}: {size // 1000} KB")
    if size > LARGEST:
        raise SystemExit(f"{name} has {size} bytes, the most is {LARGEST}")


if __name__ == "__main__":
    main(*sys.argv[1:])

"""The same work with the keyboard alone: every stop is seen, and every deed is within its reach."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Browser

from kaganek.site.demo.courses import CONTENT
from tests.journeys.keyboard import Keys, answer_all, import_list, main
from tests.journeys.walking import window
from tests.live import Live

pytestmark = pytest.mark.journey

COURSES = [json.loads((CONTENT / name).read_text()) for name in ("pdu.json", "prosty-jezyk.json")]


def test_a_lesson_and_a_quiz_by_keyboard(demo: Live, chrome: Browser) -> None:
    with window(chrome, demo.url) as walk:
        keys, page = Keys(walk), walk.page
        keys.sign_in("anna")
        now = main(page).locator(".kg-now").inner_text().replace("\xa0", " ")
        course = next(one for one in COURSES if one["title"] in now)
        keys.to(main(page).get_by_role("link", name="Wróć do lekcji"))
        keys.press("Enter")
        for title in titles_from_now(course, now):
            page.get_by_role("heading", level=1, name=title).wait_for()
            keys.to(main(page).get_by_role("button", name="Zakończ lekcję i przejdź dalej"))
            keys.press("Enter")
        page.wait_for_url(re.compile(r"/nauka/testy/\d+/"))
        keys.to(main(page).get_by_role("button", name="Rozpocznij test"))
        keys.press("Enter")
        answer_all(keys, course)
        page.get_by_role("heading", name="Wynik testu").wait_for()
        assert "Test zaliczony: 100%" in walk.words()
        assert "Szkolenie ukończone." in walk.words()
        keys.sign_out()


def titles_from_now(course: dict[str, Any], now: str) -> list[str]:
    """The lessons that are left, from the one that the home page offers."""
    titles = [lesson["title"] for module in course["modules"] for lesson in module["lessons"]]
    left = titles[next(n for n, title in enumerate(titles) if title in now) :]
    assert left
    return left


def test_a_list_is_imported_by_keyboard(demo: Live, chrome: Browser) -> None:
    with window(chrome, demo.url) as walk:
        keys, page = Keys(walk), walk.page
        keys.sign_in("janina")
        rows = (("Nazwisko", "Imię", "E-mail"), ("Gżegżółka", "Róża", ""))
        import_list(keys, rows, path=main(page).get_by_label("Obsługa mieszkańców"))


def test_a_report_is_filtered_and_sorted_by_keyboard(demo: Live, chrome: Browser) -> None:
    with window(chrome, demo.url) as walk:
        keys, page = Keys(walk), walk.page
        keys.sign_in("bogdan")
        page.wait_for_url("**/raporty/urzad/*")
        state = main(page).get_by_label("Stan", exact=True)
        keys.to(state)
        words = [text.strip() for text in state.locator("option").all_inner_texts()]
        keys.press(*["ArrowDown"] * words.index("Po terminie"))
        assert "stan=" not in page.url, "choosing alone sends nothing"
        keys.to(main(page).get_by_role("button", name="Filtruj"))
        keys.press("Enter")
        page.wait_for_url("**stan=late**")
        states = main(page).locator("table tbody tr .ds-tag").all_inner_texts()
        assert states
        assert set(states) == {"Po terminie"}

        keys.into_content()
        keys.to(main(page).locator("thead th a", has_text="Osoba"))
        keys.press("Enter")
        page.wait_for_url("**sort=**")
        assert main(page).locator("thead th[aria-sort=descending]").inner_text().strip() == "Osoba"
        assert set(main(page).locator("table tbody tr .ds-tag").all_inner_texts()) == {"Po terminie"}

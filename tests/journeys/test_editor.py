"""The content editor, as the expert works with it: axe on its lists and forms, wide and on a phone.

The screens are Wagtail's. What it breaks and we cannot mend from outside stands in WAGTAILS, element by
element; everything else must be without fault.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Sequence
from contextlib import suppress

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import TimeoutError as NotYet

from tests.journeys.walking import HEIGHT, WIDTHS, Walk, violations, window
from tests.live import Live

pytestmark = pytest.mark.journey

SNIPPETS = ("learning/course", "learning/lesson", "learning/quizdraft", "portal/article")
LISTS = tuple(f"/redakcja/snippets/{kind}/" for kind in SNIPPETS)
FILES = ("/redakcja/images/", "/redakcja/documents/")
# A rule, and the mark of the elements of Wagtail 8.0 that break it.
WAGTAILS = {
    # The box of rich text is made by a script of Wagtail's that takes no name; its label stands above it.
    "aria-input-field-name": "public-DraftEditor-content",
    # Tags of images and files: the script puts a field of its own into the labelled one's place.
    "label": "ui-autocomplete-input",
    # Each block of a list is a region that is called by its kind, so two questions are two "Pytanie".
    "landmark-unique": "w-panel w-panel--nested",
    # The list of a page's parts at the edge scrolls; every part can be reached in the form itself.
    "scrollable-region-focusable": "w-minimap__list",
}


def test_the_editors_pages_have_no_fault_of_ours(demo: Live, chrome: Browser) -> None:
    wrong: list[str] = []
    with window(chrome, demo.url) as walk:
        walk.sign_in("ewa")
        walk.to("/redakcja/")
        assert walk.page.url.endswith(LISTS[1])  # what the expert meets first
        for listing in drawn():
            walk.to(listing)
            wrong += look(walk)
            edited = first_edited(walk, listing)
            for form in (f"{listing}add/", edited):
                walk.to(form)
                wrong += look(walk)
    assert not wrong, "\n".join(wrong)


def drawn() -> Sequence[str]:
    """All lists with `--full`, else a third of them by the seed."""
    every = (*LISTS, *FILES)
    seed = os.environ["KAGANEK_SEED"]
    return every if "KAGANEK_FULL" in os.environ else random.Random(seed).sample(every, (len(every) + 2) // 3)


def first_edited(walk: Walk, listing: str) -> str:
    """The form of the first thing on the list."""
    form = re.search(rf'href="({listing}(?:edit/)?\d+/)', walk.page.content())
    assert form, f"nothing to edit on {listing}"
    return form[1]


def look(walk: Walk) -> list[str]:
    page = walk.page
    page.wait_for_load_state("networkidle")  # the forms are put together by scripts
    page.evaluate("window.axe = undefined")  # Wagtail brings an axe of its own with other rules
    found = [] if page.locator("h1").count() == 1 else [f"{page.url}: not one h1"]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for rule, elements in violations(page):
            ours = [one[:200] for one in elements if WAGTAILS.get(rule, one + " ") not in one]
            found += [f"{page.url} at {width}: {rule}: {ours}"] if ours else []
    return found


def test_a_question_is_looked_for_in_the_bank(demo: Live, chrome: Browser) -> None:
    """The window of the chooser on a new sheet: searched by words, one chosen, its name on the sheet."""
    with window(chrome, demo.url) as walk:
        walk.sign_in("ewa")
        walk.to("/bank-pytan/")
        number, text = walk.page.evaluate(NEWEST)
        walk.to("/redakcja/snippets/learning/quizdraft/add/")
        page = walk.page
        page.wait_for_load_state("networkidle")
        page.locator("button.c-sf-add-button").first.click()
        page.get_by_role("option", name="Pytanie z banku").click()
        asked = page.get_by_label("Szukaj w treści i nazwie albo wpisz numer")
        for _ in range(TRIES):  # the editor's scripts hear the button a moment after they have drawn it
            page.get_by_role("button", name="Wybierz pytanie").click()
            with suppress(NotYet):
                asked.wait_for(timeout=5000)
                break
        asked.fill(number)
        page.get_by_role("link", name=f"(nr {number})").click()
        page.locator("[data-chooser-title]", has_text=f"{text} (nr {number})").wait_for()
        page.locator(".modal").wait_for(state="detached")
        chosen = page.locator("input[name='questions-0-value-question']")
        assert chosen.input_value() == number


TRIES = 4
NEWEST = """() => { const one = document.querySelector("tbody a[href*='/bank-pytan/']");
    return [one.href.match(/(\\d+)\\/$/)[1], one.textContent.trim()] }"""

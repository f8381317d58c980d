"""A person without a mouse: what the keyboard reaches, and that each stop is seen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Locator, Page

from kaganek.site.demo.people import PASSWORD
from tests.journeys.paper import employee_list
from tests.journeys.walking import Walk, faults

MOST_STOPS = 120
ROUND = "the browser's own bar"  # after the last stop of a page comes the browser, then the first one
RING = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return "the browser's own bar";
    const drawn = at => { const look = getComputedStyle(at);
        return (look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0) || look.boxShadow !== 'none'; };
    const around = [one, one.closest('.ds-field'), one.closest('.kg-card-link'), one.labels?.[0]].filter(Boolean);
    if (!around.some(drawn)) return `no ring around ${one.outerHTML.slice(0, 160)}`;
    const box = one.getBoundingClientRect();
    const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return seen ? '' : `focus outside the window: ${one.outerHTML.slice(0, 160)}`;
}"""


class Keys:
    """A person without a mouse."""

    def __init__(self, walk: Walk) -> None:
        self.walk, self.page = walk, walk.page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def to(self, wanted: Locator) -> None:
        """Tab until `wanted` has the focus; each stop on the way shows where it is."""
        for _ in range(MOST_STOPS):
            self.press("Tab")
            said = self.page.evaluate(RING)
            assert said in ("", ROUND), f"{said} at {self.page.url}"
            if wanted.evaluate_all("found => found.includes(document.activeElement)"):
                return
        raise AssertionError(f"the keyboard does not reach {wanted}")

    def choose(self, radio: Locator) -> None:
        """Tab into the group of a radio button and take it with the arrows, as browsers have it."""
        name = radio.get_attribute("name")
        self.to(self.page.locator(f"input[type=radio][name={name}]"))
        self.press("Space")
        for _ in range(self.page.locator(f"input[type=radio][name={name}]").count()):
            if radio.is_checked():
                return
            self.press("ArrowDown")
        raise AssertionError(f"the arrows do not reach {radio}")

    def on(self, name: str, role: Any = "button") -> None:
        """Tab to the first button or link of the content that is called so, and press Enter."""
        self.to(main(self.page).get_by_role(role, name=name))
        self.press("Enter")

    def into_content(self) -> None:
        """The first stop of a page leads past its menu; a form keeps that choice for the page after it."""
        self.page.wait_for_load_state()
        if self.page.url.endswith("#tresc"):
            self.page.wait_for_function("() => document.activeElement.id === 'tresc'")
            return
        self.press("Tab")
        assert self.page.evaluate("document.activeElement.textContent") == "Przejdź do treści"
        assert self.page.evaluate(RING) == ""
        self.press("Enter")
        assert self.page.evaluate("document.activeElement.id") == "tresc"

    def sign_in(self, login: str) -> None:
        self.walk.to("/logowanie/")
        self.into_content()
        self.to(self.page.get_by_label("Login", exact=True))
        self.type(login)
        self.to(self.page.get_by_label("Hasło", exact=True))
        self.type(PASSWORD)
        self.press("Enter")
        self.page.wait_for_url(lambda url: "/logowanie/" not in url)

    def sign_out(self) -> None:
        me = self.page.get_by_role("banner").locator("summary", has_text="Konto:")
        self.page.evaluate("document.activeElement.blur()")
        self.to(me)
        self.press("Enter")
        assert me.evaluate("one => one.parentElement.open")
        self.press("Escape")
        assert not me.evaluate("one => one.parentElement.open")
        assert me.evaluate("one => document.activeElement === one"), "Escape gives the focus back"
        self.press("Enter")
        self.to(self.page.get_by_role("banner").get_by_role("button", name="Wyloguj się"))
        self.press("Enter")
        self.page.get_by_role("link", name="Zaloguj się").first.wait_for()


def main(page: Page) -> Locator:
    return page.get_by_role("main")


def import_list(keys: Keys, rows: Sequence[Sequence[str]], *, path: Locator) -> None:
    """From the menu to a saved list of one person, who gets `path`."""
    page = keys.page
    keys.to(page.get_by_role("link", name="Import listy"))
    keys.press("Enter")
    page.wait_for_url("**/nauka/start/lista/*")
    keys.into_content()
    chosen = page.get_by_label("Plik z listą")
    keys.to(chosen)
    # the system's own window for choosing a file is not the page's
    chosen.set_input_files({"name": "lista.xlsx", "mimeType": "", "buffer": employee_list(rows)})
    keys.on("Wczytaj i sprawdź")
    page.wait_for_url(re.compile(r"/nauka/start/\d+/"))
    keys.into_content()
    keys.on("Dalej: ścieżka i logowanie", "link")
    page.wait_for_url("**/sciezka/*")
    keys.into_content()
    keys.choose(path)
    keys.to(main(page).locator("input[name=handout]"))
    keys.press("Space")
    keys.on("Zapisz listę: 1 osoba")
    page.get_by_role("heading", name="Lista zapisana").wait_for()


def answer_all(keys: Keys, course: dict[str, Any]) -> None:
    page = keys.page
    page.wait_for_selector("#test[data-ready]")
    asked = {question["text"]: question for question in course["quiz"]["questions"]}
    for number in range(1, len(asked) + 1):
        box = page.locator(f"#pytanie-{number}")
        answer(keys, box, asked[box.locator("legend").first.inner_text().replace("\xa0", " ")])
        keys.to(box.locator("[data-go='1'], [data-finish]"))
        keys.press("Enter")
    page.wait_for_selector("#koniec[open]")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Wróć do pytań"
    keys.to(page.locator("#koniec [type=submit]"))
    keys.press("Enter")


def answer(keys: Keys, box: Locator, question: dict[str, Any]) -> None:
    kind = question["kind"]
    if kind == "multiple":
        for option in question["options"]:
            if option["correct"]:
                to_either_way(keys, box.get_by_label(option["text"], exact=True))
                keys.press("Space")
    elif kind in ("single", "truefalse"):
        keys.to(box.locator("input[type=radio]"))
        right = right_choice(box, question)
        keys.press("Space", *["ArrowDown"] * right)
        assert box.locator("input[type=radio]").nth(right).is_checked()
    elif kind == "matching":
        for pair in question["pairs"]:
            field = box.get_by_label(pair["left"], exact=True)
            keys.to(field)
            options = [text.strip() for text in field.locator("option").all_inner_texts()]
            keys.press(*["ArrowDown"] * options.index(pair["right"]))
    elif kind in PARTS:
        PARTS[kind](keys, box, question)
        assert faults(keys.page) == []
    else:
        keys.to(box.get_by_label("Twoja odpowiedź"))
        keys.type(question.get("answer") or question["accepted"][0])


def put_in_order(keys: Keys, box: Locator, question: dict[str, Any]) -> None:
    """Each thing up to its place; the focus stays with the thing that moves."""
    for place, text in enumerate(question["items"]):
        standing = order_of(box)
        steps = standing.index(text) - place
        if steps:
            to_either_way(keys, box.get_by_role("button", name=f"W górę: {text}", exact=True))
            keys.press(*["Enter"] * steps)
            assert plain(box.locator("li:has(:focus) label").inner_text()) == text
    if box.get_by_role("button", name="Ta kolejność jest dobra").is_visible():
        keys.to(box.get_by_role("button", name="Ta kolejność jest dobra"))
        keys.press("Enter")
    assert order_of(box) == question["items"]


def order_of(box: Locator) -> list[str]:
    return [plain(text) for text in box.locator("[data-order] label").all_inner_texts()]


def plain(text: str) -> str:
    return text.strip().replace("\xa0", " ")


def fill_gaps(keys: Keys, box: Locator, question: dict[str, Any]) -> None:
    for number, gap in enumerate(question["gaps"], start=1):
        field = box.get_by_label(f"Luka {number}", exact=True)
        keys.to(field)
        if gap.get("wrong"):
            options = [plain(text) for text in field.locator("option").all_inner_texts()]
            keys.press(*["ArrowDown"] * options.index(gap["accepted"][0]))
        else:
            keys.type(gap["accepted"][0])


def judge_rows(keys: Keys, box: Locator, question: dict[str, Any]) -> None:
    for row in question["rows"]:
        line = box.get_by_role("group", name=row["text"], exact=True)
        keys.to(line.locator("input[type=radio]"))
        keys.press("Space", *["ArrowDown"] * (row["right"] - 1))
        assert line.locator("input[type=radio]").nth(row["right"] - 1).is_checked()


PARTS = {"ordering": put_in_order, "gaps": fill_gaps, "matrix": judge_rows}


def right_choice(box: Locator, question: dict[str, Any]) -> int:
    """The place of the right answer among the choices as they stand on the page."""
    texts = [plain(text) for text in box.locator(".kg-choices label").all_inner_texts()]
    if question["kind"] == "truefalse":
        return texts.index("Prawda" if question["answer"] else "Fałsz")
    return texts.index(next(option["text"] for option in question["options"] if option["correct"]))


def to_either_way(keys: Keys, wanted: Locator) -> None:
    """Choices may stand in another order than in the course's file, so one may lie behind."""
    here = "found => found.some(one => document.activeElement.compareDocumentPosition(one) & 2)"
    if wanted.evaluate_all(here):
        for _ in range(MOST_STOPS):
            keys.press("Shift+Tab")
            if wanted.evaluate_all("found => found.includes(document.activeElement)"):
                return
    keys.to(wanted)

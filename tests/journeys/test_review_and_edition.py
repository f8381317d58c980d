"""An author writes, an expert returns and accepts, the edition is published; who had begun reads on unchanged.

In Chromium, on the demonstration; every page of ours met on the way is examined wide and on a phone.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.walking import Walk, window
from tests.live import Live

pytestmark = pytest.mark.journey

COURSE = "RODO"
FIRST, SECOND = "Zdanie dopisane za długo", "Zdanie dopisane krótko"


def test_a_lesson_is_written_reviewed_and_published(demo: Live, chrome: Browser) -> None:
    with window(chrome, demo.url) as ewa, window(chrome, demo.url) as ludwik:
        ewa.sign_in("ewa")
        ewa.examine()
        draft = open_draft(ewa)
        write(ewa, draft, FIRST)
        ask(ewa)
        ludwik.sign_in("ludwik")
        ludwik.examine()
        judge(ludwik, draft, "Do poprawy", "Podziel to zdanie na dwa.")
        ewa.to(draft)
        expect(ewa.page.get_by_text("Podziel to zdanie na dwa.").first).to_be_visible()
        write(ewa, draft, SECOND)
        ask(ewa)
        judge(ludwik, draft, "Akceptuję", "")
        lesson = publish(ewa, draft)
    with window(chrome, demo.url) as anna:
        anna.sign_in("anna")
        anna.to(f"/nauka/lekcje/{lesson}/")
        assert SECOND not in anna.page.content()  # she completed the edition before


def open_draft(ewa: Walk) -> str:
    ewa.page.get_by_role("main").get_by_role("link").filter(has_text=COURSE).first.click()
    ewa.examine()
    ewa.page.get_by_role("main").locator("article h3 a").first.click()
    ewa.examine()
    return urlsplit(ewa.page.url).path


def write(ewa: Walk, draft: str, words: str) -> None:
    """Type at the end of the first text of the lesson, in the content editor, and keep the draft."""
    ewa.to(draft)
    ewa.follow("Pisz w redakcji")
    box = ewa.page.locator(".public-DraftEditor-content").first
    box.click()
    ewa.page.keyboard.press("Control+End")
    ewa.page.keyboard.type(f" {words}.")
    expect(box).to_contain_text(words)
    ewa.page.wait_for_timeout(1500)  # the box of rich text hands its words to the form a little later
    with ewa.page.expect_navigation():
        ewa.page.locator("#w-editor-form, form[data-edit-form]").first.evaluate(
            "form => form.requestSubmit()"
        )
    ewa.to(draft)
    expect(ewa.page.get_by_role("main").get_by_text(words).first).to_be_visible()


def ask(ewa: Walk) -> None:
    form = ewa.page.get_by_role("main").locator("details").filter(has_text="Przekaż do recenzji")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    ewa.page.get_by_label("Ludwik Brzoza").check()
    ewa.press("Przekaż do recenzji")
    expect(ewa.page.get_by_text("Lekcja jest w recenzji.")).to_be_visible()
    ewa.examine()


def judge(ludwik: Walk, draft: str, verdict: str, remarks: str) -> None:
    ludwik.to("/tresci/")
    ludwik.page.get_by_role("main").locator(f'a[href="{draft}"]').click()
    ludwik.page.get_by_label(verdict).check()
    ludwik.page.get_by_label("Uwagi dla autora").fill(remarks)
    ludwik.press("Zapisz opinię")
    expect(ludwik.page.get_by_text("Opinia jest zapisana.")).to_be_visible()
    ludwik.examine()


def publish(ewa: Walk, draft: str) -> str:
    ewa.to(draft)
    expect(ewa.page.get_by_text("zaakceptowana").first).to_be_visible()
    ewa.follow("Porównaj z wydaniem")
    ewa.examine()
    ewa.page.locator(".ds-breadcrumbs ol a").nth(1).click()
    ewa.follow("Nowe wydanie")
    ewa.examine()
    ewa.page.get_by_label("Co się zmieniło").fill("Krótszy przykład w pierwszej lekcji.")
    ewa.page.get_by_role("main").get_by_role("button", name="Opublikuj wydanie").click()
    expect(ewa.page.get_by_text("jest opublikowane")).to_be_visible()
    ewa.examine()
    ewa.follow("Porównaj z wydaniem poprzednim")
    ewa.examine()
    assert SECOND in ewa.page.content()
    return draft.rstrip("/").rsplit("/", 1)[1]

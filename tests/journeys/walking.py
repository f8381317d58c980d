"""Chromium for walks through the product, and what is asked of every page on the way."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from kaganek.core.streams import PLACE
from kaganek.site.demo.people import PASSWORD

CHROMIUM = os.environ.get("KAGANEK_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
WIDE, PHONE = 1280, 390
WIDTHS = (WIDE, PHONE)
HEIGHT = 900
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
UNLABELLED = """() => [...document.querySelectorAll(
    'input:not([type=hidden]):not([aria-hidden=true]), select, textarea')]
    .filter(one => !one.labels?.length && !one.ariaLabel && !one.getAttribute('aria-labelledby'))
    .map(one => one.outerHTML)"""
WIDER = """() => { const room = document.documentElement.clientWidth;
    return document.documentElement.scrollWidth <= room ? [] : [...document.querySelectorAll('body *')]
    .filter(one => one.getBoundingClientRect().right > room + 1).slice(-3)
    .map(one => one.outerHTML.slice(0, 160)) }"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser. Django cannot be set up inside its loop, so databases and servers come first."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Walk:
    """A person's browser window; `complaints` is what it said that nobody should hear."""

    context: BrowserContext
    page: Page
    host: str
    complaints: list[str] = field(default_factory=list)
    examined: dict[str, int] = field(default_factory=dict)  # title: how often

    def to(self, address: str) -> None:
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status == 200, f"{answer.status} at {address}"

    def sign_in(self, login: str, password: str = PASSWORD) -> None:
        self.to("/logowanie/")
        self.page.get_by_label("Login", exact=True).fill(login)
        self.page.get_by_label("Hasło", exact=True).fill(password)
        self.page.get_by_role("main").get_by_role("button", name="Zaloguj się").click()
        self.page.wait_for_url(lambda url: "/logowanie/" not in url)

    def press(self, name: str, *, role: Any = "button", exact: bool = False) -> None:
        """Press the one button or link of the content that is called so."""
        self.page.get_by_role("main").get_by_role(role, name=name, exact=exact).click()

    def follow(self, name: str) -> None:
        self.press(name, role="link")

    def download(self, name: str, *, role: Any = "link", exact: bool = False) -> bytes:
        """What the browser saves when the link or button is pressed."""
        with self.page.expect_download() as waiting:
            self.press(name, role=role, exact=exact)
        return waiting.value.path().read_bytes()

    def heading(self) -> str:
        return self.page.locator("h1").inner_text().replace("\xa0", " ")

    def words(self) -> str:
        """The text of the content, with plain spaces."""
        return self.page.locator("main").inner_text().replace("\xa0", " ")

    def examine(self, widths: Sequence[int] = WIDTHS) -> None:
        """Ask of the page everything that is asked of every page, wide and on a phone; axe, which takes seconds, on
        a third of the pages and at one of the widths, as the seed draws; on all and at both with --full."""
        self.page.wait_for_load_state()  # a link just followed may have brought the address alone
        name = f"{self.page.title()} {urlsplit(self.page.url).path}"
        self.examined[name] = self.examined.get(name, 0) + 1
        assert self.page.locator("h1").count() == 1, f"one h1 on {name}"
        assert self.page.locator("html").get_attribute("lang") == "pl"
        assert self.page.evaluate(UNLABELLED) == [], f"a field without a label on {name}"
        looked_at = widths if "KAGANEK_FULL" in os.environ else _drawn(name, widths)
        for width in widths:
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
            assert self.page.evaluate(WIDER) == [], f"{name} scrolls sideways at {width}"
            if width in looked_at:
                assert faults(self.page) == [], f"axe at {name}, {width} px"
        self.page.set_viewport_size({"width": WIDE, "height": HEIGHT})
        assert self.complaints == [], name


def _drawn(name: str, widths: Sequence[int]) -> Sequence[int]:
    draw = random.Random(f"{os.environ['KAGANEK_SEED']} {name}")
    return draw.sample(list(widths), 1) if draw.random() < 1 / 3 else ()


def faults(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """What axe finds: the rule, and the elements that break it."""
    return [f"{rule}: {[one[:200] for one in elements]}" for rule, elements in violations(page, rules)]


def violations(page: Page, rules: Sequence[str] = ()) -> list[tuple[str, list[str]]]:
    """The rules that axe finds broken, each with its elements."""
    if not page.evaluate("() => Boolean(window.axe?.run)"):  # half a megabyte, once for a page
        page.evaluate(AXE)
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": list(rules)}
    found = page.evaluate("options => axe.run(options).then(found => found.violations)", options)
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]


@contextmanager
def window(browser: Browser, url: str, **options: Any) -> Iterator[Walk]:
    """A fresh window without cookies; leaving it asserts that it complained of nothing."""
    context = browser.new_context(
        base_url=url, viewport={"width": WIDE, "height": HEIGHT}, locale="pl-PL", reduced_motion="reduce",
        timezone_id="Europe/Warsaw", **options,
    )  # fmt: skip
    context.set_default_timeout(30_000)
    walk = Walk(context, context.new_page(), urlsplit(url).netloc)
    _listen(walk)
    try:
        yield walk
        assert walk.complaints == []
    finally:
        context.close()


# a package's frame whose page is being left says its last words to nobody; what it had to keep goes by a beacon
LAST_WORDS = re.compile(r"Failed to execute 'postMessage'.*recipient window's origin \('null'\)")


def _listen(walk: Walk) -> None:
    """Errors of scripts, breaches of the content policy and requests to another host."""
    said = walk.complaints
    walk.context.on("weberror", lambda error: said.append(f"script: {error.error}"))
    walk.context.on(
        "console",
        lambda line: (
            said.append(f"console: {line.text}")
            if line.type in ("error", "warning") and not LAST_WORDS.search(line.text)
            else None
        ),
    )
    walk.context.on(
        "request",
        lambda asked: said.append(f"request: {asked.url}") if _abroad(asked.url, walk.host) else None,
    )


def _abroad(url: str, host: str) -> bool:
    parts = urlsplit(url)
    if parts.path.startswith(PLACE) and parts.hostname == urlsplit(f"//{host}").hostname:
        return False  # the stream: the same machine, another port
    return parts.scheme not in ("data", "blob", "about") and parts.netloc != host

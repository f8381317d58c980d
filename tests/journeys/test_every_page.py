"""Every page that a link leads to, as each role of the demonstration: seen wide, on a phone, enlarged, dark.

A role opens everything in its menu and one page of each kind that the links lead to. Every role gets its
answer; what a page looks like is asked once for a kind of page in a kind of shell.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, get_resolver, resolve
from playwright.sync_api import Browser

from kaganek.site.demo.logins import LOGINS
from tests.journeys.walking import HEIGHT, PHONE, UNLABELLED, WIDE, WIDER, Walk, faults, window
from tests.live import Live

pytestmark = pytest.mark.journey

ENLARGED = 640  # what 1280 px become at 200 %
LINK = re.compile(r'<a\b[^>]*\shref="([^"#][^"]*)"')
# an animation that another one replaces is cancelled, and its promise then breaks
SETTLED = """() => Promise.all(document.getAnimations().map(one => one.finished.catch(() => {})))
    .then(() => true)"""
OFFICE = ("bogdan", "celina", "henryk", "janina")
# Pages that no link leads to: a deed's form, letter or file leads there, and the walks go that way.
WITHOUT_LINK = {
    "learning:attempt", "learning:calendar", "learning:finish", "learning:import_path", "learning:import_preview", "people:activate", "people:reset",
    "people:register_draft", "people:register_state", "core:job", "core:style_guide", "site:mails",
}  # fmt: skip
FILES = ("export", "file", "_pdf", "faults", "documents:badge", "_download", "template_preview")


@dataclass
class Sight:
    """What the whole tour has seen so far and what was wrong."""

    looked: set[tuple[str, str]] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)


def kind_of(href: str) -> str:
    """The name of the page an address leads to; "" for files, other hosts and the editor's own pages."""
    parts = urlsplit(href)
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        return ""
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        return ""
    return "" if name.endswith(FILES) or name.startswith("wagtail") else name


def test_every_page_of_every_role(demo: Live, chrome: Browser) -> None:
    sight = Sight()
    for login in ("", *(login for _, login in LOGINS)):
        with window(chrome, demo.url) as walk:
            if login:
                walk.sign_in(login)
            tour(walk, sight, login)
    assert not sight.wrong, "\n".join(sight.wrong)
    assert sorted(get_kinds() - sight.kinds - WITHOUT_LINK) == []


def tour(walk: Walk, sight: Sight, login: str) -> None:
    """From the home page on: one page of each kind that the links lead to."""
    who = "" if not login else "own" if login == "anna" else "office" if login in OFFICE else "project"
    waiting = deque(["/"])
    seen = {"home"}
    while waiting:
        address = waiting.popleft()
        answer = walk.context.request.get(address)
        if answer.status != 200:
            sight.wrong.append(f"{login or 'anybody'}: {answer.status} at {address}")
            continue
        kind = kind_of(urlsplit(answer.url).path)
        sight.kinds.add(kind)
        if (kind, who) not in sight.looked:
            sight.looked.add((kind, who))
            walk.to(address)
            sight.wrong += [f"{login or 'anybody'} at {address}: {fault}" for fault in look(walk)]
        for href in LINK.findall(answer.text()):
            kind = kind_of(unescape(href))
            if kind and kind not in seen:
                seen.add(kind)
                waiting.append(unescape(href))


def look(walk: Walk) -> list[str]:
    """What is wrong with the page: wide, enlarged, on a phone; in the dark of its colours alone."""
    page = walk.page
    checks: list[tuple[str, Any]] = [
        ("one h1", [] if page.locator("h1").count() == 1 else ["not one"]),
        ("labels", page.evaluate(UNLABELLED)),
        ("axe", faults(page)),
    ]
    page.emulate_media(color_scheme="dark")
    page.evaluate(SETTLED)
    checks.append(("axe in the dark", faults(page, ["color-contrast"])))
    page.emulate_media(color_scheme="light")
    page.evaluate(SETTLED)
    checks.append((f"sideways at {ENLARGED}", at_width(walk, ENLARGED)))
    checks.append((f"sideways at {PHONE}", at_width(walk, PHONE)))
    checks.append(("axe on a phone", faults(page)))
    checks.append((f"sideways at {WIDE}", at_width(walk, WIDE)))
    checks.append(("said", list(walk.complaints)))
    walk.complaints.clear()
    return [f"{name}: {found}" for name, found in checks if found]


def at_width(walk: Walk, width: int) -> Any:
    walk.page.set_viewport_size({"width": width, "height": HEIGHT})
    return walk.page.evaluate(WIDER)


def get_kinds() -> set[str]:
    """Names of all pages that answer to GET with a page, by the address table."""
    return {kind for kind in _named(get_resolver(), "") if not kind.endswith(FILES)}


def _named(resolver: Any, prefix: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        if hasattr(entry, "url_patterns"):
            below = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            if not below.startswith("wagtail"):
                yield from _named(entry, below)
        elif entry.name and not entry.name.startswith("wagtail") and _answers_get(entry.callback):
            yield f"{prefix}{entry.name}"


def _answers_get(view: Any) -> bool:
    """What Django's own decorators of the view were told."""
    while view is not None:
        for cell in view.__closure__ or ():
            if isinstance(cell.cell_contents, list) and "POST" in cell.cell_contents:
                return "GET" in cell.cell_contents
        view = getattr(view, "__wrapped__", None)
    return True

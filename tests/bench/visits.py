"""What a first and a warm visit weigh over the wire: the page and everything it asks for, fonts included."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from tests.bench.client import Browser

MUST_FIRST, MUST_WARM = 150_000, 20_000
ASSET = re.compile(r"<(?:link|script|img|source)\b[^>]*?\b(?:href|src)=\"([^\"]+)\"[^>]*>")
RELATED = re.compile(r"rel=\"(?:canonical|alternate|next|prev)\"")
IN_CSS = re.compile(r"url\(\s*['\"]?([^'\")]+)")


@dataclass
class Visit:
    """Bytes over the wire, with heads. `strangers` are hosts that are not ours."""

    path: str
    page: int = 0
    assets: dict[str, int] = field(default_factory=dict)
    uncached: int = 0  # assets that a browser would have to ask for again
    strangers: list[str] = field(default_factory=list)

    @property
    def first(self) -> int:
        return self.page + sum(self.assets.values())

    @property
    def warm(self) -> int:
        return self.page + self.uncached

    def as_json(self) -> dict[str, Any]:
        return {"path": self.path, "first": self.first, "warm": self.warm, "assets": self.assets,
                "strangers": self.strangers}  # fmt: skip


def visit(browser: Browser, path: str) -> Visit:
    """The page with all its files. Every font that a stylesheet names counts, needed or not."""
    found = Visit(path)
    reply = browser.get(path)
    if reply.status != 200:
        raise RuntimeError(f"{path} → {reply.status}")
    found.page = weight(reply)
    html = reply.body.decode()
    waiting = [urljoin(path, match[1]) for match in ASSET.finditer(html) if not RELATED.search(match[0])]
    while waiting:
        address = waiting.pop()
        if address.startswith("data:") or address in found.assets:
            continue
        if urlsplit(address).netloc:
            found.strangers.append(address)
            continue
        got = browser.get(address)
        found.assets[address] = weight(got)
        if "immutable" not in (got.headers["Cache-Control"] or ""):
            found.uncached += weight(got)
        if (got.headers["Content-Type"] or "").startswith("text/css"):
            waiting += [urljoin(address, one) for one in IN_CSS.findall(got.body.decode())]
    return found


def weight(reply: Any) -> int:
    return len(reply.raw) + sum(len(name) + len(value) + 4 for name, value in reply.headers.items())

"""Judging the page of a mail as a reader with a screen reader, bad eyes or no pictures meets it (WCAG 2.2 AA)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

EMPTY_WORDS = ("tu", "tutaj", "kliknij", "kliknij tutaj", "link", "więcej", "zobacz")
LOADS = ("src", "srcset", "background", "poster", "data")
VOID = ("meta", "br", "img", "hr", "input", "link")
ALLOWED = {
    "html", "head", "meta", "title", "body", "main", "footer", "h1", "h2", "p", "br", "ul", "li", "a", "b", "strong", "em",
}  # fmt: skip
LEAST_CONTRAST = 4.5
HEX = re.compile(r"#([0-9a-f]{6})\b", re.IGNORECASE)


@dataclass
class Link:
    """Where a link goes and what it says."""

    href: str
    words: str = ""


@dataclass
class _Box:
    """An element on the way down to the words, with the colours in force there."""

    tag: str
    color: str
    ground: str


@dataclass
class Page(HTMLParser):
    """What a page is made of."""

    lang: str = ""
    title: str = ""
    main: str = ""
    tags: list[str] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    _open: list[_Box] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.faults += _of_element(tag, facts)
        if tag not in ("a", "b", "strong", "em"):
            self.main += " "
        if tag == "html":
            self.lang = facts.get("lang", "")
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "a":
            self.links.append(Link(facts.get("href", "")))
        if tag not in VOID:
            self._open.append(self._box(tag, facts.get("style", "")))

    def _box(self, tag: str, style: str) -> _Box:
        above = self._open[-1] if self._open else _Box("", "#000000", "#ffffff")
        said = {
            one.split(":", 1)[0].strip(): one.split(":", 1)[1].strip()
            for one in style.split(";")
            if ":" in one
        }
        ground = HEX.search(said.get("background", "") + " " + said.get("background-color", ""))
        color = HEX.search(said.get("color", ""))
        if (size := re.fullmatch(r"(\d+)px", said.get("font-size", ""))) and int(size[1]) < 14:
            self.faults.append(f"words of {size[1]} pixels")
        return _Box(tag, color[0] if color else above.color, ground[0] if ground else above.ground)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1].tag != tag:
            self.faults.append(f"not well nested: </{tag}>")
            return
        self._open.pop()

    def handle_data(self, data: str) -> None:
        inside = [one.tag for one in self._open]
        if "title" in inside:
            self.title += data
        if not data.strip() or "body" not in inside:
            if "main" in inside:
                self.main += data
            return
        if "main" in inside:
            self.main += data
        if "a" in inside:
            self.links[-1].words += data
        here = self._open[-1]
        if (found := contrast(here.color, here.ground)) < LEAST_CONTRAST:
            self.faults.append(f"contrast {found:.2f} of {data.strip()[:30]!r}")


def _of_element(tag: str, facts: dict[str, str]) -> list[str]:
    """What is wrong with an element by itself."""
    found = [f"loads {facts[name]}" for name in LOADS if name in facts]
    found += [f"runs a script: {name}" for name in facts if name.startswith("on")]
    if tag not in ALLOWED:
        found.append(f"an element that mail programs and readers stumble over: {tag}")
    if "url(" in facts.get("style", "") or "@import" in facts.get("style", ""):
        found.append("a style that loads")
    if tag == "img" and "alt" not in facts:
        found.append("a picture without words")
    return found


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG for two colours written "#rrggbb"."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def faults(subject: str, text: str, html: str) -> list[str]:
    """What is wrong with the page of a mail, and where its plain text says something else."""
    page = Page()
    page.feed(html)
    found = list(page.faults)
    if page.lang != "pl":
        found.append(f"language {page.lang!r}")
    if page.title.strip() != subject:
        found.append(f"title {page.title.strip()!r}")
    if page.headings[:1] != [1] or page.headings.count(1) != 1:
        found.append(f"headings {page.headings}")
    found += [
        f"heading {b} after {a}" for a, b in zip(page.headings, page.headings[1:], strict=False) if b > a + 1
    ]
    found += ["no main part"] if page.tags.count("main") != 1 else []
    found += _of_links(page.links)
    return found + _differences(page, subject, text)


def _of_links(links: list[Link]) -> list[str]:
    said: dict[str, str] = {}
    found = []
    for link in links:
        words = " ".join(link.words.split())
        if not words or words.lower() in EMPTY_WORDS:
            found.append(f"a link that says nothing: {words!r}")
        if not link.href.startswith(("http://", "https://", "mailto:")):
            found.append(f"a link to {link.href!r}")
        if said.setdefault(words, link.href) != link.href:
            found.append(f"two links say {words!r} and lead elsewhere")
    return found


def _differences(page: Page, subject: str, text: str) -> list[str]:
    """The page says what the text says, and nothing else: words and addresses."""
    body = text.partition("\n\n-- \n")[0]
    addresses = [link.href for link in page.links]
    found = [
        f"address only in the text: {one}"
        for one in re.findall(r"https?://[^\s<>\"]+[^\s<>\".,;:)]", text)
        if one not in addresses
    ]
    found += [f"address only on the page: {one}" for one in addresses if one not in text]
    plain = re.sub(r":?\s+https?://\S+", " ", body)
    plain = re.sub(r"(?m)^- ", "", plain)
    said = _words(subject) + _words(plain)
    shown = _words(re.sub(r"https?://\S+", " ", page.main))
    if said != shown:
        different = next(
            (pair for pair in zip(said, shown, strict=False) if pair[0] != pair[1]), (said[-1:], shown[-1:])
        )
        found.append(f"text and page differ at {different}")
    return found


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)

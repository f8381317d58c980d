"""What a piece of HTML says in headings and links, and which of them a reader would stumble over."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VAGUE = {
    "tutaj", "tu", "kliknij", "kliknij tutaj", "kliknij tu", "link", "odnośnik", "więcej", "czytaj więcej", "zobacz",
    "zobacz więcej", "zobacz tutaj", "sprawdź", "sprawdź tutaj", "pobierz", "pobierz tutaj", "strona", "here", "click here",
}  # fmt: skip
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass
class Heard(HTMLParser):
    """Headings and links in reading order, each with its words."""

    headings: list[tuple[int, str]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    words: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._heading: tuple[int, list[str]] | None = None
        self._link: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HEADINGS:
            self._heading = (int(tag[1]), [])
        elif tag == "a":
            self._link = (dict(attrs).get("href") or "", [])

    def handle_endtag(self, tag: str) -> None:
        if tag in _HEADINGS and self._heading:
            self.headings.append((self._heading[0], _joined(self._heading[1])))
            self._heading = None
        elif tag == "a" and self._link:
            self.links.append((self._link[0], _joined(self._link[1])))
            self._link = None

    def handle_data(self, data: str) -> None:
        self.words += data
        for open_ in (self._heading, self._link):
            if open_:
                open_[1].append(data)


def _joined(pieces: list[str]) -> str:
    return " ".join("".join(pieces).split())


def heard(html: str) -> Heard:
    """What is heard of `html`; any text is taken, well formed or not."""
    found = Heard()
    found.feed(html)
    found.close()
    return found


def is_vague(name: str) -> bool:
    """Whether a link's words say nothing of where it leads: "tutaj", "kliknij", a bare address."""
    plain = name.strip(" .,:;!?…»›>→").lower()
    return plain in VAGUE or plain.startswith(("http://", "https://", "www."))


def skipped(levels: list[int], *, after: int = 1) -> list[int]:
    """Places of the headings that go more than one level below the one before; `after` is the level above them all."""
    found = []
    for place, level in enumerate(levels):
        if level > after + 1:
            found.append(place)
        after = level
    return found

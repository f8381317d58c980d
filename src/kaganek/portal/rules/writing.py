"""Plain typed text as HTML and back: paragraphs, headings, lists, links, bold words. Nothing else gets through."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

_MARK = re.compile(r"^(?:## |- |\d+\. )|\*\*", re.MULTILINE)
_LINK = r"\[([^\[\]]+)\]\(((?:https?://|mailto:|tel:|/)[^\s()]+)\)"
_PIECE = re.compile(rf"{_LINK}|(https?://[^\s<>&\"]+[^\s<>&\".,;:!?)])|\*\*([^*]+)\*\*")
_NUMBERED = re.compile(r"\d+\. ")
_GAP = re.compile(r"\[[^\[\]]+\](?!\()")


def gaps(text: str) -> list[str]:
    """What is still to be filled in: words in square brackets that no link stands behind."""
    return list(dict.fromkeys(_GAP.findall(text)))


def as_html(text: str) -> str:
    """Paragraphs parted by an empty line; "## " begins a heading, lines with "- " or "1. " are a list.

    Within a line `[words](address)` is a link and `**words**` are bold.

    Source: rule W-12 (artykuł urzędu).
    """
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return "\n".join(_block(block.strip()) for block in blocks if block.strip())


def as_words(text: str) -> str:
    """The same text without the marks of headings, lists, links and bold, as search shows a piece of it."""
    return _MARK.sub("", re.sub(_LINK, r"\1", text))


def as_text(html: str) -> str:
    """HTML of a page in the notation of `as_html`; a tag that the notation has not is left out, its words stay."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    """Blocks of a page, each as the notation writes it."""

    def __init__(self) -> None:
        super().__init__()
        self._blocks: list[str] = []
        self._line = self._href = ""
        self._lists: list[list[str]] = []
        self._numbered = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("p", "h2", "h3"):
            self._close()
        elif tag in ("ul", "ol"):
            self._close()
            self._lists, self._numbered = [*self._lists, []], tag == "ol"
        elif tag == "a":
            self._href = dict(attrs).get("href") or ""
            self._line += "["
        elif tag in ("strong", "b"):
            self._line += "**"
        elif tag == "br":
            self._line += "\n"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("h2", "h3"):
            self._line = f"## {self._line.strip()}"
            self._close()
        elif tag == "p":
            self._close()
        elif tag == "li" and self._lists:
            lead = f"{len(self._lists[-1]) + 1}. " if self._numbered else "- "
            self._lists[-1].append(lead + " ".join(self._line.split()))
            self._line = ""
        elif tag in ("ul", "ol") and self._lists:
            self._blocks.append("\n".join(self._lists.pop()))
        elif tag == "a":
            self._line += f"]({self._href})"
        elif tag in ("strong", "b"):
            self._line += "**"

    def handle_data(self, data: str) -> None:
        self._line += re.sub(r"\s+", " ", data.replace("\N{NO-BREAK SPACE}", " "))

    def text(self) -> str:
        self._close()
        return "\n\n".join(self._blocks)

    def _close(self) -> None:
        if not self._lists and self._line.strip():
            self._blocks.append("\n".join(line.strip() for line in self._line.strip().split("\n")))
        if not self._lists:
            self._line = ""


def _block(block: str) -> str:
    if block.startswith("## ") and "\n" not in block:
        return f"<h2>{_line(block[3:])}</h2>"
    lines = block.split("\n")
    if all(line.startswith("- ") for line in lines):
        return "<ul>" + "".join(f"<li>{_line(line[2:])}</li>" for line in lines) + "</ul>"
    if all(_NUMBERED.match(line) for line in lines):
        return (
            "<ol>"
            + "".join(f"<li>{_line(_NUMBERED.sub('', line, count=1))}</li>" for line in lines)
            + "</ol>"
        )
    return "<p>" + "<br>".join(_line(line) for line in lines) + "</p>"


def _line(line: str) -> str:
    return _PIECE.sub(_piece, escape(line.strip()))


def _piece(found: re.Match[str]) -> str:
    words, href, bare, bold = found.groups()
    if bold:
        return f"<strong>{bold}</strong>"
    return f'<a href="{href or bare}">{words or bare}</a>'

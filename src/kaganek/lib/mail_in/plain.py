"""HTML of a letter as plain text: words, ends of lines and addresses of links; nothing is fetched or run."""

from __future__ import annotations

import re
from html.parser import HTMLParser

SILENT = {
    "script",
    "style",
    "head",
    "title",
    "noscript",
    "template",
    "object",
    "svg",
    "iframe",
    "math",
    "textarea",
}
BLOCKS = {
    "p", "div", "br", "tr", "table", "ul", "ol", "li", "blockquote", "pre", "hr", "section", "article",
    "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "header", "footer",
}  # fmt: skip
VOID = {"br", "hr", "img", "input", "meta", "link", "base", "col", "wbr", "area", "embed", "source", "track"}
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
SAFE = re.compile(r"(?:https?://|mailto:)[^\s<>\"]{3,500}", re.IGNORECASE)
BLANKS = re.compile(r"[ \t\f\v\xa0]+")


def plain_text(html: str) -> str:
    """The words of an HTML letter. A quotation (`blockquote`) comes out with "> " before each line."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.line: list[str] = []
        self.silent: list[str] = []  # the open elements from the first silent one on
        self.quoted = 0
        self.link, self.said = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if self.silent or tag in SILENT or HIDDEN.search(given.get("style") or ""):
            if tag not in VOID:
                self.silent.append(tag)
            return
        if tag in BLOCKS:
            self._end_line()
        if tag == "blockquote":
            self.quoted += 1
        elif tag == "li":
            self.line.append("• ")
        elif tag in ("td", "th"):
            self.line.append(" ")
        elif tag == "a":
            self.link, self.said = given.get("href") or "", ""

    def handle_endtag(self, tag: str) -> None:
        if self.silent:
            if tag in self.silent:
                del self.silent[len(self.silent) - 1 - self.silent[::-1].index(tag) :]
            return
        if tag == "a":
            self._end_link()
        if tag in BLOCKS:
            self._end_line()
        if tag == "blockquote":
            self.quoted = max(0, self.quoted - 1)

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.line.append(data.replace("\r", " ").replace("\n", " "))
            self.said += data

    def _end_link(self) -> None:
        """A link says where it leads when its words do not."""
        target, self.link = self.link.strip(), ""
        said = self.said.strip().rstrip("/")
        if SAFE.fullmatch(target) and target.rstrip("/") != said and target.removeprefix("mailto:") != said:
            self.line.append(f" <{target}>")

    def _end_line(self) -> None:
        said = BLANKS.sub(" ", "".join(self.line)).strip()
        self.line = []
        if said or (self.lines and self.lines[-1].strip("> ")):
            self.lines.append("> " * self.quoted + said)

    def text(self) -> str:
        self._end_line()
        return "\n".join(self.lines).strip()

"""Plain typed text as HTML: paragraphs, headings, lists, addresses. Nothing else gets through."""

from __future__ import annotations

import re
from html import escape

_MARK = re.compile(r"^(?:## |- )", re.MULTILINE)
_ADDRESS = re.compile(r"https?://[^\s<>&\"]+[^\s<>&\".,;:!?)]")


def as_html(text: str) -> str:
    """Paragraphs parted by an empty line; "## " begins a heading, lines with "- " are a list.

    Source: rule W-12 (artykuł urzędu).
    """
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return "\n".join(_block(block.strip()) for block in blocks if block.strip())


def as_words(text: str) -> str:
    """The same text without the marks of headings and lists, as search shows a piece of it."""
    return _MARK.sub("", text)


def _block(block: str) -> str:
    if block.startswith("## ") and "\n" not in block:
        return f"<h2>{_line(block[3:])}</h2>"
    lines = block.split("\n")
    if all(line.startswith("- ") for line in lines):
        return "<ul>" + "".join(f"<li>{_line(line[2:])}</li>" for line in lines) + "</ul>"
    return "<p>" + "<br>".join(_line(line) for line in lines) + "</p>"


def _line(line: str) -> str:
    return _ADDRESS.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', escape(line.strip()))

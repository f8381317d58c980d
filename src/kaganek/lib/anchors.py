"""Names for the parts of a page's HTML, so that a reader can be brought back to the one they left."""

from __future__ import annotations

import hashlib
import re
from collections import Counter

_TAG = re.compile(r"""<(/?)([a-zA-Z][\w-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>""")
_ID = re.compile(r"""\sid\s*=""")
_WORDS = re.compile(r"<[^>]*>")
_VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "source", "track", "wbr"}


def anchored(html: str) -> str:
    """The same HTML with an id on each outermost element that has none; done again it changes nothing.

    html  well formed, every element closed.

    The id comes from the element's own words, so a part keeps its name when others come and go
    around it. Equal parts are told apart by their order.
    """
    seen: Counter[str] = Counter()
    made, end = [], 0
    for start, tag_end, stop in outermost(html):
        tag = html[start:tag_end]
        if not _ID.search(tag):
            name = _name(html[start:stop])
            seen[name] += 1
            which = f"-{seen[name]}" if seen[name] > 1 else ""
            cut = tag_end - (2 if tag.endswith("/>") else 1)
            made += [html[end:cut], f' id="{name}{which}"']
            end = cut
    return "".join([*made, html[end:]])


def _name(element: str) -> str:
    words = " ".join(_WORDS.sub(" ", element).split()) or element
    return f"m-{hashlib.sha256(words.encode()).hexdigest()[:8]}"


def outermost(html: str) -> list[tuple[int, int, int]]:
    """Of each outermost element: where it starts, where its first tag ends, where it ends."""
    found, depth, start, tag_end = [], 0, 0, 0
    for tag in _TAG.finditer(html):
        closing, name, rest = tag[1], tag[2].lower(), tag[3]
        whole = name in _VOID or rest.endswith("/")
        if not depth and not closing:
            start, tag_end = tag.start(), tag.end()
        if not whole:
            depth += -1 if closing else 1
        if depth == 0 and (whole or closing):
            found.append((start, tag_end, tag.end()))
    return found

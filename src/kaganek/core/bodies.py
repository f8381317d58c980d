"""From the blocks an author wrote to the HTML a reader gets: safe, accessible, made once when it is published."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import nh3
from django.template.loader import render_to_string
from wagtail.rich_text import expand_db_html

from kaganek.core.licences import LICENCES
from kaganek.lib.polish import file_size, no_orphans_html

TAGS = {"p", "h2", "h3", "ul", "ol", "li", "b", "strong", "i", "em", "a", "br"}
SCHEMES = {"https", "http", "mailto", "tel"}
WIDEST = 1200  # pixels of an image on a page; twice the column on a dense screen
VIDEO_TYPES = {"mp4": "video/mp4", "webm": "video/webm"}
_TAG = re.compile(r"<[^>]*>")
_WITHIN_A_LINE = re.compile(r"</?(?:a|abbr|b|code|em|i|mark|strong|sub|sup)\b[^>]*>")
_HEADING_END = re.compile(r"(?<=[\w)”])</h[1-6]>")
_EMPTY = re.compile(r"<p>(?:\s|&nbsp;|<br>)*</p>")


@dataclass
class Rendered:
    """What a body became. `asides` are the blocks left out of the HTML, each by its marker `<!--kind:id-->`:
    {id: (kind, value)}."""

    html: str
    text: str  # plain words, for search
    asides: dict[str, tuple[str, Any]] = field(default_factory=dict)


def safe_html(source: str) -> str:
    """An author's rich text with nothing in it but the tags of our editor; links open in the same window."""
    cleaned = nh3.clean(
        expand_db_html(source),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
    )
    for plain, meaning in (("b", "strong"), ("i", "em")):
        cleaned = cleaned.replace(f"<{plain}>", f"<{meaning}>").replace(f"</{plain}>", f"</{meaning}>")
    return _EMPTY.sub("", cleaned)


def kept_html(source: str) -> str:
    """Rich text from anywhere with nothing in it but what our editor keeps; done again it changes nothing."""
    return nh3.clean(source, tags=TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel=None)


def plain_text(html: str) -> str:
    """The words of a page in one line; a heading ends as a sentence does, and no word gets a space it had not."""
    html = _HEADING_END.sub(". ", _WITHIN_A_LINE.sub("", html))
    return " ".join(unescape(_TAG.sub(" ", html)).split())


def render_body(body: Any) -> Rendered:
    """Render a StreamField's value. Any: Wagtail ships no types.

    A note's title is a heading only below another heading, so that no level is skipped.
    """
    parts: list[str] = []
    asides: dict[str, tuple[str, Any]] = {}
    for block in body:
        context_of = CONTEXTS.get(block.block_type)
        if context_of is None:
            asides[block.id] = (block.block_type, block.value)
            parts.append(f"<!--{block.block_type}:{block.id}-->")
            continue
        heading = any("<h2" in part for part in parts)
        context = context_of(block.value) | {"under_heading": heading, "id": str(block.id)[:8]}
        parts.append(render_to_string(f"ui/blocks/{block.block_type}.html", context).strip())
    html = no_orphans_html("\n".join(parts))
    return Rendered(html, plain_text(html), asides)


def _text(value: Any) -> dict[str, Any]:
    return {"html": safe_html(value.source)}


def _note(value: Any) -> dict[str, Any]:
    return {"title": value["title"], "html": safe_html(value["text"].source)}


def _image(value: Any) -> dict[str, Any]:
    rendition = value["image"].get_rendition(f"width-{WIDEST}")
    return {
        "src": rendition.file.url,
        "width": rendition.width,
        "height": rendition.height,
        "alt": value["alt"],
        "caption": value["caption"],
        **_terms(value),
    }


def _terms(value: Any) -> dict[str, Any]:
    return {"licence": LICENCES.get(value["licence"] or ""), "author": value["author"]}


def _video(value: Any) -> dict[str, Any]:
    film = value["file"]
    return {
        "title": value["title"],
        "src": film.file.url,
        "type": VIDEO_TYPES.get(film.file_extension.lower(), ""),
        "captions": value["captions"].file.url,
        "transcript": [line.strip() for line in value["transcript"].splitlines() if line.strip()],
    }


def _download(value: Any) -> dict[str, Any]:
    document = value["file"]
    return {
        "title": value["title"],
        "description": value["description"],
        "href": document.file.url,
        "kind": document.file_extension.upper(),
        "size": file_size(document.get_file_size() or 0),
    }


def _attachment(value: Any) -> dict[str, Any]:
    return _download(value) | _terms(value)


def _table(value: Any) -> dict[str, Any]:
    table = value["table"]
    heads = [column["heading"] for column in table.columns]
    rows = [[str(cell or "") for cell in row["values"]] for row in table.row_data]
    return {"caption": table.caption, "heads": heads, "rows": rows, "row_heads": value["row_heads"]}


def _steps(value: Any) -> dict[str, Any]:
    steps = [{"title": step["title"], "html": safe_html(step["text"].source)} for step in value["steps"]]
    return {"title": value["title"], "steps": steps}


def _quote(value: Any) -> dict[str, Any]:
    lines = [line.strip() for line in value["text"].splitlines() if line.strip()]
    return {"lines": lines, "source": value["source"], "href": value["href"]}


def _comparison(value: Any) -> dict[str, Any]:
    columns = [
        {"title": one["title"], "tone": one["tone"], "html": safe_html(one["text"].source)}
        for one in value["columns"]
    ]
    return {"title": value["title"], "columns": columns}


CONTEXTS: Mapping[str, Callable[[Any], dict[str, Any]]] = {
    "text": _text,
    "note": _note,
    "image": _image,
    "video": _video,
    "download": _download,
    "attachment": _attachment,
    "table": _table,
    "steps": _steps,
    "expandable": _note,
    "quote": _quote,
    "comparison": _comparison,
}

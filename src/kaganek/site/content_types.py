"""What files of packages are, by their endings; anything else is only to be downloaded."""

from __future__ import annotations

PLAIN = "text/plain; charset=utf-8"
# No charset beside pages and scripts: many packages are older than UTF-8 and say theirs in the page.
HTML = frozenset({"text/html", "application/xhtml+xml"})
OTHER = "application/octet-stream"

_TYPES = {
    "text/html": "html htm",
    "application/xhtml+xml": "xhtml xht",
    "text/css": "css",
    "text/javascript": "js mjs cjs",
    "application/json": "json webmanifest map",
    "application/xml": "xml xsd xsl xslt dtd",
    "image/svg+xml": "svg",
    "image/png": "png",
    "image/jpeg": "jpg jpeg jpe jfif",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/bmp": "bmp",
    "image/x-icon": "ico cur",
    "font/woff": "woff",
    "font/woff2": "woff2",
    "font/ttf": "ttf",
    "font/otf": "otf",
    "application/vnd.ms-fontobject": "eot",
    "video/mp4": "mp4 m4v",
    "video/webm": "webm",
    "video/ogg": "ogv",
    "video/quicktime": "mov",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/ogg": "ogg oga opus",
    "audio/wav": "wav",
    "text/vtt": "vtt",
    "text/plain": "txt srt csv md",
    "application/pdf": "pdf",
    "application/wasm": "wasm",
}
TYPES = {ending: kind for kind, endings in _TYPES.items() for ending in endings.split()}


def content_type(name: str) -> str:
    """The type of a file by its ending, without regard to letter case."""
    return TYPES.get(name.rpartition(".")[2].lower(), OTHER)

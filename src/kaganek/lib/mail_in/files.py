"""Files of a letter: a name that is safe to show and to save, and what the first bytes say they are."""

from __future__ import annotations

import re
import unicodedata

from kaganek.lib.mail_in.charsets import one_line, tidy

LONGEST = 120
FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"PK\x03\x04", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
    (b"MZ", "exe"),
    (b"\x7fELF", "exe"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gz"),
    (b"x\x9f>\"", "tnef"),
)  # fmt: skip
MARKUP = re.compile(rb"^\s*(?:<!doctype\s+html|<html|<head|<body|<script|<svg|<\?xml|<!--)", re.IGNORECASE)


def safe_name(name: str, *, number: int, ending: str = "bin") -> str:
    """A name of one part, without path, control characters and turns of direction; `number` names the nameless."""
    last = unicodedata.normalize("NFC", one_line(tidy(name), 400)).replace("\\", "/").rpartition("/")[2]
    last = FORBIDDEN.sub("_", last).strip(". ")
    if not last:
        return f"zalacznik-{number}.{ending}"
    stem, dot, tail = last.rpartition(".")
    return (
        last if len(last) <= LONGEST else f"{(stem or tail)[: LONGEST - len(tail) - 1]}{dot}{tail}"[:LONGEST]
    )


def kind_of(body: bytes) -> str:
    """What a file is by its beginning: "pdf", "zip" (also DOCX and XLSX), "html", "text", ...; "" for unknown."""
    for sign, kind in SIGNS:
        if body.startswith(sign):
            return kind
    if MARKUP.match(body[:400]):
        return "html"
    return "" if b"\x00" in body[:4096] else "text"

"""Images that come inside a file: known by their first bytes, named safely, limited in size and number."""

import base64
import binascii
import re

from kaganek.lib.names import fold
from kaganek.lib.questions.model import Media
from kaganek.lib.questions.report import Limits, Losses, Trouble

UNSAFE = re.compile(r"[^a-z0-9_-]+")
NAME_CHARS = 60
BASE64_BLANKS = re.compile(r"\s+")
ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}


class Shelf:
    """The images of one question, each kept once, under names unique in the question."""

    def __init__(self, limits: Limits, losses: Losses) -> None:
        self._limits = limits
        self._losses = losses
        self._media: dict[str, Media] = {}

    def put(self, name: str, data: bytes) -> str | None:
        """The name under which the image is kept, or None where it is refused; the loss is then noted."""
        mime = sniffed(data)
        reason = self._objection(data, mime)
        if reason or mime is None:
            self._losses.add(Trouble.IMAGE_REFUSED, name=name[:NAME_CHARS], reason=reason)
            return None
        safe = self._free_name(_safe_stem(name), ENDINGS[mime], data)
        self._media[safe] = Media(safe, data, mime)
        return safe

    def put_base64(self, name: str, encoded: str) -> str | None:
        """The same for an image written as base64 text."""
        if len(encoded) > self._limits.image_bytes * 3 // 2:
            self._losses.add(Trouble.IMAGE_REFUSED, name=name[:NAME_CHARS], reason="size")
            return None
        return self.put(name, decoded(encoded))

    def miss(self, name: str) -> None:
        """The text names an image that did not come with it."""
        self._losses.add(Trouble.IMAGE_REFUSED, name=name[:NAME_CHARS], reason="missing")

    @property
    def media(self) -> tuple[Media, ...]:
        return tuple(self._media[name] for name in sorted(self._media))

    def __contains__(self, name: str) -> bool:
        return name in self._media

    def _objection(self, data: bytes, mime: str | None) -> str:
        if len(data) > self._limits.image_bytes:
            return "size"
        if mime is None:
            return "type"
        return "count" if len(self._media) >= self._limits.images else ""

    def _free_name(self, stem: str, ending: str, data: bytes) -> str:
        number = 1
        name = f"{stem}.{ending}"
        while name in self._media and self._media[name].data != data:
            number += 1
            name = f"{stem}-{number}.{ending}"
        return name


def sniffed(data: bytes) -> str | None:
    """The kind of image by its signature. SVG is a document with scripts and is not among them."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    return None


def decoded(encoded: str) -> bytes:
    """Bytes of base64; nothing where it is broken, which is then no image."""
    try:
        return base64.b64decode(BASE64_BLANKS.sub("", encoded), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _safe_stem(name: str) -> str:
    """ "Mapa gminy (2).PNG" → "mapa-gminy-2": no path, no accents, nothing a server could stumble over."""
    last = name.replace("\\", "/").rpartition("/")[2]
    stem = last.rpartition(".")[0] or last
    return UNSAFE.sub("-", fold(stem).lower()).strip("-")[:NAME_CHARS] or "obraz"

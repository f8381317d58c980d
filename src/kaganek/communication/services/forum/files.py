"""Files added to posts: judged as every file that people send; pictures are drawn anew in a fenced child."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kaganek.communication.models import Post, PostFile
from kaganek.lib.marks import MarkFault, drawn_anew
from kaganek.lib.sent_files import MOST_BYTES, file_fault

MOST_FILES = 5  # of one post
PICTURES = {"png", "jpg", "jpeg"}
BAD_PICTURE = "Nie udało się odczytać obrazu „{}”. Zapisz go jeszcze raz jako PNG albo JPG i dodaj ponownie."
TOO_MANY = f"Do jednego wpisu można dodać najwyżej {MOST_FILES} plików. Usuń część z nich."


class FileRefused(Exception):
    """The file cannot be added; `reason` is for the person who chose it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Judged:
    """A file that may be added; `wide` and `high` in pixels, 0 for what is no picture."""

    name: str
    kind: str
    body: bytes
    wide: int = 0
    high: int = 0


def judged(given: Sequence[Any]) -> list[Judged]:
    """These uploaded files as they may be kept: `name`, `size`, `read`, `seek`; read before any row is locked.

    Raises FileRefused for the first that may not. Source: rule C-36.
    """
    if len(given) > MOST_FILES:
        raise FileRefused(TOO_MANY)
    return [_judged(one) for one in given]


def _judged(given: Any) -> Judged:
    name = (given.name or "").replace("\\", "/").rpartition("/")[2].strip()[-200:]
    beginning = given.read(2048)
    if reason := file_fault(name, given.size or 0, beginning):
        raise FileRefused(reason)
    kind = name.rpartition(".")[2].lower()
    given.seek(0)
    body = given.read()
    if kind not in PICTURES:
        return Judged(name, kind, body)
    try:
        drawn = drawn_anew(body, most_bytes=MOST_BYTES)
    except MarkFault:
        raise FileRefused(BAD_PICTURE.format(name)) from None
    wide, high = struct.unpack(">II", drawn[16:24])  # the head of every PNG
    return Judged(f"{name.rpartition('.')[0]}.png", "png", drawn, wide, high)


def add_files(post: Post, files: Sequence[Judged]) -> None:
    """Keep judged files with a post, in one statement."""
    PostFile.objects.bulk_create(
        PostFile(
            topic_id=post.topic_id, space_id=post.space_id, post=post, name=one.name, kind=one.kind,
            size=len(one.body), body=one.body, picture=bool(one.wide), wide=one.wide, high=one.high,
        )
        for one in files
    )  # fmt: skip

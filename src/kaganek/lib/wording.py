"""Published words: their fingerprint, and what differs between two of them, part by part and word by word."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import unescape
from typing import Any

from kaganek.lib.anchors import outermost

_TAG = re.compile(r"<[^>]*>")
_TOKEN = re.compile(r"\S+|\s+")


def words_hash(html: str, text: str, checks: Any) -> str:
    """The same words, the same hash; 64 hexadecimal digits."""
    said = json.dumps([html, text, checks], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a part, and whether the other side lacks them."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """One part side by side; a side is empty where the part is not there."""

    kind: str  # same, changed, added, removed
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


def parts_of(html: str) -> list[str]:
    """The plain words of each outermost element, in order; an image is called by its alternative text."""
    return [said for start, _, stop in outermost(html) if (said := _plain(html[start:stop]))]


def _plain(html: str) -> str:
    named = re.sub(r'<img\b[^>]*\balt="([^"]*)"[^>]*>', r" [ilustracja: \1] ", html)
    return " ".join(unescape(_TAG.sub(" ", named)).split())


def compare(before: list[str], after: list[str]) -> list[Pair]:
    """Parts of two texts side by side, in the order of reading; inside a changed part the words that differ."""
    pairs: list[Pair] = []
    for kind, a1, a2, b1, b2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pairs += [Pair("same", _whole(one), _whole(one)) for one in before[a1:a2]]
        else:
            pairs += _unequal(before[a1:a2], after[b1:b2])
    return pairs


def _unequal(before: list[str], after: list[str]) -> list[Pair]:
    """A part meets the one most like it; what meets none was added or removed."""
    pairs: list[Pair] = []
    left = list(before)
    for one in after:
        twin = next((old for old in left if _alike(old, one)), None)
        if twin is None:
            pairs.append(Pair("added", (), _whole(one, changed=True)))
            continue
        place = left.index(twin)
        pairs += [Pair("removed", _whole(old, changed=True), ()) for old in left[:place]]
        left = left[place + 1 :]
        pairs.append(Pair("changed", *_words(twin, one)))
    return pairs + [Pair("removed", _whole(old, changed=True), ()) for old in left]


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio() > 0.5


def _whole(text: str, *, changed: bool = False) -> tuple[Piece, ...]:
    return (Piece(text, changed),)


def _words(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    a, b = _TOKEN.findall(before), _TOKEN.findall(after)
    olds: list[Piece] = []
    news: list[Piece] = []
    for kind, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        changed = kind != "equal"
        if a2 > a1:
            olds.append(Piece("".join(a[a1:a2]), changed))
        if b2 > b1:
            news.append(Piece("".join(b[b1:b2]), changed))
    return tuple(olds), tuple(news)


def changed_words(before: str, after: str) -> int:
    """How many words of a plain text were put, taken away or replaced; of a replacement the longer side counts."""
    a, b = before.split(), after.split()
    codes = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    return sum(max(a2 - a1, b2 - b1) for kind, a1, a2, b1, b2 in codes if kind != "equal")

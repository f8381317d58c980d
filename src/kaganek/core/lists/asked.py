"""The address of a list, cleaned: what cannot be meant is as good as absent."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kaganek.core.lists.columns import Filter

LONGEST_SEARCH = 120
LONGEST_ID = 19  # digits; shorter ones fit the database's big numbers
POLISH_DAY = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}", re.ASCII)
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True)
class Given:
    """One filter and what was asked of it; empty text asks nothing."""

    filter: Filter
    text: str
    options: Sequence[tuple[str, str]]

    @property
    def shown(self) -> str:
        if self.filter.day and self.text:
            return f"{date.fromisoformat(self.text):%d.%m.%Y}"
        return next((label for key, label in self.options if str(key) == self.text), self.text)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the address asks for, cleaned."""

    values: Mapping[str, Given]
    sort: str
    kept: Mapping[str, str]


def clean(text: str) -> str:
    """Text the database can take: trimmed, not too long."""
    # A NUL byte is the one character the database refuses.
    return text.replace("\x00", "").strip()[:LONGEST_SEARCH]


def day_of(text: str) -> str:
    """A day as an address carries it (2026-12-18), also when somebody typed it the Polish way; else nothing."""
    text = text.strip()
    if POLISH_DAY.fullmatch(text):
        text = "-".join(part.zfill(2) for part in reversed(text.split(".")))
    try:
        return date.fromisoformat(text).isoformat() if ISO_DAY.fullmatch(text) else ""
    except ValueError:
        return ""


def whole_numbers(texts: Iterable[str]) -> list[int]:
    """Ids that a form or an address names, each once, in its order; what is no id of ours is passed over."""
    named = (int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < LONGEST_ID)
    return list(dict.fromkeys(named))


def page_number(text: str) -> int:
    """A page from 1 up; anything else is the first."""
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 9 else 1

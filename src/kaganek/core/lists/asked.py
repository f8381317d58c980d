"""The address of a list, cleaned: what cannot be meant is as good as absent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kaganek.core.lists.columns import Filter

LONGEST_SEARCH = 120
LONGEST_ID = 19  # digits; shorter ones fit the database's big numbers


@dataclass(frozen=True)
class Given:
    """One filter and what was asked of it; empty text asks nothing."""

    filter: Filter
    text: str
    options: Sequence[tuple[str, str]]

    @property
    def shown(self) -> str:
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


def whole_numbers(texts: Iterable[str]) -> list[int]:
    """Ids that a form or an address names, each once, in its order; what is no id of ours is passed over."""
    named = (int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < LONGEST_ID)
    return list(dict.fromkeys(named))


def page_number(text: str) -> int:
    """A page from 1 up; anything else is the first."""
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 9 else 1

"""What is known of a letter once it was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Who wrote a letter: a person, or a program that must get no answer."""

    PERSON = "person"
    AUTO = "auto"  # out of office, a receipt of reading
    BULK = "bulk"  # lists and newsletters
    BOUNCE = "bounce"  # a mail server could not deliver something of ours
    LOOP = "loop"  # it was ours, or it has travelled too long


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of one letter is read; beyond `parts`, `depth` and `header_bytes` it is not read at all."""

    message_bytes: int = 25 * 2**20
    parts: int = 100
    depth: int = 12  # of parts within parts
    header_bytes: int = 128 * 2**10  # of the letter itself, all its headers
    header_chars: int = 2000  # of one header; the rest is cut
    text_chars: int = 100_000
    files: int = 20
    received: int = 50  # servers on its way


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of a letter. `kind` is what its first bytes say, whatever its name says; "" when they say nothing."""

    name: str
    kind: str
    body: bytes

    @property
    def size(self) -> int:
        return len(self.body)


@dataclass(frozen=True, slots=True)
class Bounce:
    """A notice of a mail server: about which letter of ours, to whom, and how it ended."""

    message_id: str  # without the angle brackets; "" when the notice does not say
    recipient: str
    action: str  # failed, delayed, delivered, relayed, expanded
    status: str  # "5.1.1"
    reason: str

    @property
    def is_final(self) -> bool:
        return self.action == "failed" or self.status.startswith("5.")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A letter as we use it: plain words, no markup, nothing that is fetched or run.

    `text` are the writer's own words of this letter, `whole` everything that was written. `left_out` counts files
    beyond the limit. `results` are what mail servers on the way say they checked, the last of them first.
    """

    kind: Kind
    sender: str  # address, small letters; "" when there is none that can be one
    sender_name: str
    subject: str
    message_id: str  # without the angle brackets
    answers: tuple[str, ...]  # ids of the letters it answers, the nearest first
    text: str
    whole: str
    files: tuple[Attached, ...] = ()
    left_out: int = 0
    bounce: Bounce | None = None
    results: tuple[str, ...] = ()  # headers Authentication-Results


class Unreadable(Exception):
    """The letter is not read; `reason` is one of REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


REASONS = {
    "big": "Wiadomość jest za duża.",
    "headers": "Nagłówki wiadomości są za długie.",
    "parts": "Wiadomość składa się ze zbyt wielu części.",
    "deep": "Części wiadomości są zagnieżdżone zbyt głęboko.",
    "broken": "Wiadomości nie da się odczytać.",
}


def unique(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))

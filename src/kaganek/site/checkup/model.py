"""What a check is, and the three things it can find."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

SHOWN = 5  # items named one by one


class Result(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Found:
    """What a check saw, and the words of the repair unless all is well. Both in Polish."""

    result: Result
    words: str
    repair: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One row of the table.

    name      for scripts; stays the same between versions.
    about     what it looks at, in Polish.
    look      the looking; it changes nothing.
    database  it asks the database, so it is left out when the database does not answer.
    """

    name: str
    about: str
    look: Callable[[], Found]
    database: bool = False


def fine(words: str) -> Found:
    return Found(Result.OK, words)


def warning(words: str, repair: str) -> Found:
    return Found(Result.WARNING, words, repair)


def fault(words: str, repair: str) -> Found:
    return Found(Result.FAULT, words, repair)


def listed(items: Sequence[str]) -> str:
    """The first few of them, and how many more there are."""
    more = f" i {len(items) - SHOWN} więcej" if len(items) > SHOWN else ""
    return ", ".join(items[:SHOWN]) + more


def one_line(error: Exception) -> str:
    """What an error says, short enough for a line."""
    return " ".join(str(error).split())[:300]

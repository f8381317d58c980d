"""Words for what packages say: states of parts, elements of the data models, faults of calls."""

from __future__ import annotations

from kaganek.learning.models import PackageAttempt, PackageItem
from kaganek.learning.terms import PartKind

COMPLETION = {
    "completed": "ukończona",
    "incomplete": "w trakcie",
    "not attempted": "nierozpoczęta",
    "unknown": "w trakcie",
}
SUCCESS = {"passed": "zaliczona", "failed": "niezaliczona"}


def said_words(completion: str, success: str) -> str:
    """What a part has said of itself, in a word or two."""
    told = COMPLETION.get(completion, "w trakcie")
    return f"{told}, {SUCCESS[success]}" if success in SUCCESS else told


def part_state(part: PackageItem, tried: PackageAttempt | None) -> str:
    """The state of a part for the outline: what it said, or whether it was opened where it says nothing."""
    if tried is None:
        return "nieotwarta"
    if part.kind != PartKind.SCO:
        return "otwarta"
    words = said_words(tried.completion, tried.success)
    return "w trakcie" if words == "nierozpoczęta" else words

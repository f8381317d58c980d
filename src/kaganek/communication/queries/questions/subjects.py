"""What a question can be about: told by the floors above, which alone know courses and meetings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kaganek.core.registry import Registry
from kaganek.core.seats import Seat


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing to ask about: its source ("learning.course:17") and what people call it."""

    source: str
    title: str


subjects: Registry[Callable[[Seat], Sequence[Subject]]] = Registry("subjects of questions")


def subjects_for(seat: Seat) -> list[Subject]:
    """Everything that this seat may ask about, in the order that each app gives."""
    return [one for _, tell in subjects for one in tell(seat)]

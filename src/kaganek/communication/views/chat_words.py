"""Sentences about chat rooms."""

from __future__ import annotations

from datetime import datetime

from kaganek.communication.models.chat import ChatRoom
from kaganek.communication.queries.chat import quiet_now


def quiet_words(room: ChatRoom, at: datetime) -> str:
    """When the room is quiet, and what that means; "" for a room that never is."""
    if room.quiet_from is None or room.quiet_to is None:
        return ""
    hours = f"Cisza od {_clock(room.quiet_from)} do {_clock(room.quiet_to)}"
    if quiet_now(room, at):
        return f"{hours}: teraz trwa. Możesz pisać, ale nikt nie dostanie powiadomienia."
    return f"{hours}: wypowiedzi są wtedy zapisywane bez powiadomień."


def _clock(at: datetime | object) -> str:
    return f"{at:%-H:%M}"

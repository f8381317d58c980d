"""Reads of one's own conversations."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from kaganek.communication.models import Conversation, Message
from kaganek.core.seats import Seat

MOST = 200  # messages of a page


@dataclass(frozen=True, slots=True)
class Line:
    """A conversation in the list: with whom, and whether something in it is new to the reader."""

    row: Conversation
    others: str
    fresh: bool


def own_conversations() -> QuerySet[Conversation]:
    """Conversations of the active seat's person, the latest first."""
    return Conversation.objects.order_by("-last_at", "-pk")


def line_of(row: Conversation, seat: Seat) -> Line:
    return Line(row, others_of(row, seat), is_fresh(row, seat))


def others_of(row: Conversation, seat: Seat) -> str:
    """The names of everybody in a conversation but the reader."""
    others = (name for who, (name, _) in sorted(row.names.items()) if who != str(seat.person_id))
    return ", ".join(others)


def is_fresh(row: Conversation, seat: Seat) -> bool:
    """Whether something came since the person last looked."""
    return row.last_number > int(row.seen.get(str(seat.person_id), 0))


def unread(seat: Seat) -> int:
    """In how many conversations something waits to be read."""
    rows = Conversation.objects.only("seen", "last_number")[:500]
    return sum(is_fresh(row, seat) for row in rows)


def messages_of(row: Conversation) -> list[Message]:
    """The latest messages of a conversation, in order."""
    return list(Message.objects.filter(conversation=row).order_by("-pk")[:MOST])[::-1]

"""Chat rooms for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from kaganek.communication.models import ChatLine, ChatRoom, Space
from kaganek.communication.services.chat import say
from kaganek.core.seats import SYSTEM, Seat, seated

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)  # 10:00 in Warsaw


def make_room(space: Space, title: str = "Pytania o RODO", **facts: object) -> ChatRoom:
    with seated(SYSTEM):
        return ChatRoom.objects.create(space=space, title=title, opened_at=AT, **facts)


def make_line(room: ChatRoom, seat: Seat, text: str = "Dzień dobry!", at: datetime = AT) -> ChatLine:
    """A line, said as its button says it."""
    with seated(seat):
        return say(room.pk, text, key=uuid4(), by=seat, at=at)

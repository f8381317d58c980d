"""Opening, changing and closing chat rooms."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, time

from django.db import transaction

from kaganek.communication.models import Space
from kaganek.communication.models.chat import ChatRoom
from kaganek.communication.queries.spaces import moderates
from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.core.turns import AGAIN, take_turn


class NotKeeper(Exception):
    """The seat keeps no order in the space, so it opens and changes no rooms in it."""


class RoomTaken(Exception):
    """The space has an open room of this name."""


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """What is said of a room; quiet hours are both given or neither."""

    title: str
    quiet_from: time | None = None
    quiet_to: time | None = None


@transaction.atomic
def open_room(space_id: int, facts: RoomFacts, *, by: Seat, at: datetime) -> ChatRoom:
    """A new room for those who read the space. Sent twice, it is opened once.

    Raises Space.DoesNotExist outside the seat's reach, NotKeeper, RoomTaken.
    Source: rule C-69 (kto otwiera i zamyka pokój).
    """
    space = Space.objects.select_related("project", "office").get(pk=space_id, closed_at=None)
    _keeper(by, space)
    take_turn("chat room", space.pk)
    again = ChatRoom.objects.filter(space=space, closed_at=None, opened_at__gt=at - AGAIN, **asdict(facts))
    if same := again.first():
        return same
    _free(space.pk, facts.title)
    room = ChatRoom.objects.create(
        space=space, title=facts.title, quiet_from=facts.quiet_from, quiet_to=facts.quiet_to, opened_at=at
    )
    audit.record(by, "chat room opened", room)
    return room


@transaction.atomic
def change_room(room_id: int, facts: RoomFacts, *, by: Seat, at: datetime) -> ChatRoom:
    """Another name or other quiet hours. Raises ChatRoom.DoesNotExist, NotKeeper, RoomTaken."""
    room = _own(room_id, by)
    take_turn("chat room", room.space_id)
    if room.title != facts.title:
        _free(room.space_id, facts.title)
    room.title, room.quiet_from, room.quiet_to = facts.title, facts.quiet_from, facts.quiet_to
    room.save(update_fields=["title", "quiet_from", "quiet_to"])
    audit.record(by, "chat room changed", room)
    return room


@transaction.atomic
def close_room(room_id: int, *, by: Seat, at: datetime) -> ChatRoom:
    """The room is read and no longer written in; done twice it stays closed since the first time.

    Raises ChatRoom.DoesNotExist, NotKeeper.
    """
    room = _own(room_id, by)
    if room.closed_at is None:
        room.closed_at = at
        room.save(update_fields=["closed_at"])
        audit.record(by, "chat room closed", room)
    return room


def _own(room_id: int, by: Seat) -> ChatRoom:
    room = ChatRoom.objects.select_for_update(of=("self",)).select_related("space").get(pk=room_id)
    _keeper(by, room.space)
    return room


def _keeper(by: Seat, space: Space) -> None:
    if not moderates(by, space):
        raise NotKeeper


def _free(space_id: int, title: str) -> None:
    if ChatRoom.objects.filter(space=space_id, title=title, closed_at=None).exists():
        raise RoomTaken

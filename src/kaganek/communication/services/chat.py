"""What is said in chat rooms: saying it, taking it back, having read it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F

from kaganek.communication.models.chat import LONGEST, ChatLine, ChatRoom, ChatVisit
from kaganek.communication.queries.chat import CHAT
from kaganek.communication.queries.spaces import moderates
from kaganek.communication.rules.chat import MOST_AT_ONCE, cleaned, too_fast
from kaganek.communication.terms import ChatLineKind
from kaganek.core import audit, streams
from kaganek.core.seats import Seat
from kaganek.people.services.signatures import signature


class RoomClosed(Exception):
    """The room, or its space, is read and no longer written in."""


class NothingSaid(Exception):
    """A line without a word that can be seen."""


class TooLong(Exception):
    """A line of more than LONGEST characters; `length` of them."""

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length


class TooFast(Exception):
    """More lines of one person in a minute than anybody types."""


class NotYours(Exception):
    """Only the author and whoever keeps order take a line back."""


@transaction.atomic
def say(room_id: int, text: str, *, key: UUID, by: Seat, at: datetime) -> ChatLine:
    """Write a line under the next number of its room, and tell those who listen once it is stored.

    room_id  a room within the seat's reach; its row is locked until commit, so that numbers become visible in order.
    key      the author's own mark of the line: the same words sent again with it are the line written before.

    Raises ChatRoom.DoesNotExist outside the seat's reach, RoomClosed, NothingSaid, TooLong, TooFast; nothing is
    written then.

    Source: rules C-60 (zapisane, potem pokazane), C-61 (numery po kolei), C-65 (raz), C-70 (tempo i długość).
    """
    said = cleaned(text)
    if not said:
        raise NothingSaid
    if len(said) > LONGEST:
        raise TooLong(len(said))
    room = _locked(room_id)
    own = ChatLine.objects.filter(room=room, author=by.person_id)
    if before := own.filter(key=key).first():
        if before.text == said or before.withdrawn_at is not None:
            return before
        key = uuid4()  # other words from a form that was gone back to: a line of their own
    if not room.is_open:
        raise RoomClosed
    if too_fast(own.order_by("-number").values_list("said_at", flat=True)[MOST_AT_ONCE - 1 :].first(), at):
        raise TooFast
    return _add(room, kind=ChatLineKind.SAID, text=said, key=key, by=by, at=at)


@transaction.atomic
def take_back(line_id: int, *, by: Seat, at: datetime) -> ChatLine:
    """Wipe the words of a line; that it was there, and who took it back, stays. Done twice it is done once.

    Raises ChatLine.DoesNotExist outside the seat's reach, NotYours for a line of somebody else in a room where
    the seat keeps no order.

    Source: rule C-66 (wycofanie wymazuje treść).
    """
    line = ChatLine.objects.get(pk=line_id, kind=ChatLineKind.SAID)
    room = _locked(line.room_id)
    line.refresh_from_db()
    own = line.author_id == by.person_id
    if not own and not moderates(by, room.space):
        raise NotYours
    if line.withdrawn_at is not None:
        return line
    line.text, line.withdrawn_at, line.by_moderator = "", at, not own
    line.save(update_fields=["text", "withdrawn_at", "by_moderator"])
    _add(room, kind=ChatLineKind.WITHDRAWN, about=line, key=_key_of_withdrawal(line), by=by, at=at)
    audit.record(by, "chat line taken back", line, number=str(line.number))
    return line


def note_read(room_id: int, number: int, *, by: Seat) -> None:
    """The person has read the room up to this number; it never goes back.

    Raises ChatRoom.DoesNotExist outside the seat's reach.
    """
    room = ChatRoom.objects.get(pk=room_id)
    number = max(0, min(number, room.last_number))
    if not ChatVisit.objects.filter(room=room, person=by.person_id, number__gte=number).exists():
        ChatVisit.objects.bulk_create(
            [ChatVisit(room=room, person_id=by.person_id or 0, number=number)],
            update_conflicts=True, unique_fields=["room", "person"], update_fields=["number"],
        )  # fmt: skip


def _locked(room_id: int) -> ChatRoom:
    rooms = ChatRoom.objects.select_for_update(of=("self",)).select_related("space")
    return rooms.get(pk=room_id)


def _add(
    room: ChatRoom, *, kind: ChatLineKind, key: UUID, by: Seat, at: datetime, text: str = "",
    about: ChatLine | None = None,
) -> ChatLine:  # fmt: skip
    """The next line of a locked room."""
    number = room.last_number + 1
    line = ChatLine.objects.create(
        room=room, space_id=room.space_id, number=number, kind=kind, author_id=by.person_id or 0, signed=signature(by),
        place=by.place or by.label, text=text, said_at=at, key=key, about=about,
    )  # fmt: skip
    ChatRoom.objects.filter(pk=room.pk).update(last_number=F("last_number") + 1)
    streams.tell(CHAT, room.pk)
    return line


def _key_of_withdrawal(line: ChatLine) -> UUID:
    """A line is taken back once, so its number is mark enough; beside the keys that authors draw."""
    return UUID(int=line.pk)

"""Reading chat rooms: rooms with what is new in them, their lines by number, and what a stream tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from django.db.models import BigIntegerField, Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.crypto import salted_hmac

from kaganek.communication.models import Space
from kaganek.communication.models.chat import ChatLine, ChatRoom, ChatVisit
from kaganek.communication.rules.chat import is_quiet
from kaganek.communication.terms import ChatLineKind, SpaceKind
from kaganek.core.streams import Feed, Line
from kaganek.lib import polish

CHAT = "chat"  # the name of the feed
PAGE = 50  # lines of a room on one page
_HELD_BACK = "Wypowiedź wycofana przez autora."
_TAKEN_DOWN = "Wypowiedź wycofana przez osobę, która pilnuje porządku."


def my_rooms(person_id: int) -> QuerySet[ChatRoom]:
    """Rooms that the active seat reads, with `unread` (what others have said since the last visit) and `talked_at`."""
    seen = ChatVisit.objects.filter(room=OuterRef("pk"), person=person_id).values("number")
    said = ChatLine.objects.filter(room=OuterRef("pk"), kind=ChatLineKind.SAID).order_by()
    new = said.filter(number__gt=OuterRef("seen"), withdrawn_at=None).exclude(author=person_id)
    counted = new.values("room").annotate(count=Count("pk")).values("count")
    latest = said.order_by("-number").values("said_at")[:1]
    rooms = ChatRoom.objects.select_related("space", "space__project", "space__office")
    return rooms.annotate(seen=Coalesce(Subquery(seen), 0, output_field=BigIntegerField())).annotate(
        unread=Coalesce(Subquery(counted), 0), talked_at=Subquery(latest)
    )


def rooms_of(space: Space) -> QuerySet[ChatRoom]:
    """The open rooms of a space."""
    return ChatRoom.objects.filter(space=space, closed_at=None).order_by("title__alphabetical")


def seen_number(room: ChatRoom, person_id: int) -> int:
    """Up to which number the person has read the room."""
    visit = ChatVisit.objects.filter(room=room, person=person_id).first()
    return visit.number if visit else 0


def page_of(room: ChatRoom, before: int | None) -> list[ChatLine]:
    """The last lines said in the room, or those before a number; in their order, one more than fits as the first."""
    said = ChatLine.objects.filter(room=room, kind=ChatLineKind.SAID)
    if before is not None:
        said = said.filter(number__lt=before)
    return list(said.order_by("-number")[: PAGE + 1])[::-1]


def kinds_with_rooms() -> list[tuple[str, str]]:
    """Kinds of spaces in which the seat reads a room, as choices of a filter."""
    found = set(ChatRoom.objects.values_list("space__kind", flat=True))
    return [(value, label.capitalize()) for value, label in SpaceKind.choices if value in found]


def said_in(room: ChatRoom) -> QuerySet[ChatLine]:
    """Everything said in the room, for the transcript."""
    return ChatLine.objects.filter(room=room, kind=ChatLineKind.SAID)


def lines_after(room_id: int, number: int, most: int) -> list[Line]:
    """What happened in a room after this number, as it is told; within whatever seat asks."""
    found = ChatLine.objects.filter(room=room_id, number__gt=number).select_related("about")
    rows = found.order_by("number")[:most]
    return [Line(row.number, facts_of(row)) for row in rows]


def last_numbers(room_ids: Sequence[int]) -> Mapping[int, int]:
    """The number of the last line of each room."""
    return dict(ChatRoom.objects.filter(pk__in=room_ids).values_list("pk", "last_number"))


def facts_of(line: ChatLine) -> dict[str, object]:
    """What everybody in the room is told of a line: the same facts from the stream, when asked for, and in the page."""
    if line.about is not None:
        return {"kind": line.kind, "about": line.about.number, "text": withdrawn_words(line.about)}
    at = timezone.localtime(line.said_at)
    return {
        "kind": line.kind,
        "id": line.pk,
        "author": mark_of(line.room_id, line.author_id),
        "signed": line.signed,
        "place": line.place,
        "text": withdrawn_words(line) if line.withdrawn_at else line.text,
        "withdrawn": line.withdrawn_at is not None,
        "at": at.isoformat(timespec="seconds"),
        "clock": polish.clock(at),
        "day": polish.long_date(at.date(), weekday=True),
    }


def withdrawn_words(line: ChatLine) -> str:
    return _TAKEN_DOWN if line.by_moderator else _HELD_BACK


def mark_of(room_id: int, person_id: int | None) -> str:
    """A mark by which a page knows its own reader's lines; it says nothing else, and another one in every room."""
    return salted_hmac("kaganek.chat", f"{room_id}:{person_id}").hexdigest()[:16]


def quiet_now(room: ChatRoom, at: datetime) -> bool:
    return is_quiet(room.quiet_from, room.quiet_to, timezone.localtime(at).time())


def new_days(lines: Sequence[ChatLine]) -> set[int]:
    """Numbers of the lines that begin a day, the first one among them."""
    days = [(line.number, timezone.localtime(line.said_at).date()) for line in lines]
    return {number for number, _ in days[:1]} | {
        number for (_, earlier), (number, day) in pairwise(days) if day != earlier
    }


FEED = Feed(topics=ChatRoom, after=lines_after, last=last_numbers)

"""Chats of the made-up country: a room in every exchange group and in some offices' own spaces, and in each project.

Every line carries its space's own word, and is signed with it: whoever may not read the space may not meet it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from kaganek.communication.models import ChatLine, ChatRoom, ChatVisit, Space
from kaganek.communication.terms import ChatLineKind, SpaceKind
from kaganek.people.models import Person
from kaganek.programmes.models import Participation

if TYPE_CHECKING:
    from kaganek.site.dataset.build import Country

LINES = 3  # in each room
ROOMS_OF_OFFICES = 40


def write_chats(country: Country, *, at: datetime) -> None:
    """Rooms with lines, one of them taken back, and how far their authors have read."""
    spaces = list(_spaces())
    rooms = ChatRoom.objects.bulk_create(
        ChatRoom(space=space, title=f"Pokój: {space.title}"[:120], last_number=LINES + 1, opened_at=at)
        for space in spaces
    )
    for room in rooms:
        author = _author(room.space)
        if author is None:
            continue
        ChatLine.objects.bulk_create(_lines(room, author, at))
        first = ChatLine.objects.get(room=room, number=1)
        ChatLine.objects.create(
            room=room, space_id=room.space_id, number=LINES + 1, kind=ChatLineKind.WITHDRAWN, author=author,
            signed=room.title, said_at=at, key=uuid5(NAMESPACE_URL, f"{room.pk}:0"), about=first,
        )  # fmt: skip
        ChatLine.objects.filter(pk=first.pk).update(text="", withdrawn_at=at)
        ChatVisit.objects.create(room=room, person=author, number=1)


def _spaces() -> Iterator[Space]:
    own = Space.objects.filter(kind=SpaceKind.OFFICE).order_by("office")[:ROOMS_OF_OFFICES]
    yield from own
    yield from Space.objects.filter(kind__in=(SpaceKind.GROUP, SpaceKind.PROJECT)).order_by("pk")


def _author(space: Space) -> Person | None:
    """Somebody of an office that reads it."""
    people = Person.objects.order_by("pk")
    if space.office_id:
        return people.filter(office=space.office_id).first()
    if space.office_ids:
        return people.filter(office__in=space.office_ids).first()
    taking = Participation.objects.filter(project=space.project_id)
    return people.filter(office__in=taking.values("office")).first()


def _lines(room: ChatRoom, author: Person, at: datetime) -> Iterator[ChatLine]:
    for number in range(1, LINES + 1):
        yield ChatLine(
            room=room, space_id=room.space_id, number=number, author=author, signed=room.title,
            place=room.space.title[:200], text=f"Wypowiedź {number}: {room.space.title}",
            said_at=at + timedelta(minutes=number), key=uuid5(NAMESPACE_URL, f"{room.pk}:{number}"),
        )  # fmt: skip

"""Telling those who are away that something was said in their chat room: one notice a day at most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from kaganek.communication.models.chat import ChatLine, ChatRoom, ChatVisit
from kaganek.communication.queries.acquaintance import spaces_of_person
from kaganek.communication.queries.chat import quiet_now
from kaganek.communication.terms import ChatLineKind
from kaganek.core.models import Way
from kaganek.core.notices import Group, News, NoticeKind, notify
from kaganek.core.notices.known import told_about
from kaganek.core.seats import SYSTEM, seated

SPOKEN = "communication.chat"
NOTICES = (NoticeKind(SPOKEN, "Nowe wpisy w pokoju rozmów, w którym bywasz", Group.TALK, Way.APP),)
AWAY = timedelta(minutes=15)  # who has not read for so long is away
STALE = timedelta(hours=25)  # nobody is told of what is older: a day, and the hour of a clock put back


def call_absent(*, at: datetime) -> int:
    """Tell those who have been in a room, still read it and are away that something new was said there.

    At most one notice for a person, room and day, and none twice of the same lines; none while a room is quiet, nor
    of what its reader said. Run again, nothing changes. Returns how many people were found.

    Source: rules C-67 and C-71.
    """
    with seated(SYSTEM):
        rooms = [room for room in _talked_in(at) if room.is_open and not quiet_now(room, at)]
        away: list[Any] = list(_away(rooms, at)) if rooms else []  # annotated rows
        told = _told_of(rooms, at) if away else {}
    new = [visit for visit in away if told.get((visit.room_id, visit.person_id), _never()) < visit.said_at]
    read = _read_by({visit.person_id for visit in new})
    found = [visit for visit in new if visit.room.space_id in read[visit.person_id]]
    with seated(SYSTEM):
        notify([_news(visit, at) for visit in found], at=at)
    return len(found)


def _talked_in(at: datetime) -> QuerySet[ChatRoom]:
    """Rooms whose last line is new enough to be told of."""
    last = ChatLine.objects.filter(
        room=OuterRef("pk"), number=OuterRef("last_number"), said_at__gte=at - STALE
    )
    return ChatRoom.objects.filter(Exists(last)).select_related("space")


def _away(rooms: Iterable[ChatRoom], at: datetime) -> QuerySet[ChatVisit]:
    """Visitors who have not read what others said in these rooms, with the time of its latest line."""
    said = ChatLine.objects.filter(
        room=OuterRef("room"), number__gt=OuterRef("number"), kind=ChatLineKind.SAID, withdrawn_at=None,
        said_at__gte=at - STALE, said_at__lte=at - AWAY,
    ).exclude(author=OuterRef("person"))  # fmt: skip
    latest = said.order_by("-number").values("said_at")[:1]
    rows = ChatVisit.objects.filter(room__in=rooms, number__lt=F("room__last_number"))
    return rows.annotate(said_at=latest).exclude(said_at=None).select_related("room__space", "person")


def _told_of(rooms: Iterable[ChatRoom], at: datetime) -> dict[tuple[int, int], datetime]:
    """{(room, person): when they were last told of it}."""
    names = {_about(room.pk): room.pk for room in rooms}
    rows = told_about(names, since=at - STALE).order_by("at")
    return {(names[about], person): when for about, person, when in rows.values_list("about", "person", "at")}


def _read_by(people: Iterable[int]) -> defaultdict[int, set[int]]:
    return defaultdict(set, {person: spaces_of_person(person) for person in people})


def _never() -> datetime:
    return datetime.min.replace(tzinfo=timezone.get_default_timezone())


def _about(room_id: int) -> str:
    return f"{SPOKEN}:{room_id}"


def _news(visit: ChatVisit, at: datetime) -> News:
    room, day = visit.room, timezone.localdate(at)
    return News(
        SPOKEN, f"{SPOKEN}:{room.pk}:{day:%Y%m%d}", person=visit.person_id, office=visit.person.office_id,
        project=room.space.project_id, title=f"W pokoju „{room.title}” są nowe wpisy", url=f"/czat/{room.pk}/",
        about=_about(room.pk),
    )  # fmt: skip

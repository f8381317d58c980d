"""What people were told already; for deeds that tell by and by. Call as the system."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from kaganek.core.models import Notice, Way
from kaganek.core.notices.counting import recount


def is_told(event: str, person: str) -> Exists:
    """Whether a person was told of an event, for a filter; both are names of columns of the outer rows."""
    return Exists(Notice.policed.filter(event=OuterRef(event), person=OuterRef(person)))


def people_told(event: str) -> int:
    """How many people were told of an event."""
    return Notice.policed.filter(event=event).count()


def facts_told(kind: str, fact: str, *, person: int) -> set[Any]:
    """The values of one fact in all that a person was told of a kind; what was taken back among them."""
    return set(Notice.policed.filter(person=person, kind=kind).values_list(f"facts__{fact}", flat=True))


def told_about(things: Collection[str], *, since: datetime | None = None) -> QuerySet[Notice]:
    """What anybody was told about these things since a moment, or ever."""
    rows = Notice.policed.filter(about__in=things)
    return rows.filter(at__gte=since) if since else rows


def unread(kinds: Collection[str]) -> QuerySet[Notice]:
    """Notices of these kinds that nobody has read or taken back."""
    return Notice.policed.filter(kind__in=kinds, read_at=None, withdrawn_at=None)


def take_back(rows: QuerySet[Notice], *, at: datetime) -> int:
    """Withdraw these notices; returns how many."""
    found = dict(rows.values_list("pk", "person"))
    Notice.policed.filter(pk__in=found).update(withdrawn_at=at)
    recount(set(found.values()), at=at)
    return len(found)


def keep_inside(kind: str, *, at: datetime) -> None:
    """Let what is new of a kind stay in the application; for the past of the demonstration."""
    rows = Notice.policed.filter(kind=kind, way="")
    people = set(rows.values_list("person", flat=True))
    rows.update(way=Way.APP)
    recount(people, at=at)

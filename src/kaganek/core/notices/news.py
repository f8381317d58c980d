"""Telling people, and taking back what they were told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from kaganek.core.models import Notice
from kaganek.core.notices.catalogue import notice_kinds
from kaganek.core.notices.counting import recount
from kaganek.core.seats import SYSTEM, seated

TITLE_MOST, URL_MOST, EVENT_MOST = 200, 300, 120


@dataclass(frozen=True, slots=True)
class News:
    """What one person is to be told.

    kind        key of the catalogue.
    event       what happened; unique with the person, so put into it what makes news new.
    person      whose notice it is.
    office      the person's own office and
    project     the project it is about: who reads the log of deliveries besides.
    title       one Polish sentence without personal data of others; the subject of a letter without its own words.
    url         path of the page to open ("/nauka/…"), which judges anew who may see it.
    facts       ids and short values for the words of the letter. "text": plain words for a letter without its own.
    about       the row it speaks of ("communication.post:17"), for `withdraw`.
    not_before  when it is to be told later.
    pin_until   the last day on which it stands on the reader's first page, unless read before; with a fact
                "confirm": True until `unpin`.
    """

    kind: str
    event: str
    person: int
    office: int | None = None
    project: int | None = None
    title: str = ""
    url: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    about: str = ""
    not_before: datetime | None = None
    pin_until: date | None = None


def notify(news: Sequence[News], *, at: datetime) -> None:
    """Tell people, within the caller's transaction and from any seat; one statement for a thousand of them.

    Told of the same event again, a person has one notice still. Raises LookupError for a kind that is
    not in the catalogue.

    Source: rules C-01 and C-02 in docs/reference/rules.md.
    """
    if unknown := {one.kind for one in news if one.kind not in notice_kinds}:
        raise LookupError(f"not in the catalogue of notices: {sorted(unknown)}")
    if news:
        Notice.objects.bulk_create([_row(one, at) for one in news], ignore_conflicts=True, batch_size=1000)


def _row(one: News, at: datetime) -> Notice:
    return Notice(
        kind=one.kind, event=one.event, person=one.person, office=one.office, project=one.project,
        title=" ".join(one.title.split())[:TITLE_MOST], url=one.url, facts=one.facts, about=one.about,
        at=one.not_before or at, pin_until=one.pin_until,
    )  # fmt: skip


def withdraw(*about: str, at: datetime | None = None, people: Collection[int] | None = None) -> int:
    """Take back all news about things that were hidden, removed or called off; returns how many notices.

    people  those alone who may not hear of them any more; None for everybody.

    They vanish from people's lists, and neither a letter nor a line of a digest goes out from now on.
    Withdrawn again, nothing changes. What a mail has said already stays said.

    Source: rule C-03.
    """
    with seated(SYSTEM):
        rows = Notice.policed.filter(about__in=about, withdrawn_at=None)
        if people is not None:
            rows = rows.filter(person__in=people)
        told = set(rows.values_list("person", flat=True))
        if not told:
            return 0
        changed = rows.update(withdrawn_at=at or timezone.now())
        recount(told, at=at or timezone.now())
    return changed


def unpin(about: str, *, person: int, at: datetime) -> None:
    """Take what one person was told of a thing from the first page, as read; done again, nothing changes.

    Call in the person's own seat.
    """
    rows = Notice.policed.filter(about=about, person=person)
    rows.filter(read_at=None).update(read_at=at)
    rows.update(pin_until=None)
    recount([person], at=at)

"""All that the stream process asks of the database: plain functions, each run in a thread with a connection of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import Error, connection
from django.utils import timezone

from kaganek.core.access import may
from kaganek.core.seats import SYSTEM, rows_in_reach, seated
from kaganek.core.streams import Line, Ticket, feeds
from kaganek.people.arrivals import Sitting, still_here

T = TypeVar("T")
MOST = 200  # lines read at once


class Thread:
    """One thread for questions of one kind, so that its connection stays; they are answered one after another."""

    def __init__(self, name: str) -> None:
        self.pool = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def __call__(self, function: Callable[..., T], *values: Any) -> T:
        """Raises django.db.Error; the next question gets a fresh connection then."""
        return await asyncio.get_running_loop().run_in_executor(self.pool, _asked, function, *values)


def _asked(function: Callable[..., T], *values: Any) -> T:
    try:
        return function(*values)
    except Error:
        connection.close()
        raise


def lines_after(feed: str, topic: int, number: int) -> Sequence[Line]:
    """The next lines of a topic, MOST at once."""
    with seated(SYSTEM):
        return feeds.get(feed).after(topic, number, MOST)


def last_numbers(topics: Sequence[tuple[str, int]]) -> Mapping[tuple[str, int], int]:
    """The number of the last line of each topic; one that is not there any more has none."""
    found: dict[tuple[str, int], int] = {}
    with seated(SYSTEM):
        for name in sorted({feed for feed, _ in topics}):
            asked = [topic for feed, topic in topics if feed == name]
            found |= {(name, topic): number for topic, number in feeds.get(name).last(asked).items()}
    return found


def allowed(tickets: Sequence[Ticket]) -> list[bool]:
    """For each ticket whether its holder, signed in still, may read the topic now.

    The same judgement for those who come and for those who have been listening, whatever their number: one
    statement tells who is still here, one conversation which topics their seats reach.
    Source: rule C-63 (kto stracił dostęp, przestaje słuchać).
    """
    sittings = [Sitting(ticket.account, ticket.membership, ticket.sitting) for ticket in tickets]
    seats = still_here(set(sittings), at=timezone.now())
    asked = [
        (place, seats[sitting], feeds.get(ticket.feed), ticket.topic)
        for place, (sitting, ticket) in enumerate(zip(sittings, tickets, strict=True))
        if sitting in seats
    ]
    asked = [one for one in asked if may(one[1], "view", one[2].obj)]
    reached = rows_in_reach([(seat, feed.table, topic) for _, seat, feed, topic in asked])
    granted = {place for (place, *_), found in zip(asked, reached, strict=True) if found}
    return [place in granted for place in range(len(tickets))]

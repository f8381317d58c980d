"""What is new and who listens, in memory: a topic's last lines, and each listener's place among them.

Nobody is handed lines. Each listener asks for what follows the last number it got, and waits when there is
nothing: so what was missed comes by itself, in order and once, whether it was missed by a cut, by a restart of this
process or because the line came while the listener was still being served.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import Counter, deque
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.db import Error

from kaganek.core.streams import Line, Ticket, told
from kaganek.site.stream import asking
from kaganek.site.stream.asking import Thread

KEPT = 300  # lines of a topic in memory; whoever is further behind is read to from the database
FORGET = 120.0  # seconds after which a topic nobody listens to is dropped
JUDGE_EVERY = 10.0  # seconds
TRUSTED = 30.0  # seconds that a judgement holds when no new one can be had
PER_ACCOUNT = 4  # streams of one account at once; a browser opens no more than six to one address
IN_ALL = 2000  # streams of one process

log = logging.getLogger(__name__)
Key = tuple[str, int]  # feed, topic


class Refused(Exception):
    """No stream for this ticket; `status` is the answer."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Lost(Exception):
    """The listener has to come again: what it needs cannot be had now."""


@dataclass(eq=False, slots=True)
class Listener:
    """Somebody who listens: by which ticket, up to which number everything was sent."""

    ticket: Ticket
    topic: Topic
    position: int
    judged_at: float
    leave: Callable[[], object]  # ends its stream


@dataclass(eq=False)
class Topic:
    """A topic somebody listens to: its last lines ready to be sent, `last` of them the newest known."""

    key: Key
    last: int = -1  # not known yet
    lines: deque[tuple[int, bytes]] = field(default_factory=lambda: deque(maxlen=KEPT))
    news: asyncio.Event = field(default_factory=asyncio.Event)
    listeners: int = 0
    left_at: float = 0.0
    reading: bool = False
    wanted: bool = False

    def add(self, lines: Sequence[Line]) -> None:
        """Take on lines that follow the last one, and wake whoever waits."""
        for line in lines:
            self.lines.append((line.number, encoded(line)))
            self.last = line.number
        if lines:
            self.wake()

    def wake(self) -> None:
        waiting, self.news = self.news, asyncio.Event()
        waiting.set()

    def kept_after(self, number: int) -> list[tuple[int, bytes]] | None:
        """The kept lines after this number; None when some of them are not kept."""
        if number >= self.last:
            return []
        oldest = self.lines[0][0] if self.lines else self.last + 1
        if number + 1 < oldest:
            return None
        return [line for line in self.lines if line[0] > number]


def encoded(line: Line) -> bytes:
    facts = json.dumps({"number": line.number, **line.facts}, ensure_ascii=False, separators=(",", ":"))
    return f"id: {line.number}\ndata: {facts}\n\n".encode()


class Hub:
    """All topics and listeners of this process."""

    def __init__(self) -> None:
        self.topics: dict[Key, Topic] = {}
        self.listeners: set[Listener] = set()
        self.of_account: Counter[int] = Counter()
        self.read = Thread("lines")
        self.judge = Thread("judge")
        self.waiting: list[tuple[Ticket, asyncio.Future[bool]]] = []
        self.tasks: set[asyncio.Task[None]] = set()

    # -- coming and going

    async def join(self, ticket: Ticket, after: int | None, leave: Callable[[], object]) -> Listener:
        """A listener for this ticket; without `after` it hears what comes from now on.

        Raises Refused 404 where the ticket's seat may not listen, 429 for one stream too many of an account,
        503 for one too many of all.
        Source: rule C-64 (najwyżej cztery strumienie jednego konta).
        """
        self._count(ticket)
        if not await self._judged(ticket):
            raise Refused(404)
        self._count(ticket)  # others may have come meanwhile
        topic = self.topics.setdefault((ticket.feed, ticket.topic), Topic((ticket.feed, ticket.topic)))
        listener = Listener(ticket, topic, -1, time.monotonic(), leave)
        self.listeners.add(listener)
        self.of_account[ticket.account] += 1
        topic.listeners += 1
        try:
            await self._known(topic)
        except BaseException:
            self.leave(listener)
            raise
        listener.position = topic.last if after is None else min(after, topic.last)
        return listener

    def leave(self, listener: Listener) -> None:
        if listener in self.listeners:
            self.listeners.remove(listener)
            self.of_account -= Counter([listener.ticket.account])
            listener.topic.listeners -= 1
            listener.topic.left_at = time.monotonic()

    def _count(self, ticket: Ticket) -> None:
        if len(self.listeners) >= IN_ALL:
            raise Refused(503)
        if self.of_account[ticket.account] >= PER_ACCOUNT:
            raise Refused(429)

    async def _known(self, topic: Topic) -> None:
        """Wait until the topic's last number is known. Raises Lost when it cannot be had."""
        if topic.last < 0:
            self.look(topic.key)
            news = topic.news
            if topic.last < 0:
                with suppress(TimeoutError):
                    await asyncio.wait_for(news.wait(), TRUSTED)
        if topic.last < 0:
            raise Lost

    # -- what is new

    async def next(self, listener: Listener, wait: float) -> bytes:
        """What follows the listener's position, as it goes on the wire; b"" when nothing came in so many seconds."""
        topic = listener.topic
        if topic.last <= listener.position:
            news = topic.news
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await news.wait()
        lines = topic.kept_after(listener.position)
        if lines is None:
            lines = await self._from_database(listener)
        if lines:
            listener.position = lines[-1][0]
        return b"".join(text for _, text in lines)

    async def _from_database(self, listener: Listener) -> list[tuple[int, bytes]]:
        try:
            lines = await self.read(asking.lines_after, *listener.topic.key, listener.position)
        except Error as fault:
            raise Lost from fault
        if not lines:  # the numbers say there is more, the table does not
            raise Lost
        return [(line.number, encoded(line)) for line in lines]

    def heard(self, payload: str) -> None:
        """The database told of something."""
        key = told(payload)
        if key in self.topics:
            self.look(key)

    def look(self, key: Key) -> None:
        """Read what is new in a topic; once for all who asked meanwhile."""
        topic = self.topics[key]
        topic.wanted = True
        if not topic.reading:
            topic.reading = True
            self.spawn(self._look(topic))

    def look_everywhere(self) -> None:
        for key in self.topics:
            self.look(key)

    async def _look(self, topic: Topic) -> None:
        try:
            while topic.wanted:
                topic.wanted = False
                if topic.last < 0:
                    await self._begin(topic)
                else:
                    lines = await self.read(asking.lines_after, *topic.key, topic.last)
                    topic.add(lines)
                    topic.wanted = topic.wanted or len(lines) == asking.MOST
        except Error:
            log.exception("lines of %s %s could not be read", *topic.key)  # the next round looks again
        finally:
            topic.reading = False

    async def _begin(self, topic: Topic) -> None:
        """The last number, and the lines before it for those who come back after a cut."""
        numbers = await self.read(asking.last_numbers, [topic.key])
        last = numbers.get(topic.key, 0)
        lines = await self.read(asking.lines_after, *topic.key, max(0, last - asking.MOST))
        topic.last = last
        topic.add(lines)
        topic.wake()

    # -- who may listen

    async def _judged(self, ticket: Ticket) -> bool:
        """Judge a newcomer, together with all who came at the same moment."""
        verdict: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self.waiting.append((ticket, verdict))
        if len(self.waiting) == 1:
            self.spawn(self._judge_waiting())
        return await verdict

    async def _judge_waiting(self) -> None:
        """One batch after another: while one is judged, the next gathers."""
        while self.waiting:
            batch = self.waiting[:]
            try:
                verdicts = await self.judge(asking.allowed, [ticket for ticket, _ in batch])
            except Exception:  # whatever broke, nobody comes in by it, and those who wait are told
                log.exception("newcomers could not be judged")
                verdicts = [False] * len(batch)
            del self.waiting[: len(batch)]
            for (_, verdict), granted in zip(batch, verdicts, strict=True):
                if not verdict.done():
                    verdict.set_result(granted)

    async def judge_all(self) -> None:
        """Show out those who may listen no more, and those of whom nobody can tell for too long."""
        everybody = list(self.listeners)
        now = time.monotonic()
        try:
            verdicts = await self.judge(asking.allowed, [one.ticket for one in everybody])
        except Error:
            log.exception("listeners could not be judged")
            verdicts = [now - one.judged_at < TRUSTED for one in everybody]
        else:
            for one in everybody:
                one.judged_at = now
        for one, granted in zip(everybody, verdicts, strict=True):
            if not granted:
                one.leave()

    # -- by the clock

    async def rounds(self) -> None:
        """Every few seconds: who may still listen, and whether the database's word of anything was missed."""
        while True:
            await asyncio.sleep(JUDGE_EVERY)
            self._forget()
            await self.judge_all()
            await self._compare()

    async def _compare(self) -> None:
        try:
            numbers = await self.read(asking.last_numbers, list(self.topics))
        except Error:
            log.exception("last numbers could not be read")
            return
        for key, topic in self.topics.items():
            if topic.last < numbers.get(key, 0):
                self.look(key)

    def _forget(self) -> None:
        now = time.monotonic()
        for key, topic in list(self.topics.items()):
            if not topic.listeners and not topic.reading and now - topic.left_at > FORGET:
                del self.topics[key]

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """A task that is kept until it is done."""
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

"""Listeners of streams without browsers: many at once, cut now and then, each keeping the numbers it was told.

A page does the same: it asks for a ticket, says which number it saw last, and comes back after a cut.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from kaganek.core.streams import PLACE

PATIENCE = 10.0  # seconds for an answer to begin
Tickets = Callable[[], str]


@dataclass
class Told:
    """One thing a listener was told."""

    number: int
    at: float  # time.time() when it came
    facts: dict[str, object]


@dataclass
class Listener:
    """Somebody who listens to one topic.

    ticket    a fresh ticket for each coming.
    last      the number seen last; where it starts.
    careless  comes back without saying where it stopped: the negative control.
    cuts      seconds between two cuts of its line, drawn around this; 0 for never.
    """

    port: int
    ticket: Tickets
    last: int = 0
    careless: bool = False
    cuts: float = 0.0
    random: random.Random = field(default_factory=lambda: random.Random(1))
    told: list[Told] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    comings: int = 0
    open: bool = False
    stop: bool = False
    first: bool = True

    @property
    def numbers(self) -> list[int]:
        return [one.number for one in self.told]

    async def listen(self) -> None:
        """Until `stop`; a refusal ends it too, since nobody lets it in again."""
        while not self.stop:
            try:
                status = await self._once()
            except (OSError, TimeoutError, asyncio.IncompleteReadError):
                status = 0
            finally:
                self.open = False
            self.statuses.append(status)
            if status in (403, 404, 429):
                return
            if not self.stop:
                await asyncio.sleep(self.random.uniform(0.02, 0.3))

    async def _once(self) -> int:
        self.comings += 1
        after = "" if self.careless and not self.first else f"?after={self.last}"
        self.first = False
        reader, writer = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", self.port), PATIENCE)
        try:
            head = f"GET {PLACE}{self.ticket()}{after} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
            writer.write(head.encode())
            answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)
            status = int(answer.split()[1])
            if status == 200:
                self.open = True
                seconds = self.random.uniform(0.3, 1.7) * self.cuts if self.cuts else None
                with suppress(TimeoutError):
                    async with asyncio.timeout(seconds):
                        await self._events(reader)
            return status
        finally:
            writer.transport.abort()

    async def _events(self, reader: asyncio.StreamReader) -> None:
        facts = b""
        while line := await reader.readline():
            if line == b"0\r\n":  # the last piece of the answer
                return
            if line.startswith(b"data: {"):
                facts = line[6:]
            elif line == b"\n" and facts:
                self._take(json.loads(facts))
                facts = b""
            if self.stop:
                return

    def _take(self, facts: dict[str, object]) -> None:
        number = int(str(facts["number"]))
        self.told.append(Told(number, time.time(), facts))
        self.last = number


def faults(listeners: list[Listener], first: int, last: int) -> list[str]:
    """What was lost, doubled or told out of order, when each should have heard all numbers from first to last."""
    wanted = list(range(first, last + 1))
    found = []
    for place, one in enumerate(listeners):
        if one.numbers == wanted:
            continue
        got = one.numbers
        found.append(
            f"listener {place}: {len(set(wanted) - set(got))} lost, {len(got) - len(set(got))} doubled,"
            f" {'in order' if got == sorted(got) else 'out of order'}"
        )
    return found


async def during(
    listeners: list[Listener],
    work: Callable[[], Awaitable[None]],
    enough: Callable[[], bool],
    patience: float = 30,
) -> None:
    """Let them listen while the work is done and until they have heard enough."""
    tasks = [asyncio.create_task(one.listen()) for one in listeners]
    try:
        await opened(listeners)
        await work()
        await until(enough, patience)
    finally:
        for one in listeners:
            one.stop = True
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def opened(listeners: list[Listener], seconds: float = 60) -> None:
    await until(lambda: all(one.open for one in listeners), seconds)


async def until(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether it came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(0.02)
    return True

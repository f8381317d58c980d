"""The line between browsers and a server: it keeps its address while servers come and go, and it can be cut."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PIECE = 2**16


class Wire:
    """Passes on what comes to `url`; `to` is the port of the server behind it."""

    def __init__(self) -> None:
        self.to = 0
        self.port = 0
        self.whole = True
        self.writers: set[asyncio.StreamWriter] = set()
        self.loop: asyncio.AbstractEventLoop
        self.over: asyncio.Event
        self.ready = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Whatever is under way is gone, and nothing more comes through."""
        self.whole = False
        self.loop.call_soon_threadsafe(self._drop)

    def mend(self) -> None:
        self.whole = True

    def _drop(self) -> None:
        for writer in self.writers:
            writer.transport.abort()

    async def serve(self) -> None:
        self.loop, self.over = asyncio.get_running_loop(), asyncio.Event()
        async with await asyncio.start_server(self._come, "127.0.0.1", 0) as server:
            self.port = server.sockets[0].getsockname()[1]
            self.ready.set()
            await self.over.wait()
            self._drop()

    async def _come(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there: asyncio.StreamWriter | None = None
        self.writers.add(writer)
        try:
            if self.whole:
                other, there = await asyncio.open_connection("127.0.0.1", self.to)
                self.writers.add(there)
                await asyncio.gather(_pass(reader, there), _pass(other, writer))
        except OSError:
            return  # nobody serves there now
        finally:
            for one in filter(None, (writer, there)):
                self.writers.discard(one)
                one.transport.abort()


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await reader.read(PIECE):
            writer.write(piece)
            await writer.drain()
    writer.close()


@contextmanager
def wire() -> Iterator[Wire]:
    made = Wire()
    thread = threading.Thread(target=lambda: asyncio.run(made.serve()), daemon=True)
    thread.start()
    made.ready.wait()
    try:
        yield made
    finally:
        made.loop.call_soon_threadsafe(made.over.set)
        thread.join(10)

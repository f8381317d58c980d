"""The door of the stream process: an address with a ticket is answered by a stream of server-sent events."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs, urlsplit

import django
from django.conf import settings
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaganek.site.settings")
django.setup()

from kaganek.core.streams import PLACE, Ticket, read_ticket  # noqa: E402 - models come after the set-up
from kaganek.site.stream.ear import listen  # noqa: E402
from kaganek.site.stream.hub import Hub, Listener, Lost, Refused  # noqa: E402

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

HEARTBEAT = 15.0  # seconds of silence after which a page is told that the line is open
STILL_HERE = (
    b"event: alive\ndata: 1\n\n"  # not a comment: a page cannot see those, nor a line that died quietly
)
SLOW = 10.0  # seconds in which a reader has to take what was sent, or it is cut and comes back
COME_BACK = (1000, 4000)  # milliseconds, drawn for each: after a restart not everybody comes at once
ALIVE = PLACE + "zdrowie"

hub = Hub()


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """ASGI: the life of the process, and its one kind of page."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http":
        await _answer(scope, receive, send)


async def _live(receive: Receive, send: Send) -> None:
    work: list[asyncio.Task[None]] = []
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            work = [hub.spawn(listen(hub)), hub.spawn(hub.rounds())]
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            for task in work:
                task.cancel()
            await send({"type": "lifespan.shutdown.complete"})
            return


async def _answer(scope: Message, receive: Receive, send: Send) -> None:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    cors = _cors(headers.get("origin", ""))
    if scope["path"] == ALIVE:
        await _short(send, 200, "ok", cors)
    elif cors is None:
        await _short(send, 403, "zły adres strony", [])
    elif scope["method"] != "GET":
        await _short(send, 405, "", [*cors, (b"allow", b"GET")])
    else:
        ticket = read_ticket(scope["path"].removeprefix(PLACE), at=timezone.now())
        after = _after(headers, scope["query_string"])
        await _stream(ticket, after, cors, receive, send)


async def _stream(
    ticket: Ticket | None, after: int | None, cors: Headers, receive: Receive, send: Send
) -> None:
    """Let the holder of a ticket in, or say why not."""
    task: Any = asyncio.current_task()
    try:
        if ticket is None:
            raise Refused(404)
        listener = await hub.join(ticket, after, task.cancel)
    except Refused as refusal:
        await _short(send, refusal.status, "", cors)
    except Lost:
        await _short(send, 503, "", cors)
    else:
        await _serve(listener, task, cors, receive, send)


async def _serve(listener: Listener, task: Any, cors: Headers, receive: Receive, send: Send) -> None:
    """The whole life of one stream; it ends when the reader goes, is shown out, or takes too little too slowly."""
    watch = hub.spawn(_gone(receive, task))
    try:
        await send(_start(200, [*cors, *STREAMING]))
        await _pour(listener, send)
    except asyncio.CancelledError:
        task.uncancel()
    except (TimeoutError, Lost):
        pass  # it comes back, and says where it stopped
    finally:
        watch.cancel()
        hub.leave(listener)
        await _end(send)


async def _pour(listener: Listener, send: Send) -> None:
    """Send what comes, as long as it is taken. Raises TimeoutError for a slow reader."""
    piece = f"retry: {random.randint(*COME_BACK)}\n\n".encode()  # noqa: S311 - no secret
    while True:
        async with asyncio.timeout(SLOW):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        piece = await hub.next(listener, HEARTBEAT) or STILL_HERE


async def _gone(receive: Receive, reader: asyncio.Task[None]) -> None:
    """End the reader's task when its browser goes away."""
    while (await receive())["type"] != "http.disconnect":
        pass
    reader.cancel()


async def _end(send: Send) -> None:
    with suppress(TimeoutError, OSError):
        async with asyncio.timeout(1):
            await send({"type": "http.response.body", "body": b"", "more_body": False})


# -- words of HTTP

GUARDED: Headers = [
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"vary", b"origin"),
]
STREAMING: Headers = [
    *GUARDED,
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"x-accel-buffering", b"no"),  # nginx passes each event on at once
    (b"connection", b"close"),  # nothing follows on it
]


def _cors(origin: str) -> Headers | None:
    """The header that lets our own pages read the answer; None for a page of anybody else."""
    if not origin:
        return []
    return (
        [(b"access-control-allow-origin", origin.encode())] if origin == _origin(settings.BASE_URL) else None
    )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _after(headers: MutableMapping[str, str], query: bytes) -> int | None:
    """The number of the last event that the reader has: what its browser says when it comes back, or its page."""
    asked = parse_qs(query.decode("latin-1")).get("after", [""])[0]
    said = headers.get("last-event-id", "") or asked
    return int(said) if said.isascii() and said.isdigit() and len(said) < 16 else None


def _start(status: int, headers: Iterable[tuple[bytes, bytes]]) -> Message:
    return {"type": "http.response.start", "status": status, "headers": list(headers)}


async def _short(send: Send, status: int, text: str, cors: Headers | None) -> None:
    plain = [*GUARDED, *(cors or []), (b"content-type", b"text/plain; charset=utf-8")]
    await send(_start(status, plain))
    await send({"type": "http.response.body", "body": text.encode(), "more_body": False})

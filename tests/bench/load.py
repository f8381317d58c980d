"""The load generator: raw sockets and one loop in a process of its own, so that it costs the server little.

Reads its task, one line of JSON, from standard input:

{"port", "seconds", "warmup", "connections": [[FLOW, …], …], "repeat"}
FLOW = [{"request": base64, "expect": [200], "take": regular expression or ""}, …]

Says "ready" after warming up, waits for a line, and writes what it measured as JSON. One flow is
what is timed: a page, or a whole quiz. Each connection walks through its own flows in
turn; what `take` finds in a head replaces `{taken}` in the requests after it.
"""

from __future__ import annotations

import base64
import json
import re
import resource
import selectors
import socket
import sys
import time
from dataclasses import dataclass, field
from typing import Any

HOLE = b"{taken}"


@dataclass
class Step:
    request: bytes
    expect: frozenset[int]
    take: re.Pattern[bytes] | None


@dataclass
class Measured:
    times: list[float] = field(default_factory=list)
    requests: int = 0
    received: int = 0
    faults: int = 0
    first_fault: str = ""


class Answer:
    """Bytes of one answer as they come; `complete` when all are there."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.body_at = -1
        self.length: int | None = None
        self.looked = 0

    def feed(self, more: bytes) -> bool:
        self.data += more
        if self.body_at < 0:
            at = self.data.find(b"\r\n\r\n")
            if at < 0:
                return False
            self.body_at = self.looked = at + 4
            found = re.search(rb"(?i)\r\ncontent-length: *(\d+)", bytes(self.data[:at]))
            self.length = int(found[1]) if found else None
            if self.status in (204, 304):
                self.length = 0
        if self.length is not None:
            return len(self.data) - self.body_at >= self.length
        return self._chunks_end()

    def _chunks_end(self) -> bool:
        while True:
            line = self.data.find(b"\r\n", self.looked)
            if line < 0:
                return False
            size = int(bytes(self.data[self.looked : line]).split(b";")[0], 16)
            after = line + 2 + size + 2
            if len(self.data) < after:
                return False
            if size == 0:
                return True
            self.looked = after

    @property
    def status(self) -> int:
        return int(self.data[9:12])

    @property
    def head(self) -> bytes:
        return bytes(self.data[: self.body_at])


class Visitor:
    """One connection walking through its flows."""

    def __init__(self, port: int, flows: list[list[Step]], *, repeat: bool) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.settimeout(60)
        self.flows, self.repeat = flows, repeat
        self.flow = self.step = 0
        self.taken = b""
        self.began = 0.0
        self.answer = Answer()
        self.done = not flows

    def ask(self) -> None:
        if self.step == 0:
            self.began = time.perf_counter()
        self.answer = Answer()
        self.socket.sendall(self.flows[self.flow][self.step].request.replace(HOLE, self.taken))

    def hear(self, into: Measured) -> bool:
        """Take what has come; True at the end of an answer, when the next request is due."""
        more = self.socket.recv(262144)
        if not more:
            raise ConnectionError("the server closed the connection")
        if not self.answer.feed(more):
            return False
        self._judge(into)
        self.step += 1
        if self.step == len(self.flows[self.flow]):
            into.times.append(time.perf_counter() - self.began)
            self.step, self.taken = 0, b""
            self.flow = (self.flow + 1) % len(self.flows)
            self.done = not self.repeat and self.flow == 0
        return True

    def _judge(self, into: Measured) -> None:
        step = self.flows[self.flow][self.step]
        into.requests += 1
        into.received += len(self.answer.data)
        if self.answer.status not in step.expect:
            into.faults += 1
            into.first_fault = into.first_fault or bytes(self.answer.data[:1500]).decode(errors="replace")
        if step.take and (found := step.take.search(self.answer.head)):
            self.taken = found[1]


def measure(visitors: list[Visitor], seconds: float) -> tuple[Measured, float]:
    """Let every visitor ask until time is up (what is begun is finished) or the flows are used up."""
    measured = Measured()
    began = time.perf_counter()
    with selectors.DefaultSelector() as watch:
        for one in visitors:
            if not one.done:
                watch.register(one.socket, selectors.EVENT_READ, one)
                one.ask()
        while watch.get_map():
            for key, _ in watch.select():
                one = key.data
                if not one.hear(measured):
                    continue
                over = one.step == 0 and time.perf_counter() >= began + seconds
                if one.done or over:
                    watch.unregister(one.socket)
                else:
                    one.ask()
    return measured, time.perf_counter() - began


def quantile(times: list[float], share: float) -> float:
    return times[min(len(times) - 1, int(len(times) * share))] if times else 0.0


def main() -> None:
    task: dict[str, Any] = json.loads(sys.stdin.readline())
    visitors = [
        Visitor(task["port"], [_flow(flow) for flow in flows], repeat=task["repeat"])
        for flows in task["connections"]
    ]
    if task["warmup"]:
        measure(visitors, task["warmup"])
    used = resource.getrusage(resource.RUSAGE_SELF)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    measured, wall = measure(visitors, task["seconds"])
    now = resource.getrusage(resource.RUSAGE_SELF)
    times = sorted(measured.times)
    facts = {
        "flows": len(times),
        "requests": measured.requests,
        "received": measured.received,
        "faults": measured.faults,
        "first_fault": measured.first_fault,
        "wall": wall,
        "cpu": now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime,
        "p50": quantile(times, 0.5),
        "p95": quantile(times, 0.95),
    }
    json.dump(facts, sys.stdout)


def _flow(steps: list[dict[str, Any]]) -> list[Step]:
    return [
        Step(
            base64.b64decode(step["request"]),
            frozenset(step["expect"]),
            re.compile(step["take"].encode()) if step["take"] else None,
        )
        for step in steps
    ]


if __name__ == "__main__":
    main()

"""Chats under load: 500 people listen in 20 rooms, 50 lines a second are written, their connections are cut now and then.

    python -m tests.bench.chat [--seconds 30] [--readers 500] [--rooms 20] [--rate 50]

Writers say lines by the deed itself, each in its own seat and transaction; listeners come with tickets as pages do. A
line's time runs from before the deed to the moment a listener has it. The floor, in the same run: NOTIFY on one
connection to one listener, with nothing of ours in between. Figures: docs/reference/benchmarks.md.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import statistics
import sys
import threading
import time
from pathlib import Path
from random import Random
from typing import Any

from tests import settings  # noqa: F401  names the state directory before Django reads it

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

import psycopg  # noqa: E402

from tests import databases  # noqa: E402
from tests.bench import machine  # noqa: E402
from tests.faults.talk import Hall, Writers, hall  # noqa: E402
from tests.listeners import Listener, faults, until  # noqa: E402
from tests.live import Live, stream_server  # noqa: E402

MUST_P95 = 300.0  # ms; the figure
HANDS = 4  # threads that write


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--readers", type=int, default=500)
    parser.add_argument("--rooms", type=int, default=20)
    parser.add_argument("--rate", type=float, default=50, help="lines a second, in all rooms together")
    parser.add_argument(
        "--cuts", type=float, default=20, help="seconds between two cuts of one listener; 0 for none"
    )
    parser.add_argument("--port", type=int)
    options = parser.parse_args()
    with hall("bench_chat", rooms=options.rooms, people=max(options.readers // 3, 1)) as made:
        facts = machine.facts(databases.cluster())
        floor = notify_floor(
            databases.cluster().url(made.database), int(min(options.seconds, 10) * options.rate), options.rate
        )
        with stream_server(made.database, port=options.port) as live:
            found = measured(made, live, options)
    print(json.dumps(facts | {"floor": floor} | found, ensure_ascii=False, indent=1))
    return 0 if found["lost, doubled or out of order"] == [] and found["p95 ms"] <= MUST_P95 else 1


def measured(made: Hall, live: Live, options: argparse.Namespace) -> dict[str, Any]:
    """One run: listeners in, lines written, what came of it."""
    people = made.listeners(live.port, options.readers, cuts=options.cuts)
    before = [made.last(room) for room in range(options.rooms)]
    for place, one in enumerate(people):
        one.last = before[made.room_of(place)]
    worker = _worker(live.pid)
    empty = _memory(worker)
    began: dict[str, Any] = {}
    lines = int(options.seconds * options.rate)
    # in a process of their own, or the writers would wait for the listeners
    forked = multiprocessing.get_context("fork")
    go = forked.Event()
    writers = forked.Process(target=_write, args=(made, lines, options.rate, go))
    writers.start()

    async def run() -> None:
        tasks = [asyncio.create_task(one.listen()) for one in people]
        start = time.monotonic()
        await until(lambda: all(one.open or one.statuses for one in people), 120)
        began["all in after s"] = round(time.monotonic() - start, 2)
        began["memory"] = _memory(worker)
        began["cpu"] = machine.used(live.pid, live.pid).web
        start = time.monotonic()
        go.set()
        while writers.is_alive():
            await asyncio.sleep(0.1)
        began["lines a second"] = round(lines / (time.monotonic() - start), 1)
        last = [made.last(room) for room in range(options.rooms)]
        await until(lambda: all(one.last >= last[made.room_of(p)] for p, one in enumerate(people)), 30)
        began["cpu"] = machine.used(live.pid, live.pid).web - began["cpu"]
        began["memory after"] = _memory(worker)
        for one in people:
            one.stop = True
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(run())
    wrong = [
        fault
        for place, one in enumerate(people)
        for fault in faults([one], before[made.room_of(place)] + 1, made.last(made.room_of(place)))
    ]
    times = sorted(ms for one in people for ms in _times(one))
    live_times = sorted(ms for one in people for ms in _times(one) if ms < 1000)
    return {
        "readers": len(people), "rooms": options.rooms, "lines": lines, "deliveries": len(times),
        "cuts": sum(one.comings for one in people) - len(people),
        "lost, doubled or out of order": wrong[:5],
        "p50 ms": _share(times, 0.5), "p95 ms": _share(times, 0.95), "p99 ms": _share(times, 0.99),
        "most ms": round(times[-1], 1) if times else None, "over a second": len(times) - len(live_times),
        "all in after s": began["all in after s"], "lines a second": began["lines a second"],
        "stream process MB": round(began["memory after"] / 2**20, 1), "empty MB": round(empty / 2**20, 1),
        "KB per reader": round((began["memory"] - empty) / 1024 / len(people), 1),
        "CPU share of one core": round(began["cpu"] / (lines / options.rate), 3),
    }  # fmt: skip


def _write(made: Hall, lines: int, rate: float, go: Any) -> None:
    go.wait()
    Writers(made, per_second=rate, hands=HANDS).write(lines)


def _times(one: Listener) -> list[float]:
    """Milliseconds from before the deed to here, of each line told; the writer put its clock into the words."""
    return [(told.at - float(str(told.facts["text"]).rpartition(" ")[2])) * 1000 for told in one.told]


def _share(sorted_times: list[float], share: float) -> float:
    return round(sorted_times[int(share * (len(sorted_times) - 1))], 1) if sorted_times else 0.0


def notify_floor(url: str, count: int, rate: float) -> dict[str, float]:
    """The database's own word, from before NOTIFY to one listener, committed one by one at the same pace."""
    heard: list[float] = []
    ready = threading.Event()

    def listen() -> None:
        with psycopg.connect(url, autocommit=True) as ear:
            ear.execute("LISTEN bench_floor")
            ready.set()
            for note in ear.notifies(timeout=30, stop_after=count):
                heard.append((time.time() - float(note.payload)) * 1000)

    thread = threading.Thread(target=listen)
    thread.start()
    ready.wait()
    moment = Random(1)
    with psycopg.connect(url, autocommit=True) as mouth:
        for _ in range(count):
            mouth.execute("SELECT pg_notify('bench_floor', %s)", [str(time.time())])
            time.sleep(moment.uniform(0.5, 1.5) / rate)
    thread.join(40)
    heard.sort()
    return {
        "p50 ms": _share(heard, 0.5),
        "p95 ms": _share(heard, 0.95),
        "mean ms": round(statistics.mean(heard), 2),
    }


def _worker(parent: int) -> int:
    """The process that holds the streams: granian's only child."""
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            try:
                fields = (path / "stat").read_text().rpartition(")")[2].split()
                command = (path / "cmdline").read_bytes()
            except OSError:
                continue
            if int(fields[1]) == parent and b"resource_tracker" not in command:
                return int(path.name)
    raise RuntimeError("the stream process has no worker")


def _memory(pid: int) -> int:
    """Bytes of its own: what is shared with nobody."""
    words = (Path("/proc") / str(pid) / "smaps_rollup").read_text()
    return sum(int(line.split()[1]) * 1024 for line in words.splitlines() if line.startswith("Private_"))


if __name__ == "__main__":
    sys.exit(main())

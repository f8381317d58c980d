"""`python -m tests.bench.reports [--size d250k]`: reports of a whole project: first pages with totals, whole exports.

The figures to keep at d250k: a page in 2 s, a file in 60 s, 300 MB of memory at most in the web process that sends it.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from tests import settings  # noqa: F401  names the state directory before Django reads it

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from tests.bench.client import AGENT  # noqa: E402
from tests.bench.stage import Stage, stage  # noqa: E402

MUST_PAGE, MUST_FILE, MUST_MB = 2.0, 60.0, 300
PAGES = (
    "/raporty/projekt/?projekt=R01",
    "/raporty/pulpit/",
    "/raporty/postep/",
    "/raporty/postep/?grupuj=urzad",
    "/raporty/terminy/",
    "/raporty/aktywnosc/",
    "/wskazniki/",
)
FILES = ("/raporty/projekt/osoby.csv?projekt=R01", "/raporty/postep.csv", "/raporty/osiagniecia.csv")
ROUNDS = 3


@dataclass
class Watch:
    """The most memory, in MB, that any web process had of its own while something went on."""

    pid: int
    most: float = 0.0
    over: bool = False

    def __enter__(self) -> Watch:
        self.thread = threading.Thread(target=self._look)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over = True
        self.thread.join()

    def _look(self) -> None:
        while not self.over:
            self.most = max([self.most, *(memory(pid) for pid in workers(self.pid))])
            time.sleep(0.2)


def workers(top: int) -> list[int]:
    """The process and all that it has started."""
    found, waiting = [], [top]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        tasks = Path(f"/proc/{pid}/task")
        for task in tasks.iterdir() if tasks.is_dir() else ():
            children = task / "children"
            waiting += [int(word) for word in children.read_text().split()] if children.is_file() else []
    return found


def memory(pid: int) -> float:
    """MB of its own: what is shared with nobody."""
    try:
        words = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:  # it has ended meanwhile
        return 0.0
    return sum(int(line.split()[1]) for line in words.splitlines() if line.startswith("Private_")) / 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="d3300", help="d33, d3300 or d250k")
    parser.add_argument("--port", type=int)
    options = parser.parse_args()
    with stage(options.size, port=options.port) as made:
        rows = [page(made, path) for path in PAGES] + [file(made, path) for path in FILES]
    for row in rows:
        print(json.dumps(row, ensure_ascii=False))
    return 0 if all(row["must"] for row in rows) else 1


def page(made: Stage, path: str) -> dict[str, object]:
    """The slowest of some rounds, after one that warms up."""
    browser = made.browser("k01")
    times = []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        reply = browser.get(path)
        times.append(time.perf_counter() - began)
        if reply.status != 200:
            raise RuntimeError(f"{reply.status} at {path}")
    worst = max(times[1:])
    return {
        "page": path,
        "first s": round(times[0], 2),
        "slowest s": round(worst, 2),
        "must": worst <= MUST_PAGE,
    }


def file(made: Stage, path: str) -> dict[str, object]:
    """One file, read as it comes and thrown away."""
    cookies = made.browser("k01").cookies
    headers = {"User-Agent": AGENT, "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    connection = http.client.HTTPConnection("127.0.0.1", made.port, timeout=600)
    with Watch(made.live.pid) as watch:
        began = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        first = time.perf_counter() - began
        size = lines = 0
        while piece := answer.read(1 << 16):
            size, lines = size + len(piece), lines + piece.count(b"\n")
        took = time.perf_counter() - began
    if answer.status != 200:
        raise RuntimeError(f"{answer.status} at {path}")
    return {
        "file": path, "lines": lines, "MB": round(size / 2**20, 1), "first byte s": round(first, 2), "seconds": round(took, 1),
        "web process MB": round(watch.most), "must": took <= MUST_FILE and watch.most <= MUST_MB,
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())

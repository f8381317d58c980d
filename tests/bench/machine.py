"""The machine and its processes: who used how much of it."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path

import psycopg

from kaganek.lib.postgres import Cluster

TICKS = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")
DURABLE = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers")


@dataclass(frozen=True)
class Used:
    """CPU seconds of the web processes and of the database's."""

    web: float
    database: float

    def since(self, before: Used) -> Used:
        return Used(self.web - before.web, self.database - before.database)


def _times() -> dict[int, tuple[int, float]]:
    """process id → (parent, CPU seconds, those of its ended children included)"""
    found = {}
    for path in PROC.iterdir():
        if not path.name.isdigit():
            continue
        try:
            words = (path / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        found[int(path.name)] = (int(words[1]), sum(map(int, words[11:15])) / TICKS)
    return found


def used(web: int, database: int) -> Used:
    """Of the process trees that these two lead."""
    times = _times()
    return Used(_tree(web, times), _tree(database, times))


def _tree(top: int, times: dict[int, tuple[int, float]]) -> float:
    children = [pid for pid, (parent, _) in times.items() if parent == top]
    return times.get(top, (0, 0.0))[1] + sum(_tree(child, times) for child in children)


def facts(cluster: Cluster) -> dict[str, str]:
    """What the figures were measured on."""
    model = _line("/proc/cpuinfo", "model name") or platform.machine()
    memory = int((_line("/proc/meminfo", "MemTotal") or "0 kB").split()[0]) / 2**20
    with psycopg.connect(cluster.url("postgres")) as connection:
        said = {name: connection.execute(f"SHOW {name}").fetchone()[0] for name in DURABLE}  # type: ignore[index]
    return {
        "cpu": f"{os.cpu_count()} × {model}",
        "memory": f"{memory:.1f} GB",
        "system": platform.platform(),
        "python": platform.python_version(),
        "postgresql": " ".join(f"{name}={value}" for name, value in said.items()),
        "load before": " ".join(f"{one:.1f}" for one in os.getloadavg()),
    }


def _line(path: str, name: str) -> str:
    lines = Path(path).read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")

"""The real server in a test: granian on a database of its own.

with databases.clone("x") as name, live_server(name) as server:
    page.goto(server.url + "/logowanie/")
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from tests import databases

START_WITHIN = 60.0  # seconds; a busy machine is slow


@dataclass
class Live:
    """A server that answers at `url`; `pid` leads its own process group, `log` holds what it printed."""

    url: str
    port: int
    pid: int
    log: Path
    database: str


@contextmanager
def inside(database: str) -> Iterator[None]:
    """Point this process's own connection at `database`, to put people and courses into it."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def live_server(
    database: str, *, port: int | None = None, workers: int = 1, **environment: str
) -> Iterator[Live]:
    """Serve `database` until the block ends; static files come from the sources, with no build step.

    workers     processes: one for a walk, more where people press at the same moment.
    """
    port = port or free_port()
    log = databases.state() / f"live-{port}.log"
    env = databases.environment(database) | {
        "KAGANEK_BASE_URL": f"http://127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "tests.live_settings",
        "KAGANEK_STATIC": "django.contrib.staticfiles.storage.StaticFilesStorage",
        "KAGANEK_DB_POOL": "1",
    }
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"),
        *("--port", str(port), "--workers", str(workers), "--blocking-threads", "4"),
        "kaganek.site.wsgi:application",
    ]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, env=env | environment, cwd=databases.ROOT, stdout=out, stderr=out, start_new_session=True
        )
    server = Live(f"http://127.0.0.1:{port}", port, process.pid, log, database)
    try:
        _wait(server, process)
        yield server
    finally:
        end(process)


@contextmanager
def worker(database: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """The product's worker on `database` until the block ends; it leads a process group of its own."""
    log = databases.state() / f"worker-{database}.log"
    command = [sys.executable, "-m", "kaganek.site.cli", "worker", "--concurrency", "1"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, env=databases.environment(database) | environment, cwd=databases.ROOT, stdout=out,
            stderr=out, start_new_session=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        end(process)


@contextmanager
def stream_server(
    database: str, *, port: int | None = None, base: str = "http://127.0.0.1:8000", **environment: str
) -> Iterator[Live]:
    """The product's stream process on `database`, for pages of the address `base`, until the block ends."""
    port = port or free_port()
    log = databases.state() / f"stream-{port}.log"
    command = [sys.executable, "-m", "kaganek.site.cli", "stream", "--port", str(port)]
    env = databases.environment(database) | {"KAGANEK_BASE_URL": base} | environment
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, env=env, cwd=databases.ROOT, stdout=out, stderr=out, start_new_session=True
        )
    server = Live(f"http://127.0.0.1:{port}", port, process.pid, log, database)
    try:
        _wait(server, process, "/strumien/zdrowie")
        yield server
    finally:
        end(process)


def _wait(server: Live, process: subprocess.Popen[bytes], page: str = "/zdrowie/gotowy") -> None:
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{server.url}{page}", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{server.log.read_text()[-3000:]}")


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process with a group of its own to stop, and end by force what is left of the group."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # workers that outlived their parent
    process.wait(10)

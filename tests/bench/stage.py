"""The database, the server and the people that a measurement needs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from kaganek.site.dataset import PASSWORD
from tests import databases
from tests.bench import machine
from tests.bench.client import Browser
from tests.live import Live, live_server

SEED = 1


def folder() -> Path:
    """Where built static files and recorded conversations lie."""
    made = databases.state() / "bench"
    made.mkdir(parents=True, exist_ok=True)
    return made


def dataset(size: str) -> str:
    """Name of the database that holds the data set, built when this state of the code has none."""
    paths = [
        *(databases.SRC / "site" / "dataset").glob("*.py"),
        *(databases.SRC / "site" / "demo").rglob("*.json"),
    ]
    return databases.filled(f"bench_{size}", lambda database: _fill(database, size), by=paths)


def _fill(database: str, size: str) -> None:
    options = ("--size", size, "--seed", str(SEED), "--json")
    databases.run(database, "-m", "kaganek.site.cli", "dataset", *options)
    with psycopg.connect(databases.cluster().url(database), autocommit=True) as owner:
        owner.execute("VACUUM (ANALYZE)")  # as the database does by itself within minutes


@dataclass
class Stage:
    """A running server on a copy of a data set."""

    live: Live
    postmaster: int
    browsers: dict[tuple[str, int], Browser] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def port(self) -> int:
        return self.live.port

    def rows(self, query: str, *values: Any) -> list[Any]:
        """Straight from the tables, past every wall: the bench looks up ids and prepares."""
        with psycopg.connect(databases.cluster().url(self.live.database), autocommit=True) as connection:
            cursor = connection.execute(query, values or None)
            return cursor.fetchall() if cursor.description else []

    def browser(self, login: str, number: int = 0) -> Browser:
        """A signed-in session; the same login may hold several."""
        key = (login, number)
        if key not in self.browsers:
            self.browsers[key] = Browser(self.port).sign_in(login, PASSWORD)
        return self.browsers[key]

    def stranger(self) -> Browser:
        """A browser that nobody has signed in with."""
        return Browser(self.port)

    def used(self) -> machine.Used:
        return machine.used(self.live.pid, self.postmaster)


@contextmanager
def stage(size: str, *, port: int | None = None) -> Iterator[Stage]:
    """Serve a copy of the data set until the block ends."""
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "KAGANEK_STATIC": "kaganek.site.static.Storage",
        "KAGANEK_BENCH_DIR": str(folder()),
    }
    with databases.clone(f"bench_{os.getpid()}_{size}", source=dataset(size)) as name:
        _build_static(name, environment)
        with live_server(name, port=port, workers=2, **environment) as live:
            lock = databases.cluster().data_dir / "postmaster.pid"
            yield Stage(live, int(lock.read_text().split()[0]))


def _build_static(database: str, environment: dict[str, str]) -> None:
    words = (
        "import django; django.setup();"
        "from kaganek.site.commands.prepare import collect_static; collect_static()"
    )
    databases.run(database, "-c", words, **environment)

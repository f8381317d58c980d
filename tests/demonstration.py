"""The demonstration as people meet it: its data in a database of its own, the real server and the worker.

with demonstration.running("journey_country") as server:
    page.goto(server.url + "/logowanie/")
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from tests import databases
from tests.live import Live, free_port, live_server, worker

DEMO = {"KAGANEK_DEMO": "1"}


def template() -> str:
    """Name of the database with today's demonstration, loaded if this state of the code has none."""
    today = datetime.now(UTC).strftime("%m%d")  # deadlines are counted from the day of loading
    return databases.filled("demo", _fill, by=databases.of_site(), day=today)


def _fill(database: str) -> None:
    databases.run(database, "-m", "kaganek.site.cli", "demo-data", **DEMO)


@contextmanager
def running(name: str, *, port: int | None = None) -> Iterator[Live]:
    """A copy of the demonstration, served, with the worker that sends its letters."""
    port = port or free_port()
    base = {"KAGANEK_BASE_URL": f"http://127.0.0.1:{port}"}
    with (
        databases.clone(name, source=template()) as database,
        worker(database, **DEMO, **base),
        live_server(database, port=port, **DEMO) as server,
    ):
        yield server

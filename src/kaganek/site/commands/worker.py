"""`kaganek worker`: the process that does the background jobs."""

from __future__ import annotations

import argparse
import logging
import threading

from django.db import Error, connection
from procrastinate.contrib.django import app

from kaganek.core.jobs import rescue_stalled

RESCUE_EVERY = 15.0  # seconds

log = logging.getLogger(__name__)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--concurrency", type=int, default=2, metavar="N", help="zadania naraz (domyślnie 2)")


def run(options: argparse.Namespace) -> int:
    """Do jobs until told to stop; what is begun gets a few seconds to finish, then goes back to the queue."""
    stopped = threading.Event()
    rescuer = threading.Thread(target=_rescue, args=(stopped,), daemon=True)
    rescuer.start()
    try:
        with app.replace_connector(app.connector.get_worker_connector()) as queue:
            queue.run_worker(concurrency=options.concurrency, shutdown_graceful_timeout=5.0)
    finally:
        stopped.set()
        rescuer.join(timeout=2)
    return 0


def _rescue(stopped: threading.Event) -> None:
    """Put jobs of dead workers back into the queue, now and every quarter of a minute."""
    while True:
        try:
            rescue_stalled()
        except Error:
            log.exception("could not look for stalled jobs")
        finally:
            connection.close()
        if stopped.wait(RESCUE_EVERY):
            return

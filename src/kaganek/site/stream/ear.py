"""Hearing the database: LISTEN on one connection of its own, begun again whenever it breaks."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import psycopg
from django.db import connection
from psycopg import sql

from kaganek.core.streams import CHANNEL, LISTENER
from kaganek.site.stream.hub import Hub

AGAIN = 1.0  # seconds before the next try
OURS = {
    "application_name": LISTENER,  # `kaganek doctor` looks for it
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
THEIRS = ("host", "port", "user", "password", "dbname", "options")

log = logging.getLogger(__name__)


async def listen(hub: Hub) -> None:
    """Hear until cancelled. What was said while nobody heard is found by its numbers."""
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(**_parameters(), autocommit=True) as ear:
                await ear.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
                hub.look_everywhere()
                async for note in ear.notifies():
                    hub.heard(note.payload)
        except (psycopg.Error, OSError) as fault:
            log.warning("the database is not heard: %s", fault)
        await asyncio.sleep(AGAIN)


def _parameters() -> dict[str, Any]:
    """Where the database is, as Django says; the rest is Django's own."""
    said: dict[str, Any] = connection.get_connection_params()
    return {name: value for name, value in said.items() if name in THEIRS or name.startswith("ssl")} | OURS

"""`kaganek prepare`: the database and the static files, brought up to this version."""

from __future__ import annotations

import argparse
import gc
import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from psycopg import sql

from kaganek.lib.postgres import Cluster
from kaganek.site.configuration import state_dir
from kaganek.site.installation import code_fingerprint


def arguments(parser: argparse.ArgumentParser) -> None:
    """None of its own."""


def run(options: argparse.Namespace) -> int:
    """Create the database, migrate it, collect static files; done twice it changes nothing."""
    fingerprint = code_fingerprint()
    gc.set_threshold(50_000, 20, 100)  # migrating builds many models: a quarter of its time was collecting
    with ThreadPoolExecutor(1) as beside:
        static = beside.submit(collect_static)  # compressing and migrating each keep a core busy
        prepare_database()
        static.result()
    if not os.environ.get("DATABASE_URL"):
        (state_dir() / "pg" / "prepared").write_text(fingerprint)
    return 0


def prepare_database() -> None:
    if not os.environ.get("DATABASE_URL"):
        create_database(settings.DATABASES["default"]["NAME"])
    call_command("migrate", interactive=False, verbosity=0)


def create_database(name: str) -> None:
    """Create a database in our own cluster unless it is there."""
    with psycopg.connect(Cluster(state_dir() / "pg").url("postgres"), autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def collect_static() -> None:
    """Gather and compress the static files, unless those of the last time are still the same."""
    mark = Path(settings.STATIC_ROOT) / "made-from"
    sources = static_fingerprint()
    if mark.exists() and mark.read_text() == sources:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(sources)


def static_fingerprint() -> str:
    files = sorted(
        f"{name} {storage.get_modified_time(name).timestamp()} {storage.size(name)}"
        for finder in get_finders()
        for name, storage in finder.list([])
    )
    return hashlib.sha256("\n".join(files).encode()).hexdigest()

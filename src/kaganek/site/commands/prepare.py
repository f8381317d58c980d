"""`kaganek prepare`: the database and the static files, brought up to this version."""

from __future__ import annotations

import argparse
import os

import psycopg
from django.conf import settings
from django.core.management import call_command
from psycopg import sql

from kaganek.lib.postgres import Cluster
from kaganek.site.installation import code_fingerprint, state_dir


def arguments(parser: argparse.ArgumentParser) -> None:
    """None of its own."""


def run(options: argparse.Namespace) -> int:
    """Create the database, migrate it, collect static files; done twice it changes nothing."""
    fingerprint = code_fingerprint()
    if not os.environ.get("DATABASE_URL"):
        create_database(settings.DATABASES["default"]["NAME"])
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if not os.environ.get("DATABASE_URL"):
        (state_dir() / "pg" / "prepared").write_text(fingerprint)
    return 0


def create_database(name: str) -> None:
    """Create a database in our own cluster unless it is there."""
    with psycopg.connect(Cluster(state_dir() / "pg").url("postgres"), autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))

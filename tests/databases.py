"""Databases for tests: one template per state of the migrations, cloned for whoever needs one.

A clone takes a fraction of a second; the template is built once, by the same `migrate` that an
installation runs.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from kaganek.lib.postgres import Cluster

# What a throw-away database need not survive; tests of durability start servers of their own, or kill no
# database. KAGANEK_DURABLE, set by the bench, takes a server as an installation has it.
HASTY = {"fsync": "off", "full_page_writes": "off"}
# Migrations make and drop thousands of classes; looking for them among all others takes longer than keeping them.
MIGRATE = """import gc; gc.disable()
from django.core.management import call_command
import django; django.setup(); call_command("migrate", verbosity=0)"""
ROOT = Path(__file__).resolve().parents[1]
SRC = ROOT / "src" / "kaganek"


def state() -> Path:
    return Path(os.environ["KAGANEK_STATE"])


def cluster() -> Cluster:
    """The test cluster, running; a command of the product that ends does not stop it."""
    found = Cluster(state() / "pg", settings={} if "KAGANEK_DURABLE" in os.environ else HASTY)
    found.start()
    found.pin()
    return found


def _admin(server: Cluster) -> psycopg.Connection:
    return psycopg.connect(server.url("postgres"), autocommit=True)


def _digest() -> str:
    """Of everything that shapes tables, rights and policies."""
    wanted = [
        *SRC.glob("*/migrations/*.py"),
        *SRC.glob("*/models.py"),
        *SRC.glob("*/models/*.py"),
        *SRC.glob("*/queries/audiences.py"),
    ]
    wanted += [SRC / "core" / name for name in ("rls.py", "scoping.py", "dbroles.py")]
    wanted += [SRC / "site" / "settings.py"]
    text = b"".join(path.read_bytes() for path in sorted(wanted))
    return hashlib.sha256(text).hexdigest()[:12]


def template() -> str:
    """Name of the migrated template database, built if this state of the code has none yet."""
    name = f"template_{_digest()}"
    build_once(name, source=None, fill=_migrate)
    return name


def build_once(name: str, *, source: str | None, fill: Callable[[str], None]) -> None:
    """A database called `name`, made from `source` and filled, unless it is there already.

    It gets its name only when it is complete; two test processes at once make one.
    """
    server = cluster()
    with (state() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with _admin(server) as admin:
            if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return
            draft = f"{name}_draft"
            _create(admin, draft, source)
            fill(draft)
            admin.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(name))
            )


def _create(admin: psycopg.Connection, name: str, source: str | None) -> None:
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    like = sql.SQL(" TEMPLATE {}").format(sql.Identifier(source)) if source else sql.SQL("")
    with (state() / "copying.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a template may have no other reader while it is copied
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)) + like)


def _migrate(database: str) -> None:
    run(database, "-c", MIGRATE, KAGANEK_DB_OWNER="1")


def filled(kind: str, fill: Callable[[str], None], *, by: Iterable[Path], day: str = "") -> str:
    """Name of a copy of the template that `fill` has filled, built if this state of the code has none.

    kind    what is in it; the first part of the name.
    by      the files that say what is in it, besides those that shape the tables.
    day     where the content depends on the day of filling.
    """
    source = template()
    mark = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(by))).hexdigest()[:8]
    name = "_".join(filter(None, (kind, source.removeprefix("template_"), mark, day)))
    build_once(name, source=source, fill=fill)
    return name


def of_site() -> Iterator[Path]:
    """The files that make up the demonstration and the data sets, and all beside them."""
    return (path for path in (SRC / "site").rglob("*") if path.suffix in (".py", ".json", ".gift"))


def run(database: str, *words: str, **more: str) -> str:
    """Python with these words, as a process of the product that works on `database`; what it printed.

    more    further names of its environment.
    """
    done = subprocess.run(
        [sys.executable, *words],
        env=environment(database) | more,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return done.stdout


def environment(database: str) -> dict[str, str]:
    """The environment of a process of the product that works on `database`."""
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "kaganek.site.settings",
        "PYTHONPATH": path,
        "KAGANEK_DB": database,
        "KAGANEK_TESTING": "1",
    }


@contextmanager
def clone(name: str, *, source: str | None = None) -> Iterator[str]:
    """A fresh copy of the template under `name`; dropped at the end."""
    source = source or template()
    with _admin(cluster()) as admin:
        _create(admin, name, source)
    try:
        yield name
    finally:
        with _admin(cluster()) as admin:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

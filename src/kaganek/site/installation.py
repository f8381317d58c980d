"""One installation: its database, and what kind of data its state directory holds."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sysconfig
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from kaganek.lib.postgres import Cluster
from kaganek.lib.postgres_programs import make_private
from kaganek.site.configuration import state_dir
from kaganek.site.server import ServeRefused

PACKAGE = Path(__file__).resolve().parents[1]


@contextlib.contextmanager
def database() -> Iterator[None]:
    """A database that answers: the one of DATABASE_URL, or ours, run for as long as anyone needs it."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    with Cluster(state_dir() / "pg").running():
        yield


class Kind(StrEnum):
    """What the data are: shown to everyone, or somebody's own."""

    DEMO = "demo"
    OWN = "own"


def kind_of(state: Path) -> Kind | None:
    """None before the first start, and for installations run by `serve` alone."""
    mark = state / "kind"
    return Kind(mark.read_text().strip()) if mark.exists() else None


def settle_kind(state: Path, wanted: Kind) -> None:
    """Mark a new state directory; demonstration data never mix with real ones. Raises ServeRefused."""
    found = kind_of(state)
    if found is None and (state / "pg").exists():
        found = Kind.OWN
    if found is None:
        make_private(state)
        (state / "kind").write_text(f"{wanted}\n")
    elif found is not wanted:
        holds = "dane demonstracyjne" if found is Kind.DEMO else "dane prawdziwe, nie demonstracyjne"
        raise ServeRefused(f"W katalogu {state} są {holds}. Wskaż inny katalog: --state KATALOG.")


def code_fingerprint() -> str:
    """Changes with any file of ours and any installed library: then the database may need work."""
    libraries = sorted(p.name for p in Path(sysconfig.get_path("purelib")).glob("*.dist-info"))
    ours = sorted(
        f"{path} {path.stat().st_mtime_ns}"
        for folder, _, names in os.walk(PACKAGE)
        if not folder.endswith("__pycache__")
        for path in (Path(folder) / name for name in names)
    )
    return hashlib.sha256("\n".join(libraries + ours).encode()).hexdigest()

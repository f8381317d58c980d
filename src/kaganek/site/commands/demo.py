"""`kaganek demo`, behind `./run`: from an empty directory to the demonstration in one command."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from kaganek.site.configuration import production_settings, state_dir
from kaganek.site.installation import Kind, code_fingerprint, database, settle_kind
from kaganek.site.server import ServeRefused, check_port, free_stream_port, serve, stream_address

ADDRESS = "127.0.0.1"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="domyślnie 8000")
    parser.add_argument(
        "--empty",
        action="store_true",
        help="bez danych demonstracyjnych; pokazuje odnośnik do konta pierwszego administratora",
    )


def run(options: argparse.Namespace) -> int:
    """Prepare what is missing, tell how to get in, and serve on this machine alone."""
    state, address = state_dir(), f"http://{ADDRESS}:{options.port}"
    check_port(ADDRESS, options.port)
    os.environ["KAGANEK_BASE_URL"] = address
    stream_port = free_stream_port(ADDRESS, options.port)
    os.environ["KAGANEK_STREAM_URL"] = stream_address(address, stream_port, behind_proxy=False)
    if options.empty:
        settle_kind(state, Kind.OWN)
    else:
        refuse_production()
        settle_kind(state, Kind.DEMO)
        os.environ["KAGANEK_DEMO"] = "1"
    with database():
        welcome = _prepared(state, empty=options.empty)
        return serve(
            ADDRESS,
            options.port,
            stream_port=stream_port,
            when_ready=lambda: print(greeting(address, welcome), flush=True),
        )


def refuse_production() -> None:
    """The demonstration's password is published. Raises ServeRefused."""
    if found := production_settings():
        raise ServeRefused(
            f"Wersja demonstracyjna nie rusza z ustawieniami produkcyjnymi ({', '.join(found)}). "
            "Usuń je albo użyj: kaganek serve."
        )


def greeting(address: str, welcome: str) -> str:
    return f"\nKaganek działa: {address}/\n\n{welcome.strip()}\n\nKończy Ctrl-C.\n"


def _prepared(state: Path, *, empty: bool) -> str:
    """Bring the state up to this code; returns how to get in."""
    mark = state / "pg" / "prepared"
    if not mark.exists() or mark.read_text() != code_fingerprint():
        print("Przygotowuję bazę danych…", flush=True)
        _kaganek("prepare")
    if empty:
        return _kaganek("first-administrator")
    accounts = state / "demo-accounts.txt"
    if not accounts.exists():
        print("Ładuję dane demonstracyjne…", flush=True)
        _kaganek("demo-data")
    return accounts.read_text()


def _kaganek(name: str) -> str:
    """Run another command in a process of its own: this one stays free of Django while it supervises."""
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-m", "kaganek.site.cli", name],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ServeRefused(f"Polecenie „kaganek {name}” nie powiodło się; przyczyna jest wyżej.")
    return done.stdout

"""`kaganek dataset`: fill an empty database with a made-up country for measuring."""

from __future__ import annotations

import argparse
import json
import sys
import time

from django.db import connection

from kaganek.core.seats import SYSTEM, seated
from kaganek.people.models import Office
from kaganek.site.dataset import PASSWORD, SIZES, build


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--size", choices=sorted(SIZES), required=True, help="wielkość zbioru")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="ziarno losowania (domyślnie 1)")
    parser.add_argument("--json", action="store_true", help="wynik jako JSON")


def run(options: argparse.Namespace) -> int:
    """Refuses a database that already has offices: made-up people must not mix with real ones."""
    with seated(SYSTEM):
        if Office.objects.exists():
            print(
                "W tej bazie są już urzędy. Zbiór danych próbnych wymaga pustej bazy: użyj --state.",
                file=sys.stderr,
            )
            return 2
    began = time.monotonic()
    country = build(SIZES[options.size], seed=options.seed, tell=_silent if options.json else _tell)
    facts = {
        "size": options.size,
        "seed": options.seed,
        "projects": len(country.projects),
        "offices": len(country.offices),
        "people": len(country.persons),
        "enrolments": len(country.enrolments),
        "seconds": round(time.monotonic() - began, 1),
        "database": connection.settings_dict["NAME"],
    }
    if options.json:
        print(json.dumps(facts))
    else:
        print(
            f"Gotowe: {facts['offices']} urzędów, {facts['people']} osób w {facts['seconds']} s. Hasło: {PASSWORD}"
        )
    return 0


def _tell(what: str) -> None:
    print(f"Tworzę: {what}…", flush=True)


def _silent(what: str) -> None:
    """Nobody listens."""

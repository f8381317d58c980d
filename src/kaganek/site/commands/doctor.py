"""`kaganek doctor`: is this installation healthy, and how to mend what is not."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
from collections.abc import Iterator

from kaganek.lib.postgres_programs import ClusterError
from kaganek.site.checkup.model import Check, Found, Result
from kaganek.site.checkup.table import NOT_LOOKED_AT, examine
from kaganek.site.configuration import state_dir
from kaganek.site.installation import database

SIGNS = {Result.OK: "dobrze", Result.WARNING: "uwaga", Result.FAULT: "źle"}
STATUS = {Result.OK: 0, Result.WARNING: 1, Result.FAULT: 2}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="odpowiedź w postaci JSON")
    parser.epilog = "Kod zakończenia: 0 wszystko dobrze, 1 są uwagi, 2 coś jest źle."


def run(options: argparse.Namespace) -> int:
    """Look at everything, change nothing; 0 when all is well, 1 with warnings alone, 2 with a fault."""
    with _database_if_any():
        found = []
        for check, what in examine():
            found.append((check, what))
            if not options.json and what is not NOT_LOOKED_AT:
                print(line(check, what), flush=True)
    worst = max((what.result for _, what in found), key=STATUS.__getitem__)
    print(json.dumps(answer(found, worst), ensure_ascii=False, indent=2) if options.json else summary(found))
    return STATUS[worst]


@contextlib.contextmanager
def _database_if_any() -> Iterator[None]:
    """The embedded server runs meanwhile; one that was never made is not made now, nor is one that fails hidden."""
    with contextlib.ExitStack() as stack:
        if os.environ.get("DATABASE_URL") or (state_dir() / "pg").exists():
            with contextlib.suppress(ClusterError):  # the check of the database says so
                stack.enter_context(database())
        yield


def line(check: Check, found: Found) -> str:
    told = f"{SIGNS[found.result]:<7} {check.about}: {found.words}"
    return f"{told}\n        Jak naprawić: {found.repair}" if found.repair else told


def summary(found: list[tuple[Check, Found]]) -> str:
    """How many of each; what waits for the database is told here once, not check by check."""
    seen = [what for _, what in found if what is not NOT_LOOKED_AT]
    numbers = {sign: sum(what.result is result for what in seen) for result, sign in SIGNS.items()}
    waiting = len(found) - len(seen)
    left = f", nie sprawdzono {waiting}, bo baza nie odpowiada" if waiting else ""
    return "Razem: " + ", ".join(f"{sign} {number}" for sign, number in numbers.items()) + f"{left}."


def answer(found: list[tuple[Check, Found]], worst: Result) -> dict[str, object]:
    return {
        "result": worst,
        "checks": [
            {
                "name": check.name,
                "about": check.about,
                "result": what.result,
                "found": what.words,
                "repair": what.repair,
            }
            for check, what in found
        ],
    }

"""The whole run and what it prints."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests import databases
from tests.bench import machine, report
from tests.bench.forum import FORUM
from tests.bench.importing import Imported, import_list
from tests.bench.measure import Row, measured
from tests.bench.portal import PORTAL
from tests.bench.stage import Stage, stage
from tests.bench.targets import LISTS, learners
from tests.bench.targets import TARGETS as PAGES
from tests.bench.visits import Visit, visit

TARGETS = (*PAGES, *FORUM, *PORTAL)
KEYS = (*(one.key for one in TARGETS), "import", "visits")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="just bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short rounds: a look, not a judgement")
    parser.add_argument("--d250k", action="store_true", help="the list pages at 250,000 people instead")
    parser.add_argument(
        "--only",
        nargs="+",
        default=[],
        choices=KEYS,
        metavar="KEY",
        help=f"these rows alone: {', '.join(KEYS)}",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything to a file as well")
    parser.add_argument("--port", type=int, help="the server's port; a free one without it")
    options = parser.parse_args(arguments)
    began = time.monotonic()
    facts = large(options) if options.d250k else figures(options)
    facts["seconds"] = round(time.monotonic() - began)
    if options.json:
        options.json.write_text(json.dumps(facts, ensure_ascii=False, indent=1))
    print(f"\n{facts['seconds']} s")
    return 0


def figures(options: argparse.Namespace) -> dict[str, Any]:
    """The table of figures on D-3300."""
    with stage("d3300", port=options.port) as made:
        facts = _facts()
        rows = _rows(made, options)
        lists = [] if options.only and "import" not in options.only else _imports(made, options)
        visits = [] if options.only and "visits" not in options.only else _visits(made)
    facts |= {"rows": [row.as_json() for row in rows], "imports": [one.as_json() for one in lists]}
    facts["visits"] = [one.as_json() for one in visits]
    print(report.table(rows, lists, visits))
    return facts


def large(options: argparse.Namespace) -> dict[str, Any]:
    """The list pages on D-33 and on D-250k, one after the other."""
    facts = _facts()
    options.only = list(LISTS)
    found = {}
    for size in ("d33", "d250k"):
        with stage(size, port=options.port) as made:
            found[size] = _rows(made, options)
    facts["sizes"] = {size: [row.as_json() for row in rows] for size, rows in found.items()}
    print(report.growth(found["d33"], found["d250k"]))
    return facts


def _facts() -> dict[str, Any]:
    found: dict[str, Any] = {"machine": machine.facts(databases.cluster())}
    for name, value in found["machine"].items():
        print(f"{name}: {value}")
    return found


def _rows(made: Stage, options: argparse.Namespace) -> list[Row]:
    seconds, rounds = (1.0, 1) if options.quick else (4.0, 3)
    wanted = [one for one in TARGETS if not options.only or one.key in options.only]
    rows = []
    for target in wanted:
        rows.append(measured(made, target, connections=(1, 8), seconds=seconds, rounds=rounds))
        print(report.line(rows[-1]), flush=True)
    return rows


def _imports(made: Stage, options: argparse.Namespace) -> list[Imported]:
    found = []
    for number in range(1 if options.quick else 3):
        found.append(import_list(made, f"lista{number}"))
        print(report.import_line(found[-1]), file=sys.stdout, flush=True)
    return found


def _visits(made: Stage) -> list[Visit]:
    """A stranger's and a participant's pages; nothing is cached before."""
    names = learners(made)
    pages = [("", "/"), ("", "/logowanie/"), (names[0], "/nauka/"), (names[0], "/nauka/szkolenia/1/")]
    return [visit(made.browser(login) if login else made.stranger(), path) for login, path in pages]

"""The command line: `kaganek NAME`. COMMANDS below is the whole of it.

A command is a row of the table and a module with two functions:

    def arguments(parser: argparse.ArgumentParser) -> None: ...    its own options
    def run(options: argparse.Namespace) -> int: ...               the deed; returns the exit status

Before `run` the command has what its row asks for: Django set up (the module may then
import anything at its top) and a database that answers.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import django

from kaganek.lib.postgres_programs import ClusterError
from kaganek.site.configuration import Misconfigured, state_dir
from kaganek.site.installation import database
from kaganek.site.polish_parser import PolishParser
from kaganek.site.server import ServeRefused

SETTINGS = "kaganek.site.settings"


class Command(NamedTuple):
    """One row of the table."""

    name: str
    help: str
    module: str  # in kaganek.site.commands
    django: bool = True
    database: bool = True
    owner: bool = False  # signs in to the database as its owner, who may change tables


COMMANDS: Sequence[Command] = (
    Command(
        "demo", "uruchamia wersję demonstracyjną (to samo co ./run)", "demo", django=False, database=False
    ),
    Command("serve", "uruchamia serwer i zadania w tle", "serve", django=False, database=False),
    Command("prepare", "przygotowuje bazę danych i pliki statyczne", "prepare", owner=True),
    Command("demo-data", "ładuje dane demonstracyjne", "demo_data"),
    Command(
        "first-administrator", "tworzy odnośnik do konta pierwszego administratora", "first_administrator"
    ),
    Command("people", "wczytuje listę pracowników: people import PLIK", "people"),
    Command("dataset", "wypełnia pustą bazę danymi próbnymi do pomiarów", "dataset"),
    Command("terc", "wczytuje rejestr TERYT (TERC)", "terc"),
    Command("report", "zapisuje raport projektu: report export --project KOD", "report"),
    Command(
        "package",
        "sprawdza paczkę SCORM albo H5P: package check PLIK",
        "package",
        django=False,
        database=False,
    ),
    Command(
        "h5p",
        "pobiera rdzeń H5P i mówi, na jakiej jest licencji: h5p install [PLIK]",
        "h5p",
        database=False,
    ),
    Command("questions", "wczytuje i zapisuje bank pytań: questions import|export PLIK", "questions"),
    Command("course", "zapisuje szkolenie do pliku i wczytuje je: course export|import", "course"),
    Command("worker", "wykonuje zadania w tle", "worker"),
    Command("stream", "podaje na żywo nowe wypowiedzi w rozmowach", "stream", django=False),
    Command("mail-in", "przyjmuje odpowiedzi wysłane e-mailem (LMTP albo SMTP)", "mail_in"),
    Command("doctor", "sprawdza instalację i mówi, jak ją naprawić", "doctor", database=False),
    Command("manage", "przekazuje polecenie do Django, np.: manage check", "manage", owner=True),
)


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; a refusal or a fault of the database is told in Polish, with status 2 or 1."""
    words = list(sys.argv[1:] if words is None else words)
    command = _chosen(words)
    _point_at_state(words)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    if command.owner:
        os.environ.setdefault("KAGANEK_DB_OWNER", "1")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that `finally` runs
    try:
        return _perform(command, words[1:])
    except (ServeRefused, Misconfigured) as refusal:
        print(refusal, file=sys.stderr)
        return 2
    except ClusterError as fault:
        print(f"Baza danych odmówiła: {fault}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _perform(command: Command, words: Sequence[str]) -> int:
    if command.django:
        django.setup()
    module = importlib.import_module(f"kaganek.site.commands.{command.module}")
    options = parser_of(command, module).parse_args(words)
    with database() if command.database else contextlib.nullcontext():
        status: int = module.run(options)
        return status


def parser_of(command: Command, module: ModuleType) -> PolishParser:
    parser = PolishParser(prog=f"kaganek {command.name}", description=_sentence(command.help))
    module.arguments(parser)
    _add_state(parser)
    return parser


def overview() -> PolishParser:
    """The parser behind `kaganek --help`: names and one line each."""
    parser = PolishParser(
        prog="kaganek",
        description="Platforma szkoleń i doradztwa dla urzędów.",
        epilog="Opcje polecenia pokaże: kaganek POLECENIE --help",
    )
    rows = parser.add_subparsers(title="polecenia", metavar="POLECENIE", dest="command", required=True)
    for command in COMMANDS:
        rows.add_parser(command.name, help=command.help, add_help=False)
    return parser


def _chosen(words: Sequence[str]) -> Command:
    """The row of the first word; anything else ends with the overview or an error, as argparse does."""
    known = {command.name: command for command in COMMANDS}
    if words and words[0] in known:
        return known[words[0]]
    overview().parse_args(words[:1])
    raise AssertionError("argparse lets no unknown command pass")


def _point_at_state(words: Sequence[str]) -> None:
    """Settings read the state directory from the environment, so `--state` must get there before them."""
    early = argparse.ArgumentParser(add_help=False, exit_on_error=False, allow_abbrev=False)
    _add_state(early)
    with contextlib.suppress(argparse.ArgumentError):
        named = early.parse_known_args(words)[0].state
        os.environ["KAGANEK_STATE"] = str((named or state_dir()).absolute())


def _add_state(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--state",
        type=Path,
        metavar="KATALOG",
        help="katalog z bazą danych, plikami i kluczami (domyślnie KAGANEK_STATE albo .state)",
    )


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


if __name__ == "__main__":
    sys.exit(main())

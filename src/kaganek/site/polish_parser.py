"""argparse that speaks Polish; the library itself translates nothing it is not given a catalogue for."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

MESSAGES: Sequence[tuple[str, str]] = (
    (r"the following arguments are required: (.*)", r"brakuje: \1"),
    (r"unrecognized arguments: (.*)", r"nie ma takiej opcji: \1"),
    (r"argument (\S+): expected (?:one argument|at least one argument)", r"po \1 podaj wartość"),
    (r"argument (\S+): invalid \w+ value: (.*)", r"\1: nieprawidłowa wartość \2"),
    (
        r"argument (\S+): invalid choice: (\S+)(?:, maybe you meant \S+)? \(choose from (.*)\)",
        r"\1: nie ma \2; do wyboru: \3",
    ),
    (r"one of the arguments (.*) is required", r"podaj jedno z: \1"),
    (r"argument (\S+): not allowed with argument (\S+)", r"nie łącz \1 z \2"),
    (r"ambiguous option: (\S+) could match (.*)", r"\1 może znaczyć: \2"),
)


def in_polish(message: str) -> str:
    """The Polish of one of argparse's own messages; an unknown one stays as it is."""
    for english, polish in MESSAGES:
        if re.fullmatch(english, message, re.DOTALL):
            return re.sub(english, polish, message, flags=re.DOTALL)
    return message


class PolishHelp(argparse.HelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],  # a private class of argparse
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "Użycie: " if prefix is None else prefix)


class PolishParser(argparse.ArgumentParser):
    """Headings, help and errors in Polish; subcommands inherit it."""

    def __init__(self, *, add_help: bool = True, **facts: Any) -> None:
        facts.setdefault("formatter_class", PolishHelp)
        super().__init__(add_help=False, allow_abbrev=False, **facts)
        self._positionals.title = "argumenty"
        self._optionals.title = "opcje"
        if add_help:
            self.add_argument("-h", "--help", action="help", help="pokazuje tę pomoc")

    def error(self, message: str) -> NoReturn:
        self.print_usage()
        self.exit(2, f"{self.prog}: {in_polish(message)}\n")

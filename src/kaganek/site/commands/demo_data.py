"""`kaganek demo-data`: the demonstration programme, its offices, people and accounts."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from kaganek.site.configuration import state_dir
from kaganek.site.demo.load import load
from kaganek.site.demo.logins import LOGINS
from kaganek.site.demo.people import PASSWORD


def arguments(parser: argparse.ArgumentParser) -> None:
    """None of its own."""


def run(options: argparse.Namespace) -> int:
    """Load the demonstration and leave beside it the list of its accounts."""
    load()
    text = accounts_table(LOGINS, PASSWORD)
    (state_dir() / "demo-accounts.txt").write_text(text)
    print(text)
    return 0


def accounts_table(accounts: Iterable[tuple[str, str]], password: str) -> str:
    """Login and who it is, in two columns, and the one password."""
    rows = [("Kto to", "Login"), *accounts]
    width = max(len(login) for _, login in rows) + 2
    lines = [f"  {login:<{width}}{who}" for who, login in rows]
    return "\n".join([*lines, "", f"Hasło do wszystkich kont: {password}", ""])

"""`kaganek first-administrator`: the way into an installation that has no accounts yet."""

from __future__ import annotations

import argparse

from kaganek.people.services.accounts import first_administrator_link


def arguments(parser: argparse.ArgumentParser) -> None:
    """None of its own."""


def run(options: argparse.Namespace) -> int:
    print(f"Załóż konto pierwszego administratora (odnośnik działa raz):\n  {first_administrator_link()}")
    return 0

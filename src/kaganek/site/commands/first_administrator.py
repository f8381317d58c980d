"""`kaganek first-administrator`: the way into an installation that has no accounts yet."""

from __future__ import annotations

import argparse

from kaganek.people.services.first_administrator import first_administrator_link


def arguments(parser: argparse.ArgumentParser) -> None:
    """None of its own."""


def run(options: argparse.Namespace) -> int:
    """Print a one-time link, or that there is an administrator already."""
    link = first_administrator_link()
    if link:
        print(f"Załóż konto pierwszego administratora (odnośnik działa raz):\n  {link}")
    else:
        print("Konto administratora już jest. Zaloguj się na nie.")
    return 0

"""`kaganek manage`: Django's own commands, for developers and repairs."""

from __future__ import annotations

import argparse

from django.core.management import execute_from_command_line


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs=argparse.REMAINDER, metavar="POLECENIE", help="polecenie i jego opcje")


def run(options: argparse.Namespace) -> int:
    execute_from_command_line(["kaganek manage", *options.words])
    return 0

"""What the comparisons share: where documents and code lie, and how tables are read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "kaganek"
DOCS = ROOT / "docs"


def page(name: str) -> str:
    return (DOCS / name).read_text()


def rows(text: str) -> list[list[str]]:
    """The cells of every table row, heads and rulers left out."""
    found: list[list[str]] = []
    lines = text.splitlines()
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if line.startswith("|") and not line.startswith("|--") and not following.startswith("|--"):
            found.append([cell.strip() for cell in line.strip().strip("|").split("|")])
    return found


def product_files(*suffixes: str) -> Iterator[Path]:
    for path in sorted(SRC.rglob("*")):
        if path.suffix in suffixes and "tests" not in path.parts and "__pycache__" not in path.parts:
            yield path

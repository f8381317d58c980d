"""Every relative link and image in the Markdown files leads to a file, and every #anchor to a heading."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
SKIPPED = {".venv", "node_modules", ".git", "test-results"}


def documents(root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*.md")):
        if SKIPPED.isdisjoint(path.relative_to(root).parts):
            yield path


def anchors(text: str) -> set[str]:
    """The names a reader's browser will know, made the way GitHub makes them."""
    found: set[str] = set()
    for heading in HEADING.findall(FENCE.sub("", text)):
        plain = unicodedata.normalize("NFC", heading).lower()
        name = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
        number = 0
        unique = name
        while unique in found:
            number += 1
            unique = f"{name}-{number}"
        found.add(unique)
    return found


def faults(document: Path) -> Iterator[str]:
    """One line for each link that leads nowhere."""
    text = FENCE.sub("", document.read_text())
    for target in LINK.findall(text):
        if re.match(r"[a-z][a-z+.-]*:", target):
            continue  # another site's page is not ours to check without a network
        place, _, anchor = target.partition("#")
        goal = (document.parent / place).resolve() if place else document
        if not goal.exists():
            yield f"{document}: {target}: no such file"
        elif anchor and goal.suffix == ".md" and anchor not in anchors(goal.read_text()):
            yield f"{document}: {target}: no such heading"


def main() -> int:
    found = [fault for document in documents(ROOT) for fault in faults(document)]
    print("\n".join(found) or "every link leads somewhere")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

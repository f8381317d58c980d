"""`python -m tests.bench.questions`: 5,000 questions of every kind from a file into a fresh database.

End to end: the command starts, reads, judges and saves. The questions are made by chance, with many special signs.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from kaganek.lib.questions import Format, write_questions
from kaganek.lib.tests.making_questions import Maker
from tests import databases

QUESTIONS = 5_000
KINDS = 8  # those that both formats carry and a bank keeps
MUST_SECONDS = 10


def make(path: Path, fmt: Format) -> None:
    maker = Maker(5)
    made = [maker.question(n % KINDS) for n in range(QUESTIONS)]
    path.write_bytes(write_questions(made, format=fmt).data)


def measure(path: Path, fmt: Format) -> dict[str, object]:
    words = ("-m", "kaganek.site.cli", "questions", "import", str(path), "--format", fmt.value, "--json")
    with databases.clone("bench_questions") as database:
        databases.run(database, *words, "--dry-run")  # files of the programs are read once from the disk
        began = time.perf_counter()
        said = json.loads(databases.run(database, *words, "--skip-refused"))
        took = time.perf_counter() - began
    return {
        "format": fmt.value, "file_mb": round(path.stat().st_size / 2**20, 1), "added": said["added"],
        "counts": said["counts"], "seconds": round(took, 1), "must": took <= MUST_SECONDS,
    }  # fmt: skip


def main() -> int:
    ok = True
    with tempfile.TemporaryDirectory() as folder:
        for fmt in Format:
            path = Path(folder) / f"pytania.{fmt.value}"
            make(path, fmt)
            found = measure(path, fmt)
            print(json.dumps(found, ensure_ascii=False))
            ok = ok and bool(found["must"])
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())

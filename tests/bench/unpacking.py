"""`python -m tests.bench.unpacking`: judging and unpacking a course package of 200 MB and 3,000 files.

The process that does it is a fresh one: its memory before and at its highest is what is told.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from kaganek.lib.packages import check_package, unpack
from kaganek.lib.tests.package_files import PAGE, RESOURCE, manifest

FILES = 3_000
FILE_BYTES = 70_000  # random, so that packing saves nothing
MUST_GROWTH_MB = 50


def make(path: Path) -> None:
    """A SCORM package whose manifest lists every one of its files."""
    chance = random.Random(3)
    names = [f"modul {n % 40}/obrazy/plik{n:04}.bin" for n in range(FILES - 2)]
    listed = "".join(f'<file href="{name}"/>' for name in names)
    resource = RESOURCE.format(id="r1", type="scormtype", href="a.html").replace(
        "</resource>", f"{listed}</resource>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("imsmanifest.xml", manifest(resources=resource))
        archive.writestr("a.html", PAGE)
        for name in names:
            archive.writestr(name, chance.randbytes(FILE_BYTES))


def memory(name: str) -> float:
    """Megabytes of this process, as the kernel counts them (Linux)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1024


def measure(path: Path) -> dict[str, float]:
    before = memory("VmRSS")
    began = time.perf_counter()
    verdict = check_package(path, filename=path.name)
    judged = time.perf_counter()
    steps = sum(1 for _ in unpack(path, path.with_name("kurs"), filename=path.name))
    done = time.perf_counter()
    if not verdict.accepted or verdict.files != FILES:
        raise RuntimeError(f"refused: {verdict.faults}")
    return {
        "package_mb": path.stat().st_size / 2**20,
        "files": FILES,
        "steps": steps,
        "judged_s": judged - began,
        "unpacked_s": done - judged,
        "growth_mb": memory("VmHWM") - before,
    }


def main() -> int:
    """Make the package here and measure in a child, whose memory the making has not touched."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kurs.zip"
        make(path)
        child = [sys.executable, "-m", "tests.bench.unpacking", str(path)]
        answer = json.loads(subprocess.run(child, check=True, stdout=subprocess.PIPE).stdout)
    print(json.dumps(answer | {"must_growth_mb": MUST_GROWTH_MB}, indent=2))
    return 0 if answer["growth_mb"] <= MUST_GROWTH_MB else 1


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(Path(sys.argv[1]))))
    else:
        sys.exit(main())

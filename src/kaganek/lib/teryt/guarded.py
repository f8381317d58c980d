"""An uploaded register read in a child process with limits of memory and time."""

import datetime as dt
import importlib.util
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

from kaganek.lib.teryt.files import FILE_BYTES
from kaganek.lib.teryt.model import Kind, Register, TercFault, TercProblem, Unit

START = "import sys; sys.path[1:1] = sys.argv[2:]; from kaganek.lib.teryt.child import main; main()"
KEPT_ENVIRONMENT = ("SYSTEMROOT", "LD_LIBRARY_PATH", "PATH")
MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 3
WALL_SECONDS = 3.5


def read_terc_guarded(data: bytes) -> Register:
    """`read_terc` for a file nobody trusts: answers within 5 s whatever the file holds.

    Raises TercFault, and nothing else. A file that needs more memory or time than a register ever
    does is refused as too big.
    """
    if len(data) > FILE_BYTES:
        raise TercFault(TercProblem.TOO_BIG, limit=FILE_BYTES)
    bounds = json.dumps([MEMORY_BYTES, CPU_SECONDS])
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and our own words
            [sys.executable, "-I", "-S", "-c", START, bounds, *_paths()],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ},
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise TercFault(TercProblem.TOO_BIG) from late
    if done.returncode != 0:
        raise TercFault(TercProblem.TOO_BIG)
    return _register(done.stdout)


def _register(raw: bytes) -> Register:
    answer = json.loads(raw)
    if "fault" in answer:
        raise TercFault(TercProblem(answer["fault"]), row=answer["row"], **answer["facts"])
    units = [Unit(code, Kind(kind), name, teryt) for code, kind, name, teryt in answer["units"]]
    return Register(dt.date.fromisoformat(answer["state_on"]), units)


@cache
def _paths() -> tuple[str, str]:
    """Where the child finds our package and the XML reader, without the rest of the start-up."""
    spec = importlib.util.find_spec("defusedxml")
    assert spec is not None
    assert spec.origin is not None
    return str(Path(__file__).parents[3]), str(Path(spec.origin).parents[1])

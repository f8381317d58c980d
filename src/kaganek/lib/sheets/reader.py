"""The parent's side: hand the file to a child process, wait no longer than agreed, take its answer."""

import functools
import importlib.util
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

from kaganek.lib.sheets.model import Fault, Limits, Row, Sheet, SheetFault

START = "import sys; sys.path[1:1] = sys.argv[2:]; from kaganek.lib.sheet_child.main import main; main()"
KEPT_ENVIRONMENT = ("SYSTEMROOT", "LD_LIBRARY_PATH", "PATH")
# Exit statuses of a child stopped by its limit of processor time; Windows has no such limit.
OUT_OF_TIME = tuple(-getattr(signal, name, 0) or None for name in ("SIGXCPU", "SIGKILL"))


def read_table(data: bytes, *, filename: str, limits: Limits | None = None) -> Sheet:
    """The first sheet of an uploaded file that holds anything, as text.

    data      the file as it came; its type is judged by content, `filename` only appears in messages.
    limits    what the reading may cost; the defaults answer within 5 s.

    Formulas give the value saved with them and are never computed. Dates come as 2026-11-20, whole
    numbers without a decimal part, other numbers with a decimal comma, logical values as tak/nie.

    Raises SheetFault, and nothing else, for a file that is too large, hostile, locked or no table.
    """
    limits = limits or Limits()
    if len(data) > limits.file_bytes:
        facts = {"bytes": len(data), "limit": limits.file_bytes}
        raise SheetFault(Fault.TOO_BIG, filename=filename, facts=facts)
    answer = _ask_child(data, filename, limits)
    if "fault" in answer:
        raise SheetFault(Fault(answer["fault"]), filename=filename, facts=answer["facts"])
    return Sheet(
        name=answer["name"],
        rows=[Row(number, cells) for number, cells in answer["rows"]],
        encoding=answer["encoding"],
        delimiter=answer["delimiter"],
        sheet_names=answer["names"],
    )


# Any: an answer of our own child, in the shape `sheet_child.main.read` gives it.
def _ask_child(data: bytes, filename: str, limits: Limits) -> dict[str, Any]:
    raw, status, late = _converse(data, limits)
    if len(raw) > limits.answer_bytes:
        raise SheetFault(Fault.TOO_MANY_CELLS, filename=filename, facts={"limit": limits.cells})
    if late or status in OUT_OF_TIME:
        raise SheetFault(Fault.TIMEOUT, filename=filename)
    if status != 0:
        # Refused memory ends in abort, endless nesting in a broken stack: both are too much for the fence.
        raise SheetFault(Fault.MEMORY, filename=filename)
    answer: dict[str, Any] = json.loads(raw)
    return answer


def _converse(data: bytes, limits: Limits) -> tuple[bytes, int, bool]:
    """Answer, exit status, and whether the clock ran out."""
    late = threading.Event()
    with subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
        _command(limits),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ},
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        clock = threading.Timer(limits.wall_seconds, _end, (child, late))
        feeder = threading.Thread(target=_feed, args=(child.stdin, data), daemon=True)
        clock.start()
        feeder.start()
        raw = child.stdout.read(limits.answer_bytes + 1)
        if len(raw) > limits.answer_bytes:
            child.kill()
        status = child.wait()
        clock.cancel()
        feeder.join()
    return raw, status, late.is_set()


def _end(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    child.kill()


def _feed(pipe: IO[bytes], data: bytes) -> None:
    try:
        with pipe:
            pipe.write(data)
    except OSError:
        pass  # the child has said no, or has been stopped, before it read everything


def _command(limits: Limits) -> list[str]:
    bounds = [
        limits.rows,
        limits.columns,
        limits.cells,
        limits.cell_chars,
        limits.unpacked_bytes,
        limits.unpacked_ratio,
        limits.archive_entries,
        limits.memory_bytes,
        limits.cpu_seconds,
    ]
    return [sys.executable, "-I", "-S", "-c", START, json.dumps(bounds), *_paths()]


@functools.cache
def _paths() -> tuple[str, str]:
    """Where the child finds our package and the parser, without the rest of the environment's start-up."""
    package = Path(__file__).parents[3]
    spec = importlib.util.find_spec("python_calamine")
    assert spec is not None
    assert spec.origin is not None
    return str(package), str(Path(spec.origin).parents[1])

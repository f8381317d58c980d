"""Files nobody trusts, handed to a child process: the parent's side of `lib.fence`.

The child is a module of ours with `main()`: its bounds stand in the command line as JSON, the file comes on
standard input, its answer goes to standard output. It fences itself before it looks at the first byte.
"""

import functools
import importlib.util
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO, NamedTuple

START = "import sys; sys.path[1:1] = sys.argv[2:]; from {module} import main; main()"
KEPT_ENVIRONMENT = ("SYSTEMROOT", "LD_LIBRARY_PATH", "PATH")
# Exit statuses of a child stopped by its limit of processor time; Windows has no such limit.
OUT_OF_TIME = tuple(-getattr(signal, name, 0) or None for name in ("SIGXCPU", "SIGKILL"))


class Told(NamedTuple):
    """What a child answered, and how it ended. One that says too much is stopped, and so cut short."""

    answer: bytes
    status: int
    late: bool  # the clock ran out, or the limit of processor time
    long: bool


def ask_child(
    module: str, bounds: Sequence[int], data: bytes, *, needs: str, wall_seconds: float, answer_bytes: int
) -> Told:
    """Let a child of ours read a file; it sees none of our secrets and answers within the time.

    module  of ours, with `main()`; it imports nothing that is slow to start.
    bounds  what `main` finds in its command line.
    needs   the one library besides that the child imports.
    """
    late = threading.Event()
    command = [sys.executable, "-I", "-S", "-c", START.format(module=module), json.dumps(bounds)]
    with subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
        [*command, *_paths(needs)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ},
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        clock = threading.Timer(wall_seconds, _end, (child, late))
        feeder = threading.Thread(target=_feed, args=(child.stdin, data), daemon=True)
        clock.start()
        feeder.start()
        raw = child.stdout.read(answer_bytes + 1)
        long = len(raw) > answer_bytes
        if long:
            child.kill()
        status = child.wait()
        clock.cancel()
        feeder.join()
    return Told(raw, status, late.is_set() or (status in OUT_OF_TIME and not long), long)


def _end(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    child.kill()


def _feed(pipe: IO[bytes], data: bytes) -> None:
    try:
        with pipe:
            pipe.write(data)
    except OSError:
        pass  # the child has said no, or has been stopped, before it read everything


@functools.cache
def _paths(library: str) -> tuple[str, str]:
    """Where the child finds our package and its library, without the rest of the environment's start-up."""
    spec = importlib.util.find_spec(library)
    assert spec is not None
    assert spec.origin is not None
    return str(Path(__file__).parents[2]), str(Path(spec.origin).parents[1])

"""Entry of the child: limits in the command line, the file on standard input, JSON on standard output."""

import json
import os
import sys

from kaganek.lib.fence import fence
from kaganek.lib.sheet_child.book import read_book
from kaganek.lib.sheet_child.kinds import kind_of
from kaganek.lib.sheet_child.limits import Bounds
from kaganek.lib.sheet_child.refusal import Refusal
from kaganek.lib.sheet_child.text import read_text

Answer = dict[str, object]


def main() -> None:
    """Read one file and answer; whatever happens, leave with an answer or by the fence."""
    bounds = Bounds(*json.loads(sys.argv[1]))
    fence(memory_bytes=bounds.memory_bytes, cpu_seconds=bounds.cpu_seconds)
    try:
        answer = read(sys.stdin.buffer.read(), bounds)
    except Refusal as refusal:
        answer = {"fault": refusal.code, "facts": refusal.facts}
    except MemoryError:
        answer = {"fault": "memory", "facts": {}}
    except BaseException:  # a panic of the parser arrives as a BaseException
        answer = {"fault": "broken", "facts": {}}
    with sys.stdout.buffer as out:
        out.write(json.dumps(answer).encode())
    os._exit(0)


def read(data: bytes, bounds: Bounds) -> Answer:
    """The table inside the bytes."""
    if kind_of(data, bounds) == "text":
        encoding, delimiter, rows = read_text(data, bounds)
        if not rows:
            raise Refusal("empty")
        return {"name": "", "names": [], "encoding": encoding, "delimiter": delimiter, "rows": rows}
    name, names, rows = read_book(data, bounds)
    return {"name": name, "names": names, "encoding": "", "delimiter": "", "rows": rows}

"""Entry of the child that reads an uploaded register: the file on standard input, JSON on standard output."""

import json
import os
import sys

from kaganek.lib.fence import fence
from kaganek.lib.teryt.model import TercFault
from kaganek.lib.teryt.register import read_terc

Answer = dict[str, object]


def main() -> None:
    """Read one register and answer; whatever happens, leave with an answer or by the fence."""
    memory, seconds = json.loads(sys.argv[1])
    fence(memory_bytes=memory, cpu_seconds=seconds)
    answer = read(sys.stdin.buffer.read())
    with sys.stdout.buffer as out:
        out.write(json.dumps(answer).encode())
    os._exit(0)


def read(data: bytes) -> Answer:
    """The register inside the bytes, or the fault, in a shape that crosses a pipe."""
    try:
        register = read_terc(data)
    except TercFault as fault:
        return {"fault": fault.code.value, "row": fault.row, "facts": fault.facts}
    units = [(unit.code, unit.kind.value, unit.name, unit.teryt) for unit in register.units]
    return {"state_on": register.state_on.isoformat(), "units": units}

"""An uploaded register read in a child process with limits of memory and time."""

import datetime as dt
import json

from kaganek.lib.fenced import ask_child
from kaganek.lib.teryt.files import FILE_BYTES
from kaganek.lib.teryt.model import Kind, Register, TercFault, TercProblem, Unit

CHILD = "kaganek.lib.teryt.child"
MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 3
WALL_SECONDS = 3.5
ANSWER_BYTES = 16 * 1024 * 1024  # the whole country takes a third of one


def read_terc_guarded(data: bytes) -> Register:
    """`read_terc` for a file nobody trusts: answers within 5 s whatever the file holds.

    Raises TercFault, and nothing else. A file that needs more memory or time than a register ever
    does is refused as too big.
    """
    if len(data) > FILE_BYTES:
        raise TercFault(TercProblem.TOO_BIG, limit=FILE_BYTES)
    told = ask_child(
        CHILD,
        [MEMORY_BYTES, CPU_SECONDS],
        data,
        needs="defusedxml",
        wall_seconds=WALL_SECONDS,
        answer_bytes=ANSWER_BYTES,
    )
    if told.late or told.long or told.status != 0:
        raise TercFault(TercProblem.TOO_BIG)
    return _register(told.answer)


def _register(raw: bytes) -> Register:
    answer = json.loads(raw)
    if "fault" in answer:
        raise TercFault(TercProblem(answer["fault"]), row=answer["row"], **answer["facts"])
    units = [Unit(code, Kind(kind), name, teryt) for code, kind, name, teryt in answer["units"]]
    return Register(dt.date.fromisoformat(answer["state_on"]), units)

"""A table read by a child process behind its fence; what it says becomes a sheet or a fault."""

import json
from typing import Any

from kaganek.lib.fenced import ask_child
from kaganek.lib.sheets.model import Fault, Limits, Row, Sheet, SheetFault

CHILD = "kaganek.lib.sheet_child.main"


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
    told = ask_child(
        CHILD,
        _bounds(limits),
        data,
        needs="python_calamine",
        wall_seconds=limits.wall_seconds,
        answer_bytes=limits.answer_bytes,
    )
    if told.long:
        raise SheetFault(Fault.TOO_MANY_CELLS, filename=filename, facts={"limit": limits.cells})
    if told.late:
        raise SheetFault(Fault.TIMEOUT, filename=filename)
    if told.status != 0:
        # Refused memory ends in abort, endless nesting in a broken stack: both are too much for the fence.
        raise SheetFault(Fault.MEMORY, filename=filename)
    answer: dict[str, Any] = json.loads(told.answer)
    return answer


def _bounds(limits: Limits) -> list[int]:
    return [
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

"""Limits as they arrive from the parent, and the fence they put round this process."""

import sys
from typing import NamedTuple


class Bounds(NamedTuple):
    """How large a table may be; the parent sends its own `Limits` cut down to these."""

    rows: int
    columns: int
    cells: int
    cell_chars: int
    unpacked_bytes: int
    unpacked_ratio: int
    archive_entries: int
    memory_bytes: int
    cpu_seconds: int


def fence(bounds: Bounds) -> None:
    """Bound this process for good: memory, processor time, no files written, no core dump.

    Windows has no rlimits; there the parent's clock is the only fence.
    """
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - the module does not exist on Windows

    for what, soft, hard in (
        (resource.RLIMIT_AS, bounds.memory_bytes, bounds.memory_bytes),
        (resource.RLIMIT_CPU, bounds.cpu_seconds, bounds.cpu_seconds + 1),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        resource.setrlimit(what, (soft, hard))

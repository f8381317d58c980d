"""Limits as they arrive from the parent."""

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

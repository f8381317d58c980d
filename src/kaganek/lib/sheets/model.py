"""What reading a table gives, what it allows, and how it refuses."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

MEGABYTE = 1024 * 1024


class Fault(StrEnum):
    """Why a file was refused; `explain` has the sentence for each."""

    TOO_BIG = "too_big"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    TOO_MANY_CELLS = "too_many_cells"
    CELL_TOO_LONG = "cell_too_long"
    BOMB = "bomb"
    ENCRYPTED = "encrypted"
    UNKNOWN_TYPE = "unknown_type"
    OPEN_QUOTE = "open_quote"
    BROKEN = "broken"
    EMPTY = "empty"
    TIMEOUT = "timeout"
    MEMORY = "memory"


class SheetFault(Exception):
    """A file that cannot be read as a table. Carries data; the words are in `explain`."""

    def __init__(self, code: Fault, *, filename: str, facts: Mapping[str, str | int] | None = None) -> None:
        super().__init__(code.value)
        self.code = code
        self.filename = filename
        self.facts: Mapping[str, str | int] = facts or {}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a machine one uploaded table may take. Larger lists are split by their owners."""

    file_bytes: int = 20 * MEGABYTE
    rows: int = 20_000
    columns: int = 200
    cells: int = 300_000  # about 50 MB in the process that asked
    cell_chars: int = 32_767  # what one cell of a spreadsheet can hold
    unpacked_bytes: int = 200 * MEGABYTE
    unpacked_ratio: int = 200
    archive_entries: int = 5_000
    answer_bytes: int = 16 * MEGABYTE
    memory_bytes: int = 256 * MEGABYTE
    cpu_seconds: int = 4
    wall_seconds: float = 4.0


class Row(NamedTuple):
    """One row that holds anything, under the number a spreadsheet shows beside it."""

    number: int
    cells: list[str]

    def cell(self, index: int | None) -> str:
        """The text in a column; empty where the row ends before it or there is no such column."""
        return self.cells[index] if index is not None and index < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as text: blank rows left out, blank cells at the end of a row cut off."""

    name: str  # of the sheet in a workbook, empty for CSV
    rows: list[Row]
    encoding: str  # of a CSV file, empty for a workbook
    delimiter: str  # of a CSV file, empty for a workbook
    sheet_names: list[str]

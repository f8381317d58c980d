"""Workbooks (XLSX, XLS, ODS): the first visible sheet that holds anything."""

import io
from collections.abc import Iterator
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from kaganek.lib.sheet_child.cells import Row, within
from kaganek.lib.sheet_child.limits import Bounds
from kaganek.lib.sheet_child.refusal import Refusal


def read_book(data: bytes, bounds: Bounds) -> tuple[str, list[str], list[Row]]:
    """Name of the sheet read, names of all sheets, rows."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in _candidates(book):
            rows = list(within(_values(book.get_sheet_by_name(name), bounds), bounds))
            if rows:
                return name, book.sheet_names, rows
    except PasswordError as error:
        raise Refusal("encrypted") from error
    except (CalamineError, OSError) as error:
        # calamine has no class of its own for a workbook under a password in the oldest formats.
        raise Refusal("encrypted" if "assword" in str(error) else "broken") from error
    raise Refusal("empty")


def _candidates(book: CalamineWorkbook) -> list[str]:
    sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    sheets.sort(key=lambda sheet: sheet.visible != SheetVisibleEnum.Visible)
    return [sheet.name for sheet in sheets]


# Any: a cell comes as whichever of eight types the file gave it.
def _values(sheet: CalamineSheet, bounds: Bounds) -> Iterator[list[Any]]:
    if sheet.start is None:
        return
    if sheet.total_height > bounds.rows:
        raise Refusal("too_many_rows", limit=bounds.rows, rows=sheet.total_height)
    if sheet.total_width > bounds.columns:
        raise Refusal("too_many_columns", limit=bounds.columns, columns=sheet.total_width)
    before = [""] * sheet.start[1]
    for row in sheet.iter_rows():
        yield before + row

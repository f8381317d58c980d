"""Tables that leave the system: CSV and XLSX that say the same and never hold a live formula."""

import csv
import datetime as dt
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import IO, Any
from zoneinfo import ZoneInfo

import xlsxwriter

Value = str | int | float | Decimal | dt.datetime | dt.date | bool | None

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WARSAW = ZoneInfo("Europe/Warsaw")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# What makes a spreadsheet compute a cell, the wide forms of East Asian keyboards included. A text that
# already has apostrophes in front gets one more, so that taking one off always gives the text back.
FORMULA_START = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
PLAIN_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
UNPRINTABLE = {code: None for code in (*range(32), *range(0x7F, 0xA0)) if chr(code) not in "\t\n"}
# Half surrogates and the two codes XML forbids can be neither written nor opened.
UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
CHUNK_ROWS = 200
CHUNK_BYTES = 64 * 1024
CELL_CHARS = 32_767
SHEET_ROWS = 1_048_575
SAFE_DIGITS = 10**15  # a spreadsheet keeps fifteen digits of a number and zeroes the rest
NARROW, WIDE = 10, 60


class TooManyRows(Exception):
    """A sheet holds no more rows than this; such a table leaves as CSV."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an export: what stands over it, and how wide it is in characters."""

    title: str
    width: int | None = None

    @property
    def shown_width(self) -> int:
        """The given width, or one that fits the title."""
        return self.width or min(max(len(self.title) + 3, NARROW), WIDE)


def csv_rows(columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """A CSV file in pieces: UTF-8 with a byte order mark, semicolons, CRLF, decimal commas.

    A text a spreadsheet would take for a formula gets an apostrophe in front; plain numbers do not. Our
    own reader of tables takes the apostrophe off again.
    """
    yield BYTE_ORDER_MARK + _csv_piece([[column.title for column in columns]])
    source = iter(rows)
    while chunk := list(islice(source, CHUNK_ROWS)):
        yield _csv_piece(chunk)


def xlsx_bytes(columns: Sequence[Column], rows: Iterable[Sequence[Value]], *, title: str = "Dane") -> bytes:
    """An XLSX file as bytes, for tables small enough to hold."""
    return b"".join(xlsx_chunks(columns, rows, title=title))


def xlsx_chunks(
    columns: Sequence[Column], rows: Iterable[Sequence[Value]], *, title: str = "Dane"
) -> Iterator[bytes]:
    """An XLSX file in pieces, through a temporary file: the table is never whole in memory.

    Raises TooManyRows, before the first piece, when a sheet cannot hold the table.
    """
    with tempfile.TemporaryFile() as file:
        write_xlsx(file, columns, rows, title=title)
        file.seek(0)
        while piece := file.read(CHUNK_BYTES):
            yield piece


def write_xlsx(
    file: IO[bytes], columns: Sequence[Column], rows: Iterable[Sequence[Value]], *, title: str = "Dane"
) -> None:
    """Write a one-sheet workbook: bold frozen heading, filter, widths; no cell is a formula or a link.

    title   name of the sheet; characters a sheet name cannot hold are replaced.

    Numbers are written as numbers, days and moments (Warsaw time) as dates, logical values as tak/nie.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(
        file, {**options, "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd"}
    )
    sheet = _Sheet(book, _sheet_title(title))
    sheet.head(columns)
    count = 0
    for count, row in enumerate(rows, start=1):
        if count > SHEET_ROWS:
            book.close()
            raise TooManyRows(SHEET_ROWS)
        sheet.write(count, row)
    sheet.finish(columns, count)
    book.close()


def text_of(value: Value) -> str:
    """A value as the text a person reads in either file; our reader reads it back, but for the hour of midnight."""
    if isinstance(value, str):
        return clean(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "tak" if value else "nie"
    if isinstance(value, dt.datetime):
        return f"{_warsaw(value):%Y-%m-%d %H:%M}"  # midnight too: it is an hour like any other
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    return _number_text(value)


def clean(text: str) -> str:
    """A text that both files can hold: no control characters, line ends of one kind."""
    if text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(UNPRINTABLE)
    return UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def guarded(text: str) -> str:
    """A text for CSV that no spreadsheet computes: "=1+1" → "'=1+1", "+48 600" → "'+48 600", "-5" stays."""
    if FORMULA_START.match(text) and not PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def _csv_piece(rows: Iterable[Sequence[Value]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([guarded(text_of(value)) for value in row] for row in rows)
    return out.getvalue().encode()


def _number_text(value: float | Decimal) -> str:
    """2.0 → "2", 70.50 → "70,5"; not a number and infinity have no text."""
    if not Decimal(value).is_finite():
        return ""
    if value == int(value):
        return str(int(value))
    return f"{float(value):.15g}".replace(".", ",")


def _warsaw(moment: dt.datetime) -> dt.datetime:
    """The moment on a clock in Warsaw, to the minute, without the zone no spreadsheet knows."""
    local = moment.astimezone(WARSAW) if moment.tzinfo else moment
    return local.replace(tzinfo=None, second=0, microsecond=0)


def _sheet_title(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", clean(title)).strip().strip("'")[:31] or "Dane"


class _Sheet:
    """The one sheet of a workbook, and the formats its cells share."""

    # Any: xlsxwriter ships no types.
    def __init__(self, book: Any, title: str) -> None:
        self.page = book.add_worksheet(title)
        self.bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.minute = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})

    def head(self, columns: Sequence[Column]) -> None:
        for index, column in enumerate(columns):
            self.page.set_column(index, index, column.shown_width)
            self.page.write_string(0, index, clean(column.title)[:CELL_CHARS], self.bold)
        self.page.freeze_panes(1, 0)

    def write(self, row: int, values: Sequence[Value]) -> None:
        for index, value in enumerate(values):
            if value is not None and value != "":
                self._cell(row, index, value)

    def finish(self, columns: Sequence[Column], count: int) -> None:
        if columns:
            self.page.autofilter(0, 0, count, len(columns) - 1)

    def _cell(self, row: int, index: int, value: Value) -> None:
        if isinstance(value, dt.datetime):
            self._date(row, index, _warsaw(value), self.minute)
        elif isinstance(value, dt.date):
            self._date(row, index, value, self.day)
        elif _fits_as_number(value):
            self.page.write_number(row, index, value)
        else:
            self.page.write_string(row, index, text_of(value)[:CELL_CHARS])

    def _date(self, row: int, index: int, value: dt.date, form: Any) -> None:
        # The calendar of spreadsheets begins in 1900 and is wrong about its first two months.
        if value.year > 1900:
            self.page.write_datetime(row, index, value, form)
        else:
            self.page.write_string(row, index, text_of(value))


def _fits_as_number(value: Value) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return False
    return Decimal(value).is_finite() and -SAFE_DIGITS < value < SAFE_DIGITS

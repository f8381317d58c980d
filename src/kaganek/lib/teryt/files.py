"""From the bytes of a downloaded file to its raw rows: ZIP, CSV, XML in the new and the old shape."""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element  # a type only; parsing is `closed_xml`

from kaganek.lib.closed_xml import BrokenXml, ForbiddenXml, parsed
from kaganek.lib.teryt.model import TercFault, TercProblem

FILE_BYTES = 20 * 1024 * 1024
ENTRIES = 100


class RawRow(NamedTuple):
    """One row as the file spells it, with the number a person would find it under."""

    number: int
    values: Mapping[str, str]


def raw_rows(data: bytes) -> list[RawRow]:
    """Rows of a register file of any shape the office of statistics gives it."""
    if len(data) > FILE_BYTES:
        raise TercFault(TercProblem.TOO_BIG, limit=FILE_BYTES)
    if data.startswith(b"PK"):
        data = _unzipped(data)
    rows = (
        _xml_rows(data) if data.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").startswith(b"<") else _csv_rows(data)
    )
    if not rows:
        raise TercFault(TercProblem.EMPTY)
    return rows


def _unzipped(data: bytes) -> bytes:
    """The register inside the archive: the CSV when both are there, since it names rows by line."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entry = _register_entry(archive.infolist())
            with archive.open(entry) as file:
                content = file.read(FILE_BYTES + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise TercFault(TercProblem.BROKEN) from error
    if len(content) > FILE_BYTES:
        raise TercFault(TercProblem.BOMB)
    return content


def _register_entry(entries: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    if len(entries) > ENTRIES or sum(entry.file_size for entry in entries) > 10 * FILE_BYTES:
        raise TercFault(TercProblem.BOMB)
    for ending in (".csv", ".xml"):
        found = [entry for entry in entries if entry.filename.lower().endswith(ending)]
        if found:
            return next((entry for entry in found if "terc" in entry.filename.lower()), found[0])
    raise TercFault(TercProblem.NO_FILE_IN_ZIP)


def _csv_rows(data: bytes) -> list[RawRow]:
    try:
        reader = csv.reader(io.StringIO(_text(data), newline=""), delimiter=";")
        header = [name.strip().upper() for name in next(reader, [])]
        return list(_table(reader, header))
    except csv.Error as error:
        raise TercFault(TercProblem.BROKEN) from error


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp1250")
        except UnicodeDecodeError as error:
            raise TercFault(TercProblem.BROKEN) from error
    if "\x00" in text:
        raise TercFault(TercProblem.BROKEN)
    return text


# Any iterator of rows that knows its line; csv gives its reader no public type.
def _table(reader: Iterator[list[str]], header: list[str]) -> Iterator[RawRow]:
    for number, cells in enumerate(reader, start=2):
        if not any(cell.strip() for cell in cells):
            continue  # the official file ends with a blank line
        if len(cells) != len(header):
            raise TercFault(TercProblem.RAGGED_ROW, row=number, cells=len(cells), expected=len(header))
        yield RawRow(number, {name: cell.strip() for name, cell in zip(header, cells, strict=True)})


def _xml_rows(data: bytes) -> list[RawRow]:
    try:
        root = parsed(data)
    except (BrokenXml, ForbiddenXml) as error:
        raise TercFault(TercProblem.BROKEN) from error
    rows = [_xml_values(row) for row in root.iter("row")]
    return [RawRow(number, values) for number, values in enumerate(rows, start=1) if any(values.values())]


def _xml_values(row: Element) -> dict[str, str]:
    """<WOJ>02</WOJ>, and the old <col name="WOJ">02</col>."""
    return {(cell.get("name") or cell.tag).strip().upper(): (cell.text or "").strip() for cell in row}

"""CSV files: which encoding, which delimiter, then the rows."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from kaganek.lib.sheet_child.cells import Row, within
from kaganek.lib.sheet_child.limits import Bounds
from kaganek.lib.sheet_child.refusal import Refusal

# The letters ą ś ź Ą Ś Ź are the ones that tell the two Polish eight-bit encodings apart.
ONLY_WINDOWS = b"\xb9\x9c\x9f\xa5\x8c\x8f"
ONLY_ISO = b"\xb1\xb6\xbc\xa1\xa6\xac"
PLAIN = "\t\n\r\x0b\x0c\x1a"
SAMPLE_CHARS = 65_536
SAMPLE_ROWS = 60
GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def read_text(data: bytes, bounds: Bounds) -> tuple[str, str, list[Row]]:
    """Encoding, delimiter and rows of a text file."""
    encoding, text = _decode(data)
    declared, text = _declared_delimiter(text)
    delimiter = declared or _guess_delimiter(text[:SAMPLE_CHARS])
    skipped = 1 if declared else 0
    try:
        rows = list(within(_records(text, delimiter, bounds, strict=True), bounds))
    except _Untidy:
        rows = list(within(_records(text, delimiter, bounds, strict=False), bounds))
    return encoding, delimiter, [(number + skipped, cells) for number, cells in rows]


def _decode(data: bytes) -> tuple[str, str]:
    encoding = _encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "cp1250":
            raise Refusal("unknown_type", looks_like="binary") from error
        encoding, text = "iso-8859-2", data.decode("iso-8859-2")
    _refuse_binary(text[: SAMPLE_CHARS * 4])
    name = {"utf-8-sig": "utf-8", "cp1250": "windows-1250"}.get(encoding, encoding)
    return name, text.removeprefix("\ufeff")


def _encoding(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = data[:4096]
    if head.count(0) * 4 > len(head):
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        windows = sum(data.count(code) for code in ONLY_WINDOWS)
        iso = sum(data.count(code) for code in ONLY_ISO)
        return "iso-8859-2" if iso > windows else "cp1250"
    return "utf-8-sig"


def _refuse_binary(text: str) -> None:
    odd = sum(1 for char in text if (char < " " and char not in PLAIN) or "\x7f" <= char < "\xa0")
    if "\x00" in text or odd * 50 > len(text):
        raise Refusal("unknown_type", looks_like="binary")


def _declared_delimiter(text: str) -> tuple[str, str]:
    """Excel's own first line "sep=;" names the delimiter and is not data."""
    first, _, rest = text[:20].partition("\n")
    first = first.strip().strip('"')
    if rest and len(first) == 5 and first.lower().startswith("sep="):
        return first[4], text.partition("\n")[2]
    return "", text


def _guess_delimiter(sample: str) -> str:
    """The candidate that cuts the most rows into the same, larger number of cells."""
    return max(";\t,|", key=lambda candidate: _evenness(sample, candidate))


def _evenness(sample: str, delimiter: str) -> int:
    lines = io.StringIO(sample, newline="")
    widths: Counter[int] = Counter()
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            if any(row):
                widths[len(row)] += 1
            if widths.total() >= SAMPLE_ROWS:
                break
    except csv.Error:
        return 0
    if delimiter == "," and _looks_like_names(sample, widths):
        return 0
    return max(((width - 1) * count for width, count in widths.items()), default=0)


def _looks_like_names(sample: str, widths: Counter[int]) -> bool:
    """A single column of "Nowak, Jan" under a heading without a comma is not a table of two columns."""
    only_pairs = set(widths) == {1, 2}
    return only_pairs and sample.count(",") == sample.count(", ")


class _Untidy(Exception):
    """A quoted cell goes on after its closing quote; read it leniently."""


def _records(text: str, delimiter: str, bounds: Bounds, *, strict: bool) -> Iterator[list[str]]:
    csv.field_size_limit(bounds.cell_chars)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    number = 1
    try:
        for number, row in enumerate(reader, start=2):  # noqa: B007 - the row being read if the next fails
            yield [_unguard(cell) for cell in row]
    except csv.Error as error:
        if "field larger" in str(error):
            raise Refusal("cell_too_long", limit=bounds.cell_chars, row=number) from error
        if "unexpected end" in str(error):
            raise Refusal("open_quote", row=number) from error
        if strict:
            raise _Untidy from error
        raise Refusal("broken", row=number) from error


def _unguard(cell: str) -> str:
    """Our exports put ' before a cell that would otherwise be a formula; reading takes it off again."""
    return cell[1:] if GUARDED.match(cell) else cell

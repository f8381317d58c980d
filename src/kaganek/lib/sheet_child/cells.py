"""Values as the text a person sees, and rows kept within bounds."""

import datetime as dt
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from kaganek.lib.sheet_child.limits import Bounds
from kaganek.lib.sheet_child.refusal import Refusal

Row = tuple[int, list[str]]

INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"
CONTROLS = {code: None for code in range(32) if chr(code) not in "\t\n"} | {0x7F: None}


def clean(text: str) -> str:
    """One spelling of the same text: composed letters, plain line ends, no control characters."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = text.replace("\r\n", "\n").replace("\r", "\n").translate(CONTROLS)
    return text.strip().strip(INVISIBLE).strip()


def number_text(value: float) -> str:
    """2.0 → "2", 1.5 → "1,5": fifteen significant digits, as a Polish spreadsheet shows them."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.15g}".replace(".", ",")


def duration_text(value: dt.timedelta) -> str:
    """36 hours and a quarter → "36:15"."""
    minutes, seconds = divmod(int(value.total_seconds()), 60)
    text = f"{minutes // 60}:{minutes % 60:02}"
    return f"{text}:{seconds:02}" if seconds else text


def moment_text(value: dt.datetime) -> str:
    """A day, and the hour when there is one."""
    if value.time() == dt.time():
        return value.date().isoformat()
    return value.isoformat(sep=" ", timespec="seconds" if value.second else "minutes")


def cell_text(value: object) -> str:
    """Any cell as text. True is "tak", because that is what lists and exports here are written with."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return "tak" if value else "nie"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, dt.datetime):
        return moment_text(value)
    if isinstance(value, dt.timedelta):
        return duration_text(value)
    if isinstance(value, dt.time):
        return value.isoformat(timespec="seconds" if value.second else "minutes")
    return value.isoformat() if isinstance(value, dt.date) else ""


def within(rows: Iterable[Sequence[object]], bounds: Bounds) -> Iterator[Row]:
    """Rows that say anything, with their numbers as a spreadsheet shows them, counted as they come."""
    cells = 0
    for number, row in enumerate(rows, start=1):
        if number > bounds.rows:
            raise Refusal("too_many_rows", limit=bounds.rows)
        if len(row) > bounds.columns and any(row[bounds.columns :]):
            raise Refusal("too_many_columns", limit=bounds.columns, row=number)
        texts = [cell_text(value) for value in row[: bounds.columns]]
        while texts and not texts[-1]:
            texts.pop()
        cells += len(texts)
        if cells > bounds.cells:
            raise Refusal("too_many_cells", limit=bounds.cells, row=number)
        if any(len(text) > bounds.cell_chars for text in texts):
            raise Refusal("cell_too_long", limit=bounds.cell_chars, row=number)
        if texts:
            yield number, texts

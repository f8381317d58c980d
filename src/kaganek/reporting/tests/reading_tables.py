"""The same report read back from its screen, its files and its paper, each in the words of the screen."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import date, datetime
from typing import Any

import openpyxl
from django.test import Client

from kaganek.lib.polish import exact_percent, number
from kaganek.lib.tests.reading_pdf import table_rows, text_of

ROW = re.compile(r'<tr role="row"[^>]*>(.*?)</tr>', re.DOTALL)
CELL = re.compile(r"<t([hd]) role=\"(\w+)\"[^>]*>(.*?)</t[hd]>", re.DOTALL)
TOTAL = re.compile(
    r'kg-stat__label">([^<]*)</span><span class="kg-stat__value">(?:<a href="([^"]*)">)?([^<]*)<'
)
Table = tuple[list[str], list[list[str]], list[list[str]]]  # heading, rows, totals


def body(response: Any) -> bytes:
    text = b"".join(response.streaming_content) if response.streaming else response.content
    if getattr(response, "file_to_stream", None):  # closing the whole response would also close the database
        response.file_to_stream.close()
    return text


def plain(text: str) -> str:
    """The words of a piece of HTML on one line; hard spaces inside numbers go."""
    words = html.unescape(re.sub(r"<[^>]+>", " ", text.replace("<wbr>", "")))
    return " ".join(re.sub(r"(?<=\d)\xa0(?=\d)", "", words).split())


def cells(row: str) -> list[str]:
    return [plain(content) for _, _, content in CELL.findall(row)]


def screen(client: Client, address: str, params: dict[str, str]) -> Table:
    """All pages of the report."""
    rows: list[list[str]] = []
    page = 1
    while True:
        text = client.get(address, {**params, "page": str(page)}).content.decode()
        table = first_table(text)
        rows += lines(table)
        if f"page={page + 1}" not in text:
            break
        page += 1
    head = headings(table)
    foot = table.partition("<tfoot")[2]
    if foot:
        return head, rows, [cells(one) for one in ROW.findall(foot)]
    return head, rows, [[plain(label), plain(value)] for label, _, value in TOTAL.findall(text)]


def first_table(page: str) -> str:
    return page[page.index("<table") : page.index("</table>")] if "<table" in page else ""


def headings(table: str) -> list[str]:
    return [plain(one) for one in re.findall(r"<th[^>]*columnheader[^>]*>(.*?)</th>", table, re.DOTALL)]


def lines(table: str) -> list[list[str]]:
    """The rows of a table of the screen, without its heading and its totals."""
    return [cells(one) for one in ROW.findall(table.partition("<tbody")[2].partition("</tbody>")[0])]


def split(rows: list[list[str]]) -> tuple[list[list[str]], list[list[str]]]:
    """Rows of a file and the totals that end it."""
    first = next(at for at, row in enumerate(rows) if row[0].startswith("Razem"))
    totals = [[cell.removeprefix("Razem: ") for cell in row] for row in rows[first:]]
    return rows[:first], totals


def from_csv(client: Client, address: str, params: dict[str, str]) -> Table:
    text = body(client.get(f"{address[:-1]}.csv", params)).decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text), delimiter=";")
    return head, *split([[said(unguarded(cell)) for cell in row] for row in rows])


def csv_rows(response: Any) -> list[list[str]]:
    """Every line of a list as a file, the headings first."""
    return in_csv(body(response))


def in_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def xlsx_rows(response: Any) -> list[list[str]]:
    """The same of a sheet, each cell as the screen says it."""
    return in_xlsx(body(response))


def in_xlsx(content: bytes) -> list[list[str]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[typed(cell) for cell in row] for row in book.worksheets[0].iter_rows()]


def unguarded(cell: str) -> str:
    """What our own reader makes of a cell that was kept from being a formula."""
    return cell[1:] if re.match(r"'+[=+\-@]", cell) else cell


def from_xlsx(client: Client, address: str, params: dict[str, str]) -> Table:
    book = openpyxl.load_workbook(io.BytesIO(body(client.get(f"{address[:-1]}.xlsx", params))))
    first, *others = book.worksheets[0].iter_rows()
    rows, totals = split([[typed(cell) for cell in row] for row in others])
    return [cell.value for cell in first], rows, [_cut(row) for row in totals]


def _cut(row: list[str]) -> list[str]:
    """A line of totals in a sheet is as wide as the sheet: what was never written is cut off."""
    return row[:2] if row[0] != "Razem" else row


def said(text: str) -> str:
    """A cell of CSV as the screen says it."""
    if not text:
        return "–"
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return f"{date.fromisoformat(text):%d.%m.%Y}"
    if re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", text):
        return f"{datetime.fromisoformat(text):%d.%m.%Y %H:%M}"
    if re.fullmatch(r"-?(0|[1-9]\d*)", text):
        return number(int(text)).replace("\xa0", "")
    if re.fullmatch(r"-?\d+,\d+", text):
        return exact_percent(float(text.replace(",", "."))).removesuffix("%")
    return " ".join(text.split())


def typed(cell: Any) -> str:
    """A cell of XLSX as the screen says it."""
    match cell.value:
        case None:
            return "–"
        case datetime() as at:
            return f"{at:%d.%m.%Y}" if cell.number_format == "yyyy-mm-dd" else f"{at:%d.%m.%Y %H:%M}"
        case int() | float() as value:
            return exact_percent(value).removesuffix("%").replace("\xa0", "")
        case value:
            return " ".join(str(value).split())


def squashed(rows: list[list[str]]) -> list[list[str]]:
    """Letters and digits alone: paper breaks and hyphenates words as it must."""
    return [["".join(sign for sign in cell if sign.isalnum()) for cell in row] for row in rows]


def on_paper(pdf: bytes, table: Table) -> bool:
    """Whether the paper has the heading, the rows in their order and no other, and the totals, as it reads aloud."""
    head, rows, totals = table
    grouped = bool(totals) and totals[0][0] == "Razem"
    said = squashed(table_rows(pdf))
    if said != (squashed([head, *rows, *(totals if grouped else [])]) if rows else []):
        return False
    text = "".join(sign for sign in text_of(pdf) if sign.isalnum())
    return grouped or all("".join(row) in text for row in squashed(totals))

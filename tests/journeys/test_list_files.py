"""The check of lists and their files sees what it is for."""

from __future__ import annotations

import io

import openpyxl
import pytest

from tests.journeys.list_files import unlike

PAGE = """<a href="/sprawy.csv?stan=open">CSV</a><a href="/sprawy.xlsx?stan=open">XLSX</a>
<table><tbody><tr role="row"><th role="rowheader">wykres</th></tr></tbody></table>
<ul class="kg-active" aria-label="Wynik"><li class="soft">Znaleziono 2 sprawy.</li></ul>
<table><thead><tr><th role="columnheader">Sprawa</th></tr></thead><tbody>
<tr role="row"><td role="cell"></td><th role="rowheader"><a href="/1/">A/1</a><small>Jan</small></th></tr>
<tr role="row"><td role="cell"></td><th role="rowheader"><a href="/2/">A/2</a><small>Ola</small></th></tr>
</tbody></table>"""
ROWS = [["Sprawa", "Dni"], ["A/1", "3"], ["A/2", "04"]]


def files(csv: list[list[str]], xlsx: list[list[str]]) -> dict[str, bytes]:
    book = openpyxl.Workbook()
    for row in xlsx:
        book.active.append([int(cell) if cell == "3" else cell for cell in row])
    sheet = io.BytesIO()
    book.save(sheet)
    text = "\r\n".join(";".join(row) for row in csv)
    return {"/sprawy.csv?stan=open": text.encode("utf-8-sig"), "/sprawy.xlsx?stan=open": sheet.getvalue()}


def test_files_of_the_same_rows_are_alike() -> None:
    assert unlike(PAGE, files(ROWS, ROWS).__getitem__) == []
    assert unlike("<p>Nic</p>", files(ROWS, ROWS).__getitem__) == []


@pytest.mark.parametrize(
    ("csv", "xlsx", "said"),
    [
        (ROWS, [*ROWS[:2], ["A/2", "05"]], "is not /sprawy.xlsx"),
        (ROWS, ROWS[:2], "longer"),
        (ROWS[:2], ROWS[:2], "1 rows, and the page says"),
        ([ROWS[0], ROWS[2], ROWS[1]], [ROWS[0], ROWS[2], ROWS[1]], "on the screen"),
    ],
    ids=["another value", "fewer rows", "fewer than the screen", "another order"],
)
def test_a_file_of_other_rows_is_told(csv: list[list[str]], xlsx: list[list[str]], said: str) -> None:
    assert said in " ".join(unlike(PAGE, files(csv, xlsx).__getitem__))

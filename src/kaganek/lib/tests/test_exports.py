import datetime as dt
import io
import re
import tracemalloc
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaganek.lib import exports
from kaganek.lib.exports import Column, TooManyRows, csv_rows, guarded, text_of, xlsx_bytes, xlsx_chunks
from kaganek.lib.sheets import read_table

COLUMNS = [Column("Nazwisko"), Column("Wartość", width=20)]
MIDNIGHT = re.compile(
    r"(?<=^\d{4}-\d\d-\d\d) 00:00$"
)  # a workbook that is read does not say whether it is an hour
WARSAW_NOON = dt.datetime(2026, 7, 1, 10, 0, tzinfo=dt.UTC)
EVIL = [
    "=1+1", "+48 600 700 800", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=cmd|' /C calc'!A0", "＝1+1", "--1",
    "=HYPERLINK(\"http://x\")", "-", "+", "-5a", "- punkt",
]  # fmt: skip


def csv_file(rows, columns=COLUMNS):
    return b"".join(csv_rows(columns, rows))


def read_both(rows, columns=COLUMNS):
    of_csv = read_table(csv_file(rows, columns), filename="a.csv")
    of_xlsx = read_table(xlsx_bytes(columns, rows), filename="a.xlsx")
    of_text = [(r.number, [MIDNIGHT.sub("", cell) for cell in r.cells]) for r in of_csv.rows]
    return of_text, [(r.number, r.cells) for r in of_xlsx.rows]


def opened(rows, columns=COLUMNS):
    return openpyxl.load_workbook(io.BytesIO(xlsx_bytes(columns, rows))).active


def test_csv_is_what_polish_spreadsheets_open():
    data = csv_file([["Żak; Ewa", Decimal("70.50")], ['mówi "nie"', None]])

    assert data == '\ufeffNazwisko;Wartość\r\n"Żak; Ewa";70,5\r\n"mówi ""nie""";\r\n'.encode()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), (True, "tak"), (False, "nie"), (0, "0"), (-5, "-5"), (Decimal("100.00"), "100"), (0.1 + 0.2, "0,3"),
        (Decimal("1E+2"), "100"), (float("nan"), ""), (Decimal("Infinity"), ""), (dt.date(2026, 11, 20), "2026-11-20"),
        (WARSAW_NOON, "2026-07-01 12:00"), (WARSAW_NOON.replace(second=7, microsecond=9), "2026-07-01 12:00"),
        (WARSAW_NOON.replace(hour=22), "2026-07-02 00:00"),
        ("a\r\nb\x00", "a\nb"), ("x\ud800", "x\ufffd"),
    ],
)  # fmt: skip
def test_every_type_has_its_text(value, text):
    assert text_of(value) == text


@pytest.mark.parametrize("text", EVIL)
def test_no_text_is_a_formula_in_csv(text):
    line = csv_file([[text, 1]]).decode("utf-8-sig").split("\r\n", 1)[1]

    assert line.lstrip('"').startswith("'")


@pytest.mark.parametrize("text", ["-5", "-5,25", "5", "Nowak-Żak", "a=b", "", "'x"])
def test_plain_numbers_and_texts_stay_as_they_are(text):
    assert guarded(text) == text


def test_no_cell_of_a_workbook_is_a_formula_or_a_link():
    rows = [[text, f"http://x/{text}"] for text in EVIL]

    data = xlsx_bytes([Column("=1+1"), Column("@x")], rows)

    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert sheet["A1"].value == "=1+1"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not any(
            "<f>" in archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")
        )
        assert not any("hyperlink" in archive.read(name).decode() for name in archive.namelist())


def test_a_workbook_is_ready_to_work_in():
    sheet = opened([["Żak", 1], ["Nowak", 2]])

    assert sheet.title == "Dane"
    assert sheet["A1"].font.b
    assert not sheet["A2"].font.b
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:B3")
    assert round(sheet.column_dimensions["B"].width) == 21  # the file adds the padding of a cell


def test_numbers_and_dates_of_a_workbook_are_numbers_and_dates():
    sheet = opened([[3, Decimal("1.5")], [dt.date(2026, 11, 20), WARSAW_NOON], [10**18, dt.date(1899, 1, 1)]])

    assert [cell.value for row in sheet.iter_rows(min_row=2) for cell in row] == [
        3,
        1.5,
        dt.datetime(2026, 11, 20),  # noqa: DTZ001 - spreadsheets know no time zones
        dt.datetime(2026, 7, 1, 12, 0),  # noqa: DTZ001
        str(10**18),
        "1899-01-01",
    ]
    assert (sheet["A3"].number_format, sheet["B3"].number_format) == ("yyyy-mm-dd", "yyyy-mm-dd hh:mm")


def test_what_is_no_number_leaves_its_cell_empty():
    of_csv, of_xlsx = read_both([["a", Decimal("NaN")], ["b", float("inf")]])

    assert of_csv == of_xlsx
    assert of_csv[1:] == [(2, ["a"]), (3, ["b"])]


def test_the_same_table_is_read_back_from_both_files():
    rows = [
        ["Brzęczyszczykiewicz-Żak", 1], ["007", Decimal("70.00")], [None, 0.125], [True, dt.date(2026, 11, 20)],
        [False, WARSAW_NOON], ["a;b\n\"c\"", WARSAW_NOON.replace(second=59)], [-5, "-5"], ["12,5", 44051401359],
        [dt.datetime(2026, 1, 1, tzinfo=exports.WARSAW), 10**17], ["'=1", "''+1"], *([text, "x"] for text in EVIL),
    ]  # fmt: skip

    of_csv, of_xlsx = read_both(rows)

    assert of_csv == of_xlsx
    assert len(of_csv) == len(rows) + 1
    assert of_csv[2] == (3, ["007", "70"])
    assert of_csv[10][1] == ["'=1", "''+1"]
    assert of_csv[11][1] == ["=1+1", "x"]


CELLS = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=12),
    st.integers(-(10**14), 10**14),
    st.decimals(-(10**6), 10**6, places=3),
    st.dates(dt.date(1901, 1, 1)),
    st.datetimes(dt.datetime(1950, 1, 1), timezones=st.just(dt.UTC)),  # noqa: DTZ001 - bounds are naive by design
    st.booleans(),
    st.none(),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=8))
def test_any_table_is_read_back_the_same_from_both_files(rows):
    of_csv, of_xlsx = read_both(rows)

    assert of_csv == of_xlsx


def test_both_files_stream():
    big = [["Żak", number] for number in range(1000)]

    assert len(list(csv_rows(COLUMNS, big))) == 1 + 5
    assert len(list(xlsx_chunks(COLUMNS, [[f"{n:x}" * 7, n] for n in range(20_000)]))) > 3


def test_a_long_csv_is_never_whole_in_memory():
    tracemalloc.start()
    total = sum(len(piece) for piece in csv_rows(COLUMNS, (["Żak" * 20, n] for n in range(50_000))))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert total > 4_000_000
    assert peak < 1_000_000


def test_a_table_longer_than_a_sheet_is_refused(monkeypatch):
    monkeypatch.setattr(exports, "SHEET_ROWS", 10)

    assert xlsx_bytes(COLUMNS, [["a", 1]] * 10)
    with pytest.raises(TooManyRows) as caught:
        xlsx_bytes(COLUMNS, [["a", 1]] * 11)
    assert caught.value.limit == 10


def test_a_text_longer_than_a_cell_is_cut_rather_than_lost():
    assert len(opened([["a" * 40_000, 1]])["A2"].value) == 32_767


@pytest.mark.parametrize(
    ("title", "shown"), [("Raport: 1/2", "Raport  1 2"), ("", "Dane"), ("'", "Dane"), ("x" * 40, "x" * 31)]
)
def test_any_title_becomes_a_name_of_a_sheet(title, shown):
    data = xlsx_bytes(COLUMNS, [], title=title)

    assert openpyxl.load_workbook(io.BytesIO(data)).active.title == shown

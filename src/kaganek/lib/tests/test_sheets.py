import datetime as dt
import io
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

import kaganek
from kaganek.lib import fenced
from kaganek.lib.sheets import Fault, Limits, SheetFault, explain, read_table
from kaganek.lib.tests import hostile
from kaganek.lib.tests.shared import shared_data

PEOPLE = "Nazwisko;Imię;E-mail\r\nBrzęczyszczykiewicz-Żak;Łucja;l.zak@zalesie.pl\r\nŚwist;Józef;\r\n"
CELLS = [
    ["Nazwisko", "Imię", "E-mail"],
    ["Brzęczyszczykiewicz-Żak", "Łucja", "l.zak@zalesie.pl"],
    ["Świst", "Józef"],
]


def cells(sheet):
    return [row.cells for row in sheet.rows]


def xlsx(*sheets) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1250", "iso-8859-2", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_text_is_read_in_every_encoding_delimiter_and_line_end(encoding, delimiter, line_end):
    text = PEOPLE.replace("\r\n", line_end).replace(";", delimiter)

    sheet = read_table(text.encode(encoding), filename="lista.csv")

    assert cells(sheet) == CELLS
    assert sheet.delimiter == delimiter


@pytest.mark.parametrize(
    ("encoding", "named"), [("cp1250", "windows-1250"), ("iso-8859-2", "iso-8859-2"), ("utf-8-sig", "utf-8")]
)
def test_the_encoding_found_is_named(encoding, named):
    assert read_table(PEOPLE.encode(encoding), filename="lista.csv").encoding == named


def test_blank_rows_are_left_out_and_keep_the_numbering():
    sheet = read_table(b"Wykaz;;\r\n\r\n;;\r\na;b\r\n", filename="lista.csv")

    assert [(row.number, row.cells) for row in sheet.rows] == [(1, ["Wykaz"]), (4, ["a", "b"])]


def test_quoted_cells_keep_delimiters_quotes_and_lines():
    sheet = read_table(b'a;b\r\n"x;y";"say ""no""\r\nagain"\r\n', filename="lista.csv")

    assert cells(sheet)[1] == ["x;y", 'say "no"\nagain']


def test_a_comma_inside_names_does_not_beat_the_semicolon():
    text = "Nazwisko i imię;E-mail\nNowak, Jan;a@b.pl\nŻak, Ewa;\n"

    assert cells(read_table(text.encode(), filename="l.csv"))[1] == ["Nowak, Jan", "a@b.pl"]


def test_a_single_column_of_names_with_commas_stays_one_column():
    assert cells(read_table("Pracownik\nNowak, Jan\nŻak, Ewa\n".encode(), filename="l.csv"))[1] == [
        "Nowak, Jan"
    ]


def test_the_delimiter_line_of_excel_is_not_data_but_counts_as_a_row():
    sheet = read_table(b"sep=,\r\na,b\r\n1,2\r\n", filename="l.csv")

    assert [(row.number, row.cells) for row in sheet.rows] == [(2, ["a", "b"]), (3, ["1", "2"])]


def test_quotes_used_loosely_do_not_stop_the_reading():
    assert cells(read_table(b'a;b\n"Jan" Nowak;x\n', filename="l.csv"))[1] == ["Jan Nowak", "x"]


def test_values_of_a_workbook_come_as_a_person_sees_them():
    moment = dt.datetime(2026, 11, 20, 14, 30)  # noqa: DTZ001 - spreadsheets know no time zones
    values = [1, 2.5, 0.1 + 0.2, True, dt.date(2026, 11, 20), moment, dt.time(8, 5),
              dt.timedelta(hours=36, minutes=15), "007", 44051401359, "  Żak\xa0", None, "x"]  # fmt: skip

    sheet = read_table(xlsx(("Lista", [values])), filename="lista.xlsx")

    assert sheet.name == "Lista"
    assert cells(sheet)[0] == [
        "1", "2,5", "0,3", "tak", "2026-11-20", "2026-11-20 14:30", "8:05".zfill(5), "36:15", "007", "44051401359",
        "Żak", "", "x",
    ]  # fmt: skip


def test_a_formula_gives_the_value_saved_with_it_and_is_not_computed():
    computed = "<c r='A1'><f>1+1</f><v>40</v></c><c r='B1'><f>2+2</f></c><c r='C1'><v>3</v></c>"

    assert cells(read_table(hostile.xlsx(f'<row r="1">{computed}</row>'), filename="l.xlsx")) == [
        ["40", "", "3"]
    ]


def test_the_first_sheet_with_content_is_read():
    sheet = read_table(xlsx(("Pusty", []), ("Dane", [[], [None, "x"]]), ("Inne", [["y"]])), filename="l.xlsx")

    assert (sheet.name, sheet.sheet_names) == ("Dane", ["Pusty", "Dane", "Inne"])
    assert [(row.number, row.cells) for row in sheet.rows] == [(2, ["", "x"])]


def test_a_hidden_sheet_waits_behind_the_visible_ones():
    book = openpyxl.Workbook()
    book.active.append(["secret"])
    book.active.sheet_state = "hidden"
    book.create_sheet("Jawny").append(["open"])
    out = io.BytesIO()
    book.save(out)

    assert cells(read_table(out.getvalue(), filename="l.xlsx")) == [["open"]]


def test_open_document_is_read_with_rows_repeated_to_the_end_of_the_sheet():
    rows = (
        f"<table:table-row>{hostile.ods_cell('Nazwisko')}{hostile.ods_cell('Imię')}</table:table-row>"
        f"<table:table-row>{hostile.ods_cell('Żak')}{hostile.ods_cell('Ewa')}</table:table-row>"
        '<table:table-row table:number-rows-repeated="1048574"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )

    assert cells(read_table(hostile.ods(rows), filename="l.ods")) == [["Nazwisko", "Imię"], ["Żak", "Ewa"]]


def test_an_old_workbook_is_read():
    path = shared_data("xlsform", "tutorial.xls")

    assert read_table(path.read_bytes(), filename="tutorial.xls").rows[0].cells[:3] == [
        "tutorial notes",
        "type",
        "name",
    ]


def test_the_name_of_the_file_does_not_decide():
    assert cells(read_table(xlsx(("A", [["x"]])), filename="lista.csv")) == [["x"]]
    assert cells(read_table(b"x;y\n", filename="lista.xlsx")) == [["x", "y"]]


def test_a_claimed_dimension_of_a_million_cells_costs_nothing():
    data = hostile.xlsx(
        f'<row r="1">{hostile.inline("A1", "x")}</row>', dimension='<dimension ref="A1:XFD1048576"/>'
    )

    assert cells(read_table(data, filename="l.xlsx")) == [["x"]]


def test_the_largest_list_of_the_platform_is_read_quickly():
    rows = [
        [f"Nazwisko{n}", "Łucja", f"a{n}@urzad.pl", "Wydział Organizacyjny", "inspektor", n]
        for n in range(3300)
    ]

    sheet = read_table(xlsx(("Lista", rows)), filename="lista.xlsx")

    assert len(sheet.rows) == 3300
    assert sheet.rows[-1].cells[-1] == "3299"


def test_exactly_the_allowed_number_of_rows_passes():
    limits = Limits(rows=3, columns=2)

    assert len(read_table(b"1;2\n3;4\n5;6\n", filename="l.csv", limits=limits).rows) == 3
    with pytest.raises(SheetFault) as caught:
        read_table(b"1;2\n3;4\n5;6\n7;8\n", filename="l.csv", limits=limits)
    assert (caught.value.code, caught.value.facts) == (Fault.TOO_MANY_ROWS, {"limit": 3})
    assert explain(caught.value).startswith("Arkusz ma za dużo wierszy: największa dopuszczalna liczba to 3.")


def test_a_reading_that_takes_too_long_is_stopped():
    with pytest.raises(SheetFault) as caught:
        read_table(b"1;2\n", filename="l.csv", limits=Limits(wall_seconds=0.001))
    assert caught.value.code == Fault.TIMEOUT


def test_an_answer_larger_than_agreed_is_cut_off():
    with pytest.raises(SheetFault) as caught:
        read_table(b"abc;def\n" * 10_000, filename="l.csv", limits=Limits(answer_bytes=1000))
    assert caught.value.code == Fault.TOO_MANY_CELLS


def test_control_characters_do_not_reach_the_database():
    assert cells(read_table(b"a\x0bb;c\x1ad\n" + b"tekst;tekst\n" * 20, filename="l.csv"))[0] == ["ab", "cd"]


def test_letters_written_in_two_pieces_are_put_together():
    assert cells(read_table("Z\u0307ak;x\n".encode(), filename="l.csv")) == [["Żak", "x"]]


def test_the_child_sees_no_secrets_of_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    seen = tmp_path / "seen"
    real = subprocess.Popen

    def spy(command, **options):
        seen.write_text(repr(sorted(options["env"])))
        return real(command, **options)

    monkeypatch.setattr(subprocess, "Popen", spy)

    read_table(b"a;b\n", filename="l.csv")

    assert "DATABASE_URL" in os.environ
    assert "DATABASE_URL" not in seen.read_text()


def test_the_child_loads_neither_django_nor_the_rest_of_the_product():
    code = "import sys; import kaganek.lib.sheet_child.main; print([n for n in sys.modules if n.startswith(('django', 'kaganek'))])"
    place = str(Path(kaganek.__file__).parents[1])
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": place}
    ).stdout

    assert "django" not in loaded
    few = {"kaganek", "kaganek.lib", "kaganek.lib.fence"}
    assert all("sheet_child" in name or name in few for name in eval(loaded))


def test_a_table_that_fits_the_memory_agreed_does_not_fit_a_smaller_one():
    data = xlsx(("A", [[f"{row}-{column}" for column in range(20)] for row in range(3000)]))

    assert len(read_table(data, filename="l.xlsx").rows) == 3000
    with pytest.raises(SheetFault) as caught:
        read_table(data, filename="l.xlsx", limits=Limits(memory_bytes=22 * 1024 * 1024))
    assert caught.value.code == Fault.MEMORY


def test_the_fence_stops_endless_work(monkeypatch):
    """A parser that never ends: the limit of processor time ends it before the clock does."""
    endless = (
        "import sys; sys.path[1:1] = sys.argv[2:]; from kaganek.lib.fence import fence\n"
        "fence(memory_bytes=2**28, cpu_seconds=1)\nwhile 1: pass"
    )
    monkeypatch.setattr(fenced, "START", endless)

    with pytest.raises(SheetFault) as caught:
        read_table(b"a;b", filename="l.csv", limits=Limits(cpu_seconds=1, wall_seconds=60))

    assert caught.value.code == Fault.TIMEOUT


def test_the_largest_table_allowed_is_read_within_the_limits():
    line = ";".join(f"Brzęczyszczykiewicz {column}" for column in range(15))

    sheet = read_table("\r\n".join([line] * 20_000).encode("cp1250"), filename="l.csv")

    assert len(sheet.rows) == 20_000
    assert len(sheet.rows[-1].cells) == 15

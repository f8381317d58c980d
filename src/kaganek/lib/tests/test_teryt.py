import csv
import datetime as dt
import io
import zipfile
from collections import Counter
from dataclasses import replace

import pytest

from kaganek.lib.teryt import VOIVODESHIPS, ChangeKind, Kind, TercFault, TercProblem, diff, explain, read_terc
from kaganek.lib.tests.hostile import BOMB_DTD, XXE_DTD, lying, zipped
from kaganek.lib.tests.shared import shared_data

HEADER = "WOJ;POW;GMI;RODZ;NAZWA;NAZWA_DOD;STAN_NA"
DAY = "2025-01-01"
COUNTRY = [f"{code};;;;{name.upper()};województwo;{DAY}" for code, name in VOIVODESHIPS.items()]
LOCAL = [
    f"02;01;;;bolesławiecki;powiat;{DAY}",
    f"02;01;01;1;Bolesławiec;gmina miejska;{DAY}",
    f"02;01;02;2;Bolesławiec;gmina wiejska;{DAY}",
    f"02;01;04;3;Nowogrodziec;gmina miejsko-wiejska;{DAY}",
    f"02;01;04;4;Nowogrodziec;miasto;{DAY}",
    f"02;01;04;5;Nowogrodziec;obszar wiejski;{DAY}",
    f"14;65;;;Warszawa;miasto stołeczne, na prawach powiatu;{DAY}",
    f"14;65;01;1;Warszawa;gmina miejska, miasto stołeczne;{DAY}",
    f"14;65;02;8;Bemowo;dzielnica;{DAY}",
]
ROWS = COUNTRY + LOCAL


def terc(rows=ROWS, *, header=HEADER, mark="\ufeff", end="\r\n") -> bytes:
    return (mark + end.join([header, *rows, ""]) + end).encode()


def xml(rows=ROWS, *, old=False) -> bytes:
    names = HEADER.split(";")
    if old:
        names[5] = "NAZDOD"
    body = ""
    for row in rows:
        cells = zip(names, row.split(";"), strict=True)
        body += "<row>"
        for name, value in cells:
            body += f'<col name="{name}">{value}</col>' if old else f"<{name}>{value}</{name}>"
        body += "</row>"
    return f'<?xml version="1.0" encoding="utf-8"?><teryt><catalog name="TERC" date="{DAY}">{body}</catalog></teryt>'.encode()


def without(*starts):
    return [row for row in ROWS if not row.startswith(starts)]


def refusal(data: bytes) -> TercFault:
    with pytest.raises(TercFault) as caught:
        read_terc(data)
    return caught.value


@pytest.fixture(scope="module")
def current():
    return read_terc(shared_data("teryt", "TERC_Urzedowy_2025-11-18.csv").read_bytes())


@pytest.fixture(scope="module")
def previous():
    return read_terc(shared_data("teryt", "TERC_Urzedowy_2025-03-20.csv").read_bytes())


@pytest.mark.rule("O-02")
def test_the_whole_country_of_2025(current):
    assert current.state_on == dt.date(2025, 1, 1)
    assert len(current.units) == len(current.by_code) == 2809
    assert Counter(unit.kind for unit in current.units) == {
        Kind.RURAL: 1459, Kind.MIXED: 718, Kind.URBAN: 236, Kind.CITY: 66, Kind.POWIAT: 314, Kind.VOIVODESHIP: 16,
    }  # fmt: skip


def test_every_unit_agrees_with_the_list_derived_apart(current):
    with shared_data("jst_2025-01-01.csv").open(encoding="utf-8-sig") as file:
        listed = {
            row["teryt"]: (
                row["kind"],
                ("powiat " if row["kind"] == "powiat" else "") + row["name"],
                row["rodz"],
            )
            for row in csv.DictReader(file)
        }

    assert {u.code: (u.kind.value, u.name, u.teryt[6:]) for u in current.units} == listed


def test_the_archive_as_downloaded_gives_the_same_register_from_either_of_its_files(current):
    data = shared_data("teryt", "TERC_Urzedowy_2025-11-18.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        inside = archive.read("TERC_Urzedowy_2025-11-18.xml")

    assert read_terc(data) == read_terc(inside) == current


def test_nine_changes_between_2024_and_2025(previous, current):
    changes = diff(previous, current)

    assert Counter(change.kind for change in changes) == {ChangeKind.KIND_CHANGED: 7, ChangeKind.CREATED: 2}
    assert [c.new.name for c in changes if c.kind is ChangeKind.CREATED] == ["Szczawa", "Grabówka"]
    assert diff(current, current) == []


@pytest.mark.parametrize(
    "data",
    [
        terc(),
        terc(mark=""),
        terc(end="\n"),
        terc(header=HEADER.replace("NAZWA_DOD", "NAZDOD")),
        terc(header=HEADER.lower()),
        terc().decode("utf-8-sig").encode("cp1250"),
        xml(),
        xml(old=True),
        zipped({"TERC_Urzedowy_2025-01-01.xml": xml()}),
        zipped({"SIMC.csv": "x", "TERC_Urzedowy_2025-01-01.csv": terc(), "a.xml": "<a/>"}),
    ],
    ids=["bom", "no bom", "lf", "nazdod", "lower", "windows", "xml", "old xml", "zip xml", "zip csv"],
)
def test_every_official_shape_is_read(data):
    register = read_terc(data)

    assert len(register.units) == 16 + 5
    assert [
        (u.code, u.kind, u.name, u.teryt, u.parent) for u in register.units if u.code[:4] in {"0201", "1465"}
    ] == [
        ("0201", Kind.POWIAT, "powiat bolesławiecki", "0201", "02"),
        ("020101", Kind.URBAN, "Bolesławiec", "0201011", "0201"),
        ("020102", Kind.RURAL, "Bolesławiec", "0201022", "0201"),
        ("020104", Kind.MIXED, "Nowogrodziec", "0201043", "0201"),
        ("146501", Kind.CITY, "Warszawa", "1465011", "14"),
    ]
    assert register.by_code["24"].name == "śląskie"
    assert register.by_code["24"].parent is None


DUPLICATED = [*ROWS, f"02;01;01;2;Bolesławiec;gmina wiejska;{DAY}"]
REFUSED = {
    "no column": (terc(header=HEADER.replace("GMI", "GMINA")), TercProblem.MISSING_COLUMN, None, "kolumny GMI"),
    "no label column": (terc(header=HEADER.replace("NAZWA_DOD", "X")), TercProblem.MISSING_COLUMN, None, "NAZWA_DOD"),
    "no column in one xml row": (xml().replace(b"<RODZ>4</RODZ>", b""), TercProblem.MISSING_COLUMN, 21, "RODZ"),
    "15 voivodeships": (terc(without("06;")), TercProblem.VOIVODESHIPS, None, "Brakuje: lubelskie."),
    "17 voivodeships": (
        terc([*ROWS, f"34;;;;NOWE;województwo;{DAY}"]), TercProblem.VOIVODESHIPS, 27, "Kod 34 nie jest żadnym z nich."
    ),
    "orphan gmina": (terc(without("02;01;;")), TercProblem.ORPHAN, 18, "020101 Bolesławiec"),
    "orphan town": (terc(without("02;01;04;3")), TercProblem.ORPHAN, 21, "020104 Nowogrodziec"),
    "district without city": (
        terc([*without("14;65"), f"14;65;02;8;Bemowo;dzielnica;{DAY}"]), TercProblem.ORPHAN, 24, "146502 Bemowo"
    ),
    "powiat without gminas": (terc([*ROWS, f"02;02;;;x;powiat;{DAY}"]), TercProblem.CHILDLESS, 27, "0202"),
    "city with two gminas": (
        terc([*ROWS, f"14;65;03;1;Warszawa;gmina miejska;{DAY}"]), TercProblem.CHILDLESS, 24, "dokładnie jedną"
    ),
    "unknown kind": (terc([*ROWS, f"02;01;05;7;Xyz;?;{DAY}"]), TercProblem.UNKNOWN_KIND, 27, "RODZ: 7"),
    "no kind": (terc([*ROWS, f"02;01;05;;Xyz;?;{DAY}"]), TercProblem.UNKNOWN_KIND, 27, "RODZ: puste"),
    "kind on a powiat": (terc([*ROWS, f"02;05;;2;Xyz;powiat;{DAY}"]), TercProblem.UNKNOWN_KIND, 27, "Xyz"),
    "two dates": (terc([*ROWS[:-1], ROWS[-1].replace(DAY, "2024-01-01")]), TercProblem.MANY_DATES, 26, "2024-01-01"),
    "no date": (terc([r.replace(DAY, "01.01.2025") for r in ROWS]), TercProblem.BAD_DATE, 2, "01.01.2025"),
    "duplicate gmina": (terc([*ROWS, ROWS[17]]), TercProblem.DUPLICATE, 27, "już jest w wierszu 19"),
    "one gmina of two kinds": (terc(DUPLICATED), TercProblem.DUPLICATE, 27, "020101"),
    "duplicate voivodeship": (terc([*ROWS, ROWS[0]]), TercProblem.DUPLICATE, 27, "wierszu 2"),
    "lost zeros": (terc([r.removeprefix("0") for r in ROWS]), TercProblem.BAD_CODE, 2, "„2  ”"),
    "gap in code": (terc([*ROWS, f"02;;01;1;Xyz;gmina;{DAY}"]), TercProblem.BAD_CODE, 27, "„02  01”"),
    "other digits": (terc([*ROWS, f"02;٠١;01;1;Xyz;gmina;{DAY}"]), TercProblem.BAD_CODE, 27, "٠١"),
    "no name": (terc([*ROWS, f"02;01;05;1;;gmina;{DAY}"]), TercProblem.NO_NAME, 27, "020105"),
    "cut off": (terc([*ROWS, "02;01;05;1;Gro"]), TercProblem.RAGGED_ROW, 27, "powinna być 7"),
    "simc": (b"WOJ;POW;GMI;RODZ_GMI;RM;MZ;NAZWA;SYM;SYMPOD;STAN_NA\r\n02;01;01;1;96;1;B;1;1;x", TercProblem.OTHER_REGISTER,
             None, "To jest rejestr SIMC, a nie TERC."),
    "ulic": (b"WOJ;POW;GMI;RODZ_GMI;SYM;SYM_UL;CECHA;NAZWA_1;NAZWA_2;STAN_NA\r\n1;2;3;4;5;6;7;8;9;0",
             TercProblem.OTHER_REGISTER, None, "ULIC"),
    "wmrodz": (b"RM;NAZWA_RM;STAN_NA\r\n00;x;2025-01-01", TercProblem.OTHER_REGISTER, None, "WMRODZ"),
    "a list of people": (b"Nazwisko;Imie\r\nNowak;Jan\r\n", TercProblem.NOT_TERC, None, "To nie jest plik"),
    "no rows": (terc([]), TercProblem.EMPTY, None, "ani jednego wiersza"),
    "no bytes": (b"", TercProblem.EMPTY, None, "ani jednego wiersza"),
    "nulls": (bytes(1000), TercProblem.BROKEN, None, "nie da się odczytać"),
    "noise": (b"\x81\x8d\xff", TercProblem.BROKEN, None, "nie da się odczytać"),
    "cut xml": (xml()[:-50], TercProblem.BROKEN, None, "nie da się odczytać"),
    "cut zip": (zipped({"TERC.csv": terc()})[:-30], TercProblem.BROKEN, None, "nie da się odczytać"),
    "zip of something": (zipped({"a.txt": "x"}), TercProblem.NO_FILE_IN_ZIP, None, "W archiwum nie ma"),
    "bomb": (zipped({"TERC.csv": bytes(210_000_000)}), TercProblem.BOMB, None, "zbyt wielkie"),
    "bigger than allowed": (zipped({"TERC.csv": bytes(21_000_000)}), TercProblem.BOMB, None, "zbyt wielkie"),
    "lying bomb": (lying(zipped({"TERC.csv": bytes(30_000_000)}), b"TERC.csv", 100), TercProblem.BROKEN, None, "odczytać"),
    "too big": (bytes(21_000_000), TercProblem.TOO_BIG, None, "za duży"),
    "laughs": (f'<?xml version="1.0"?>{BOMB_DTD}<x>&l9;</x>'.encode(), TercProblem.BROKEN, None, "odczytać"),
    "foreign entity": (f'<?xml version="1.0"?>{XXE_DTD}<x>&f;</x>'.encode(), TercProblem.BROKEN, None, "odczytać"),
}  # fmt: skip


@pytest.mark.rule("O-01")
@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_breaks_a_rule_is_refused_with_its_row_named(name):
    data, code, row, words = REFUSED[name]

    fault = refusal(data)

    assert (fault.code, fault.row) == (code, row)
    sentence = explain(fault)
    assert words in sentence
    assert sentence.endswith(".")
    assert row is None or sentence.startswith(f"Wiersz {row}: ")


def changed(old_units, new_units):
    register = read_terc(terc())
    old = {unit.code: unit for unit in register.units + old_units}
    return [(c.kind.value, c.code) for c in diff(old, replace(register, units=register.units + new_units))]


@pytest.fixture
def village():
    return replace(read_terc(terc()).by_code["020102"], code="020109", name="Nowa", teryt="0201092")


def test_a_new_unit_and_one_that_is_gone(village):
    assert changed([], [village]) == [("created", "020109")]
    assert changed([village], []) == [("gone", "020109")]


def test_a_unit_renamed_and_raised_to_a_town_has_two_changes(village):
    town = replace(village, name="Inna", kind=Kind.MIXED, teryt="0201093")

    assert changed([village], [town]) == [("kind_changed", "020109"), ("renamed", "020109")]


def test_a_unit_moved_to_another_powiat_is_one_unit_with_a_new_code(village):
    moved = replace(village, code="022101", teryt="0221012")

    assert changed([village], [moved]) == [("code_changed", "022101")]


def test_a_move_is_not_guessed_between_namesakes(village):
    one, two = replace(village, code="022101"), replace(village, code="022102")

    assert changed([village], [one, two]) == [
        ("gone", "020109"),
        ("created", "022101"),
        ("created", "022102"),
    ]


def test_the_same_name_in_another_voivodeship_is_another_unit(village):
    assert changed([village], [replace(village, code="140101")]) == [
        ("gone", "020109"),
        ("created", "140101"),
    ]

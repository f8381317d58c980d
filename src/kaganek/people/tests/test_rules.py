"""What a row of a list of employees says, and what is wrong with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaganek.lib.names import NameOrder
from kaganek.people.rules import (
    EmployeeRow,
    ReadRow,
    RowFault,
    free_logins,
    match_key,
    office_codes,
    place,
    read_employee,
    repeated,
)

RIGHT = {"last_name": "Maj", "first_name": "Ewa", "email": "ewa@zalesie.example"}


def read(**cells: str) -> ReadRow | RowFault:
    return read_employee({**RIGHT, **cells}, row=9)


def person(
    row: int, last: str, first: str = "Ewa", *, email: str = "", department: str = "", office: int = 1
):
    return ReadRow(row, EmployeeRow(office, first, last, email=email, department=department))


@pytest.mark.parametrize(
    ("cells", "first", "last"),
    [
        ({"full_name": "Brzęczyszczykiewicz-Żak, Łucja"}, "Łucja", "Brzęczyszczykiewicz-Żak"),
        ({"full_name": "BRZĘCZYSZCZYKIEWICZ - ŻAK ŁUCJA"}, "Łucja", "Brzęczyszczykiewicz-Żak"),
        ({"full_name": "mgr inż. Nowak Jan"}, "Jan", "Nowak"),
        ({"last_name": " KOWALSKA ", "first_name": "anna"}, "Anna", "Kowalska"),
        ({"last_name": "O’Neill", "first_name": "Sinéad"}, "Sinéad", "O'Neill"),
        ({"last_name": "Лис", "first_name": "Ольга"}, "Ольга", "Лис"),
    ],
)
def test_names_come_out_tidy(cells, first, last):
    found = read_employee(cells, row=2)

    assert isinstance(found, ReadRow)
    assert (found.employee.first_name, found.employee.last_name, found.note) == (first, last, "")


def test_a_doubtful_split_is_pointed_at():
    found = read_employee({"full_name": "Nowak Jan Maria"}, row=2, name_order=NameOrder.LAST_FIRST)

    assert isinstance(found, ReadRow)
    assert found.note == "Sprawdź podział: imię „Jan Maria”, nazwisko „Nowak”."


@pytest.mark.rule("P-01")
@pytest.mark.parametrize(
    ("cells", "field", "reason"),
    [
        ({"last_name": "", "first_name": ""}, "last_name", "Brakuje imienia i nazwiska. Wpisz je albo usuń ten wiersz."),
        ({"first_name": ""}, "first_name", "Brakuje imienia. Wpisz imię."),
        ({"last_name": ""}, "last_name", "Brakuje nazwiska. Wpisz nazwisko."),
        ({"last_name": "Maj2"}, "last_name", "Nazwisko „Maj2” ma znak „2”. Popraw wpis w tej komórce."),
        ({"first_name": "<b>Ewa"}, "first_name", "Imię „<b>Ewa” ma znak „<”. Popraw wpis w tej komórce."),
        ({"last_name": "=A1"}, "last_name", "Nazwisko „=A1” ma znak „=”. Popraw wpis w tej komórce."),
        ({"email": "ewa.zalesie.example"}, "email", "W adresie e-mail brakuje znaku @. Popraw adres albo zostaw pustą komórkę."),
        ({"email": "ewa@zalesie"}, "email", "Adres e-mail jest niepełny. Brakuje końcówki, na przykład: .pl"),
        ({"email": "łucja@zalesie.pl"}, "email", "Adres e-mail ma polskie litery. Popraw go: używaj tylko liter a–z bez ogonków."),
        ({"email": "a@b.pl, c@d.pl"}, "email", "W tej komórce jest więcej niż jeden adres albo spacja. Zostaw jeden adres e-mail."),
        ({"email": "ewa@@zalesie.pl"}, "email", "Adres e-mail jest niepoprawny. Wpisz go tak: imie.nazwisko@urzad.pl"),
        ({"position": "x" * 161}, "position", "Tekst w kolumnie „Stanowisko” jest za długi. Skróć go do 160 znaków."),
    ],
)  # fmt: skip
def test_each_fault_names_row_column_and_way_out(cells, field, reason):
    found = read(**cells)

    assert isinstance(found, RowFault)
    assert (found.row, found.field, found.reason) == (9, field, reason)


def test_a_full_name_without_a_first_name_shows_how_to_write_it():
    found = read_employee({"full_name": "Łuczak"}, row=30)

    assert found == RowFault(
        30, "full_name", "Brakuje imienia. Wpisz „Łuczak, imię” albo rozdziel imię i nazwisko na dwie kolumny.",
        name="Łuczak",
    )  # fmt: skip


@pytest.mark.rule("P-01")
@pytest.mark.parametrize("text", ["", "-", "brak", "BRAK", " – ", "n/d", "nie ma"])
def test_no_email_is_right(text):
    found = read(email=text)

    assert isinstance(found, ReadRow)
    assert found.employee.email == ""


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("EWA@Zalesie.Example", "ewa@zalesie.example"),
        ("mailto:ewa@z.pl", "ewa@z.pl"),
        ("<ewa@z.pl>;", "ewa@z.pl"),
    ],
)
def test_addresses_are_tidied(text, email):
    assert read(email=text).employee.email == email


def test_invisible_and_control_signs_are_dropped():
    found = read(last_name="Ma\u200bj\x00", department="Wydział\nFinansów")

    assert (found.employee.last_name, found.employee.department) == ("Maj", "Wydział Finansów")


@pytest.mark.rule("P-02")
def test_the_same_person_is_told_by_email_else_by_name_and_department():
    assert match_key("Ewa", "Maj", email="EWA@Z.pl", department="A") == "ewa@z.pl"
    assert match_key("Łucja", "Żak", email="", department="Kadry") == "zak lucja | kadry"
    assert match_key("Lucja", "ŻAK", email="", department="KADRY") == "zak lucja | kadry"


def test_repetitions_name_the_earlier_row():
    rows = [
        person(2, "Maj", email="ewa@z.pl"),
        person(3, "Maj", email="ewa@z.pl"),
        person(4, "Lis", email="ewa@z.pl"),
        person(5, "Sowa", department="A"),
        person(6, "Sowa", department="A"),
        person(7, "Sowa", department="B"),
        person(8, "Maj", email="ewa@z.pl", office=2),
    ]
    found = repeated(rows)

    assert {row: (fault.field, fault.reason.split(".")[0]) for row, fault in found.items()} == {
        3: ("email", "Ta sama osoba jest już w wierszu 2"),
        4: ("email", "Ten sam adres e-mail ma już osoba w wierszu 2"),
        6: ("last_name", "Ta sama osoba jest już w wierszu 5"),
    }


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("141101", ["141101"]), ("1411012", ["141101"]), ("60902", ["060902"]), ("0609022", ["060902"]),
        ("609022", ["060902"]), ("14 11 01 2", ["141101"]), ("1411", ["1411"]), ("14", ["14"]),
        ("990101", []), ("", []), ("abc", []), ("12345678", []), ("²²", []),
    ],
)  # fmt: skip
def test_register_codes_as_people_and_spreadsheets_write_them(text, codes):
    assert office_codes(text) == codes


def test_a_row_goes_to_the_office_of_its_code():
    offices = {"141101": 7, "060902": 8}
    bare, coded = person(2, "Maj"), ReadRow(3, person(3, "Maj").employee, teryt="60902")

    assert place(coded, offices, own=None).employee.office_id == 8
    assert place(bare, offices, own=7).employee.office_id == 7
    assert place(coded, offices, own=8).employee.office_id == 8
    assert place(coded, offices, own=7).reason.startswith("Kod TERYT „60902” należy do innego urzędu.")
    assert place(bare, offices, own=None).reason.startswith("Brakuje kodu TERYT urzędu.")
    wrong = ReadRow(4, coded.employee, teryt="Zalesie")
    assert place(wrong, offices, own=None).reason.startswith("„Zalesie” nie jest kodem TERYT.")
    far = ReadRow(4, coded.employee, teryt="146501")
    assert "nie bierze udziału w projekcie" in place(far, offices, own=None).reason


@pytest.mark.rule("P-03")
def test_logins_get_the_lowest_free_number():
    assert free_logins(["e.maj", "e.maj", "j.lis", "e.maj"], ["e.maj", "e.maj3", "e.majer"]) == [
        "e.maj2", "e.maj4", "j.lis", "e.maj5",
    ]  # fmt: skip


@pytest.mark.rule("P-03")
@given(
    st.lists(st.sampled_from(["a.b", "a.b2", "c.d"]), max_size=30),
    st.sets(st.sampled_from(["a.b", "a.b2", "a.b3", "c.d"])),
)
def test_logins_are_always_unique_and_never_taken(bases, taken):
    logins = free_logins(bases, taken)

    assert len(set(logins)) == len(bases)
    assert not set(logins) & taken
    assert all(login.startswith(base) for base, login in zip(bases, logins, strict=True))


@given(
    st.dictionaries(
        st.sampled_from(["full_name", "first_name", "last_name", "email", "department", "teryt"]),
        st.text(max_size=60),
    )
)
def test_no_row_whatsoever_breaks_the_reading(cells):
    found = read_employee(cells, row=1)

    if isinstance(found, ReadRow):
        who = found.employee
        assert who.first_name
        assert who.last_name
        assert len(who.match_key) <= 300
        assert "\x00" not in f"{who}"
    else:
        assert found.reason.endswith((".", ".pl"))

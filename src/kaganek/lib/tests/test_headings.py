import pytest

from kaganek.lib.employees_vocabulary import EMPLOYEE_COLUMNS, full_name_order
from kaganek.lib.headings import match_headings, normalise
from kaganek.lib.names import NameOrder
from kaganek.lib.sheets import Row, read_table


def rows(*texts):
    return [Row(number, text.split("|")) for number, text in enumerate(texts, start=1) if text]


def match(*texts):
    return match_headings(rows(*texts), EMPLOYEE_COLUMNS)


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Nazwisko", "last_name"), ("NAZWISKO", "last_name"), ("nazwisko:", "last_name"), ("Imię", "first_name"),
        ("IMIE", "first_name"), ("Imiona", "first_name"), ("Nazwisko i imię", "full_name"),
        ("IMIĘ I NAZWISKO", "full_name"), ("Nazwisko i imię pracownika", "full_name"), ("E-mail", "email"),
        ("e mail", "email"), ("EMAIL", "email"), ("Adres e-mail *", "email"), ("mail służbowy", "email"),
        ("Adres służbowej poczty e-mail", "email"), ("Poczta", "email"), ("Wydział", "department"),
        ("Referat", "department"), ("Komórka organizacyjna", "department"), ("Dział", "department"),
        ("Stanowisko", "position"), ("Funkcja", "position"), ("Tel.", "phone"), ("Telefon komórkowy", "phone"),
        ("TERYT", "teryt"), ("Kod TERYT", "teryt"), ("Kod gminy", "teryt"), ("Urząd", "office"),
        ("Nazwa urzędu", "office"), ("Jednostka", "office"), ("Grupa", "group"), ("Szkolenia", "courses"),
        ("Lp.", "number"), ("L.p.", "number"), ("LP", "number"),
    ],
)  # fmt: skip
def test_a_heading_is_understood_in_its_many_wordings(heading, key):
    found = match(f"{heading}|Zupełnie co innego|Coś jeszcze")

    if found is None:  # a single partial match is no heading row yet; a second heading makes it one
        found = match(f"{heading}|Zupełnie co innego|{'Grupa' if key != 'group' else 'Lp.'}")
    assert found.columns[key] == 0
    assert found.texts[key] == heading


def test_the_heading_lies_beneath_titles_and_blank_lines():
    found = match(
        "Wykaz pracowników Urzędu Gminy Zalesie zgłoszonych na szkolenia",
        "",
        "Urząd Gminy Zalesie|||stan na 2026-11-20",
        "",
        "Lp.|E-mail|Stanowisko|Nazwisko i imię|Uwagi",
        "1|a@zalesie.pl|referent|Żak Ewa|",
    )

    assert found.row_number == 5
    assert dict(found.columns) == {"number": 0, "email": 1, "position": 2, "full_name": 3}
    assert dict(found.unknown) == {4: "Uwagi"}
    assert not found.ambiguous


def test_a_group_heading_above_two_columns_is_passed_over():
    found = match("Dane pracownika||Kontakt", "Nazwisko|Imię|E-mail|Telefon")

    assert (found.row_number, len(found.columns)) == (2, 4)


def test_the_exact_heading_wins_over_one_that_contains_it():
    found = match("Nazwisko rodowe|Nazwisko|Imię ojca|Imię")

    assert dict(found.columns) == {"last_name": 1, "first_name": 3}
    assert dict(found.unknown) == {0: "Nazwisko rodowe", 2: "Imię ojca"}


def test_two_equal_columns_are_left_to_a_person():
    found = match("Nazwisko|Imię|E-mail|Adres e-mail|E-mail")

    assert found.columns["email"] == 3  # the longer wording
    assert match("Nazwisko|Imię|E-mail|E-mail").ambiguous == {"email": [2, 3]}
    assert "email" not in match("Nazwisko|Imię|E-mail|E-mail").columns


def test_a_single_column_of_names_has_a_heading():
    assert match("Wykaz osób", "Nazwisko i imię", "Żak Ewa").row_number == 2


def test_a_list_without_headings_has_none():
    assert (
        match("Żak|Ewa|ewa@zalesie.pl|Wydział Finansowy|Urząd Gminy Zalesie", "Nowak|Jan|jan@zalesie.pl")
        is None
    )
    assert match("1|2|3") is None
    assert match("Urząd Gminy Zalesie") is None
    assert match() is None


def test_the_heading_repeated_on_every_page_is_known_again():
    table = rows("Nazwisko|Imię", "Żak|Ewa", "NAZWISKO|imię", "Nowak|Jan")

    found = match_headings(table, EMPLOYEE_COLUMNS)

    assert [found.repeats(row) for row in table] == [True, False, True, False]


def test_a_value_is_read_by_its_key_even_from_a_short_row():
    found = match("Nazwisko|Imię|E-mail")

    assert found.value(Row(2, ["Żak"]), "last_name") == "Żak"
    assert found.value(Row(2, ["Żak"]), "email") == ""
    assert found.value(Row(2, ["Żak"]), "teryt") == ""


@pytest.mark.parametrize(
    ("heading", "order"),
    [
        ("Nazwisko i imię", NameOrder.LAST_FIRST),
        ("Imię i nazwisko", NameOrder.FIRST_LAST),
        ("IMIONA I NAZWISKO PRACOWNIKA", NameOrder.FIRST_LAST),
        ("Pracownik (nazwisko, imię)", NameOrder.LAST_FIRST),
        ("Pracownik", NameOrder.LAST_FIRST),
    ],
)
def test_the_heading_says_which_part_of_the_name_comes_first(heading, order):
    assert full_name_order(heading) is order


def test_wordings_of_the_vocabulary_do_not_contradict_each_other():
    seen = {}
    for key, wordings in EMPLOYEE_COLUMNS.items():
        for wording in wordings:
            assert seen.setdefault(normalise(wording), key) == key


def test_headings_of_a_real_file_are_found():
    text = "Wykaz;;\r\n;;\r\nAdres e-mail;Imię;Nazwisko\r\na@b.pl;Ewa;Żak\r\n"

    sheet = read_table(text.encode("cp1250"), filename="lista.csv")
    found = match_headings(sheet.rows, EMPLOYEE_COLUMNS)

    assert (found.row_number, dict(found.columns)) == (3, {"email": 0, "first_name": 1, "last_name": 2})

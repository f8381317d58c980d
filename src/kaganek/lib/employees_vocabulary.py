"""The words Polish offices put over the columns of an employee list."""

from collections.abc import Mapping, Sequence

from kaganek.lib.headings import normalise
from kaganek.lib.names import NameOrder

EMPLOYEE_COLUMNS: Mapping[str, Sequence[str]] = {
    "number": ("Lp.", "L.p.", "Nr", "Nr porządkowy", "Liczba porządkowa", "Poz."),
    "last_name": ("Nazwisko", "Nazwiska", "Nazwisko pracownika", "Nazwisko uczestnika"),
    "first_name": ("Imię", "Imiona", "Imię (imiona)", "Pierwsze imię", "Imię pracownika"),
    "full_name": (
        "Nazwisko i imię",
        "Imię i nazwisko",
        "Nazwisko, imię",
        "Nazwisko i imiona",
        "Imiona i nazwisko",
        "Imię nazwisko",
        "Nazwisko imię",
        "Pracownik",
        "Uczestnik",
        "Osoba",
        "Personalia",
    ),
    "email": (
        "E-mail",
        "Email",
        "Mail",
        "Adres e-mail",
        "Adres email",
        "Adres mailowy",
        "E-mail służbowy",
        "Mail służbowy",
        "Poczta",
        "Poczta elektroniczna",
        "Poczta służbowa",
        "Adres poczty",
        "Adres poczty służbowej",
        "Adres elektroniczny",
        "Adres poczty elektronicznej",
        "Służbowy adres e-mail",
    ),
    "department": (
        "Wydział",
        "Referat",
        "Komórka",
        "Komórka organizacyjna",
        "Dział",
        "Departament",
        "Biuro",
        "Oddział",
        "Zespół",
        "Sekcja",
        "Wydział/Referat",
        "Miejsce pracy",
    ),
    "position": ("Stanowisko", "Stanowisko służbowe", "Stanowisko pracy", "Funkcja", "Stanowisko/funkcja"),
    "phone": (
        "Telefon",
        "Tel.",
        "Nr telefonu",
        "Numer telefonu",
        "Telefon służbowy",
        "Telefon kontaktowy",
        "Nr tel.",
    ),
    "teryt": ("TERYT", "Kod TERYT", "Nr TERYT", "Kod gminy", "Kod JST", "Identyfikator TERYT"),
    "office": (
        "Urząd",
        "Nazwa urzędu",
        "Jednostka",
        "Nazwa jednostki",
        "JST",
        "Nazwa JST",
        "Gmina",
        "Pracodawca",
    ),
    "group": ("Grupa", "Grupa szkoleniowa", "Nr grupy", "Numer grupy"),
    "sex": ("Płeć", "Płeć (K/M)"),
    "courses": ("Szkolenia", "Szkolenie", "Kursy", "Kurs", "Nazwa szkolenia", "Wybrane szkolenia"),
}


def full_name_order(heading: str) -> NameOrder:
    """Which part a column of full names writes first, as its heading says; the surname when it does not."""
    words = normalise(heading).split()
    first = next((word for word in words if word.startswith(("imie", "imio", "nazwisk"))), "")
    return NameOrder.FIRST_LAST if first.startswith("imi") else NameOrder.LAST_FIRST

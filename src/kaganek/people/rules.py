"""Pure judgements about lists of employees: what a row says, what is wrong with it, who is the same person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kaganek.lib import names
from kaganek.lib.names import NameOrder
from kaganek.lib.teryt import VOIVODESHIPS

LONGEST = {
    "first_name": 80,
    "last_name": 120,
    "email": 254,
    "department": 160,
    "position": 160,
    "group": 80,
}
LABELS = {
    "first_name": "Imię",
    "last_name": "Nazwisko",
    "full_name": "Nazwisko i imię",
    "email": "E-mail",
    "department": "Komórka organizacyjna",
    "position": "Stanowisko",
    "group": "Grupa",
    "sex": "Płeć",
    "teryt": "Kod TERYT",
    "number": "Lp.",
}
SEXES = {"k": "f", "kobieta": "f", "ż": "f", "f": "f", "m": "m", "mężczyzna": "m", "mezczyzna": "m"}
NO_EMAIL = frozenset({"-", "–", "—", "brak", "nie ma", "n/d", "nd", "x", "nie posiada", "bez adresu"})
NOT_IN_NAMES = re.compile(r"[\d@<>{}\[\]=;:/\\|_#%&*+!?\"]")


@dataclass(frozen=True, slots=True)
class EmployeeRow:
    """One employee as a list gives them, tidied; `office_id` is 0 until the office is known."""

    office_id: int
    first_name: str
    last_name: str
    email: str = ""
    department: str = ""
    position: str = ""
    group_name: str = ""
    sex: str = ""  # of terms.Sex; "" = not told

    @property
    def match_key(self) -> str:
        return match_key(self.first_name, self.last_name, email=self.email, department=self.department)

    @property
    def listed_name(self) -> str:
        return f"{self.last_name}, {self.first_name}"


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with one row: its number in the file, the column, and a sentence with the way out."""

    row: int
    field: str  # a key of LABELS
    reason: str
    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row of the file that is right: its number, the person, the office's code, and what to look at."""

    row: int
    employee: EmployeeRow
    teryt: str = ""
    note: str = ""


def match_key(first_name: str, last_name: str, *, email: str, department: str) -> str:
    """What makes two lines of lists the same person within an office.

    The e-mail in small letters; without an e-mail the name and the department, compared without
    accents and case. Source: rule P-02 in docs/reference/rules.md.
    """
    if email:
        return email.lower()
    return f"{names.fold(last_name)} {names.fold(first_name)} | {names.fold(department)}"[:300]


def read_employee(
    cells: Mapping[str, str], *, row: int, name_order: NameOrder = NameOrder.LAST_FIRST
) -> ReadRow | RowFault:
    """One row of a list as a person, or what is wrong with it; the first fault found decides.

    cells       column key of `lib.employees_vocabulary` → text, missing columns left out.
    row         the number a spreadsheet shows beside the row; it comes back in the answer.
    name_order  which part the column of full names writes first, when the list has one.

    A person without an e-mail is right: they get a slip. Source: rule P-01 in docs/reference/rules.md.
    """
    text = {key: clean(value) for key, value in cells.items()}
    first, last, sure = _names(text, name_order)
    email = _email(text.get("email", ""))
    problem = _name_problem(text, first, last) or _email_problem(email) or _length_problem(text, first, last)
    if problem:
        return RowFault(row, *problem, name=f"{last}, {first}".strip(", "), email=email)
    employee = EmployeeRow(
        office_id=0,
        first_name=first,
        last_name=last,
        email=email,
        department=names.tidy_spaces(text.get("department", "")),
        position=names.tidy_spaces(text.get("position", "")),
        group_name=names.tidy_spaces(text.get("group", "")),
        sex=SEXES.get(text.get("sex", "").lower(), ""),
    )
    note = "" if sure else f"Sprawdź podział: imię „{first}”, nazwisko „{last}”."
    if text.get("sex") and not employee.sex:
        note = f"{note} Płci nie zapiszemy: w kolumnie „Płeć” wpisz K albo M.".strip()
    return ReadRow(row, employee, teryt=text.get("teryt", ""), note=note)


def clean(text: str) -> str:
    """Without control and invisible signs, which databases and printers refuse."""
    visible = "".join(" " if char in "\t\r\n" else char for char in text)
    return "".join(char for char in visible if unicodedata.category(char) not in {"Cc", "Cf", "Cs"}).strip()


def _names(text: Mapping[str, str], order: NameOrder) -> tuple[str, str, bool]:
    first, last = text.get("first_name", ""), text.get("last_name", "")
    if first or last:
        return names.tidy_name(first), names.tidy_name(last), True
    return names.split_full_name(text.get("full_name", ""), order)


def _email(text: str) -> str:
    address = text.removeprefix("mailto:").strip(" <>;,").lower()
    return "" if address in NO_EMAIL else address


def _name_problem(text: Mapping[str, str], first: str, last: str) -> tuple[str, str] | None:
    column = "full_name" if "full_name" in text and not text.get("last_name") else ""
    if not first and not last:
        return column or "last_name", "Brakuje imienia i nazwiska. Wpisz je albo usuń ten wiersz."
    if not first:
        way = (
            f"Wpisz „{last}, imię” albo rozdziel imię i nazwisko na dwie kolumny."
            if column
            else "Wpisz imię."
        )
        return column or "first_name", f"Brakuje imienia. {way}"
    if not last:
        return column or "last_name", "Brakuje nazwiska. Wpisz nazwisko."
    for field, value in (("first_name", first), ("last_name", last)):
        if sign := NOT_IN_NAMES.search(value):
            what = "Imię" if field == "first_name" else "Nazwisko"
            return column or field, f"{what} „{value[:40]}” ma znak „{sign[0]}”. Popraw wpis w tej komórce."
    return None


def _email_problem(email: str) -> tuple[str, str] | None:
    if not email or names.is_email(email):
        return None
    return "email", email_reason(email)


def email_reason(email: str) -> str:
    """Why a text is no e-mail address, and what to write instead."""
    local, at, domain = email.partition("@")
    if not at:
        return "W adresie e-mail brakuje znaku @. Popraw adres albo zostaw pustą komórkę."
    if re.search(r"[\s;,]", email):
        return "W tej komórce jest więcej niż jeden adres albo spacja. Zostaw jeden adres e-mail."
    if not email.isascii():
        return "Adres e-mail ma polskie litery. Popraw go: używaj tylko liter a–z bez ogonków."
    if local and domain and "." not in domain:
        return "Adres e-mail jest niepełny. Brakuje końcówki, na przykład: .pl"
    return "Adres e-mail jest niepoprawny. Wpisz go tak: imie.nazwisko@urzad.pl"


def _length_problem(text: Mapping[str, str], first: str, last: str) -> tuple[str, str] | None:
    found = {**text, "first_name": first, "last_name": last}
    for field, limit in LONGEST.items():
        if len(found.get(field, "")) > limit:
            return field, f"Tekst w kolumnie „{LABELS[field]}” jest za długi. Skróć go do {limit} znaków."
    return None


def repeated(rows: Iterable[ReadRow]) -> dict[int, RowFault]:
    """Faults of rows that repeat an earlier row of the same office, by row number."""
    seen: dict[tuple[int, str], ReadRow] = {}
    faults: dict[int, RowFault] = {}
    for one in rows:
        earlier = seen.setdefault((one.employee.office_id, one.employee.match_key), one)
        if earlier is not one:
            faults[one.row] = _repetition(one, earlier)
    return faults


def _repetition(one: ReadRow, earlier: ReadRow) -> RowFault:
    me, other = one.employee, earlier.employee
    same = names.fold(me.listed_name) == names.fold(other.listed_name)
    if same and me.email:
        field, reason = "email", f"Ta sama osoba jest już w wierszu {earlier.row}. Usuń jeden z tych wierszy."
    elif same:
        field, reason = (
            "last_name",
            (
                f"Ta sama osoba jest już w wierszu {earlier.row}. Usuń jeden z tych wierszy,"
                " a jeśli to dwie osoby, dopisz ich adresy e-mail albo komórki organizacyjne."
            ),
        )
    else:
        field, reason = (
            "email",
            (
                f"Ten sam adres e-mail ma już osoba w wierszu {earlier.row}. Każda osoba potrzebuje własnego adresu;"
                " jeśli go nie ma, zostaw pustą komórkę."
            ),
        )
    return RowFault(one.row, field, reason, name=me.listed_name, email=me.email)


def office_codes(text: str) -> list[str]:
    """The register codes a cell may mean, likeliest first; a spreadsheet eats leading zeros.

    "141101" and "1411012" mean 141101 (the seventh digit is the kind), "60902" means 060902.
    """
    digits = re.sub(r"[\s_-]", "", text)
    if not digits.isascii() or not digits.isdecimal():
        return []
    readings = [digits, f"0{digits}"]
    codes = [code[:6] if len(code) == 7 else code for code in readings if len(code) in (2, 4, 6, 7)]
    return list(dict.fromkeys(code for code in codes if code[:2] in VOIVODESHIPS))


def place(one: ReadRow, offices: Mapping[str, int], *, own: int | None) -> ReadRow | RowFault:
    """The row with its office: `own` when the list belongs to one office, else the office of its code.

    offices   register code → id of the offices this list may speak of.
    """
    found = next((offices[code] for code in office_codes(one.teryt) if code in offices), None)
    employee = one.employee
    if own is not None and (not one.teryt or found == own):
        return replace(one, employee=replace(employee, office_id=own))
    if own is None and found is not None:
        return replace(one, employee=replace(employee, office_id=found))
    return RowFault(
        one.row, "teryt", _code_reason(one.teryt, own), name=employee.listed_name, email=employee.email
    )


def _code_reason(teryt: str, own: int | None) -> str:
    if own is not None:
        return f"Kod TERYT „{teryt[:20]}” należy do innego urzędu. Usuń ten wiersz albo popraw kod."
    if not teryt:
        return "Brakuje kodu TERYT urzędu. Wpisz sześć cyfr kodu, na przykład 141101."
    if not office_codes(teryt):
        return f"„{teryt[:20]}” nie jest kodem TERYT. Wpisz sześć cyfr kodu, na przykład 141101."
    return f"Urząd o kodzie TERYT {teryt[:20]} nie bierze udziału w projekcie. Popraw kod albo najpierw dodaj urząd."


def free_logins(bases: Sequence[str], taken: Iterable[str]) -> list[str]:
    """A unique login for each base, in order: the base itself, else with the lowest free number from 2.

    taken   logins in use that begin with one of the bases; others do no harm.
    Source: rule P-03 in docs/reference/rules.md.
    """
    used = set(taken)
    following: dict[str, int] = {}
    logins = []
    for base in bases:
        number = following.get(base, 1)
        while (login := base if number == 1 else f"{base}{number}") in used:
            number += 1
        used.add(login)
        following[base] = number + 1
        logins.append(login)
    return logins

"""Units of local government as organisations: one per legal person, whatever the file repeats."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class Kind(StrEnum):
    """Kind of a unit of local government. A city with powiat rights is one unit, not two."""

    VOIVODESHIP = "wojewodztwo"
    POWIAT = "powiat"
    URBAN = "gmina_miejska"
    RURAL = "gmina_wiejska"
    MIXED = "gmina_miejsko_wiejska"
    CITY = "miasto_na_prawach_powiatu"

    @property
    def label(self) -> str:
        """The kind in Polish, as it stands in the register."""
        return LABELS[self]


LABELS: Mapping[Kind, str] = {
    Kind.VOIVODESHIP: "województwo",
    Kind.POWIAT: "powiat",
    Kind.URBAN: "gmina miejska",
    Kind.RURAL: "gmina wiejska",
    Kind.MIXED: "gmina miejsko-wiejska",
    Kind.CITY: "miasto na prawach powiatu",
}

VOIVODESHIPS: Mapping[str, str] = {
    "02": "dolnośląskie",
    "04": "kujawsko-pomorskie",
    "06": "lubelskie",
    "08": "lubuskie",
    "10": "łódzkie",
    "12": "małopolskie",
    "14": "mazowieckie",
    "16": "opolskie",
    "18": "podkarpackie",
    "20": "podlaskie",
    "22": "pomorskie",
    "24": "śląskie",
    "26": "świętokrzyskie",
    "28": "warmińsko-mazurskie",
    "30": "wielkopolskie",
    "32": "zachodniopomorskie",
}


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of local government.

    `code` (2, 4 or 6 digits, without the digit of kind) is what files are matched on: the digit of kind
    changes when a village gains town rights. `teryt` keeps that digit for those who print it.
    """

    code: str
    kind: Kind
    name: str  # as people write it: "śląskie", "powiat bolesławiecki", "Bolesławiec"
    teryt: str

    @property
    def voivodeship(self) -> str:
        """Code of the voivodeship."""
        return self.code[:2]

    @property
    def parent(self) -> str | None:
        """Code of the unit it lies in; a city with powiat rights lies directly in its voivodeship."""
        if self.kind is Kind.VOIVODESHIP:
            return None
        return self.code[:2] if self.kind in (Kind.POWIAT, Kind.CITY) else self.code[:4]


@dataclass(frozen=True)
class Register:
    """All units on one day, in the order of their codes."""

    state_on: dt.date
    units: list[Unit]

    @cached_property
    def by_code(self) -> Mapping[str, Unit]:
        """Units under their codes."""
        return {unit.code: unit for unit in self.units}


class TercProblem(StrEnum):
    """Why a register file was refused; `explain` has the sentence for each."""

    TOO_BIG = "too_big"
    BROKEN = "broken"
    BOMB = "bomb"
    NO_FILE_IN_ZIP = "no_file_in_zip"
    EMPTY = "empty"
    OTHER_REGISTER = "other_register"
    NOT_TERC = "not_terc"
    MISSING_COLUMN = "missing_column"
    RAGGED_ROW = "ragged_row"
    BAD_CODE = "bad_code"
    NO_NAME = "no_name"
    BAD_DATE = "bad_date"
    MANY_DATES = "many_dates"
    UNKNOWN_KIND = "unknown_kind"
    VOIVODESHIPS = "voivodeships"
    DUPLICATE = "duplicate"
    ORPHAN = "orphan"
    CHILDLESS = "childless"


class TercFault(Exception):
    """A file that is not a usable TERC register. Carries data; the words are in `explain`.

    `row` is the number a person finds the row under: the line of a CSV file, the n-th <row> of an XML
    file; None when the fault is not about one row.
    """

    def __init__(self, code: TercProblem, *, row: int | None = None, **facts: str | int) -> None:
        super().__init__(code.value)
        self.code = code
        self.row = row
        self.facts = facts

"""From raw rows to units: every rule the register must keep is checked before one unit is believed."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kaganek.lib.teryt.files import RawRow, raw_rows
from kaganek.lib.teryt.model import VOIVODESHIPS, Kind, Register, TercFault, TercProblem, Unit

REQUIRED = ("WOJ", "POW", "GMI", "RODZ", "NAZWA", "STAN_NA")
# Columns only the sister registers have; such a file is likely taken by mistake from the same page.
SISTERS = {"SYM_UL": "ULIC", "RODZ_GMI": "SIMC", "SYM": "SIMC", "NAZWA_RM": "WMRODZ"}
GMINA_KINDS = {"1": Kind.URBAN, "2": Kind.RURAL, "3": Kind.MIXED}
PARTS = {"4", "5", "8", "9"}  # town and rural area of a mixed gmina, district, delegation: not units
CITY_POWIATS_FROM = 61


class _Row(NamedTuple):
    number: int
    code: str  # 2, 4 or 6 digits
    rodz: str
    name: str
    label: str


def read_terc(data: bytes) -> Register:
    """The register in a file downloaded from eTERYT: CSV, XML or the ZIP that holds them.

    A city with powiat rights stands in the file as a powiat and as a gmina; here it is one unit under
    the code of the gmina. Parts of gminas, districts and delegations are checked and left out.

    Raises TercFault, and nothing else, for a file that breaks a rule of the register; nothing of such
    a file can be used.

    Source: instructions of the office of statistics on the structure of TERC files.
    """
    raw = raw_rows(data)
    _refuse_other_files(raw[0].values)
    rows = [_checked(row) for row in raw]
    state_on = _state(raw)
    _refuse_duplicates(rows)
    _refuse_wrong_voivodeships(rows)
    _refuse_orphans(rows)
    units = sorted(_units(rows), key=lambda unit: unit.code)
    return Register(state_on, units)


def _refuse_other_files(values: Mapping[str, str]) -> None:
    for column, register in SISTERS.items():
        if column in values:
            raise TercFault(TercProblem.OTHER_REGISTER, register=register)
    missing = [column for column in REQUIRED if column not in values]
    if "NAZWA_DOD" not in values and "NAZDOD" not in values:
        missing.append("NAZWA_DOD")
    if len(missing) > 3:
        raise TercFault(TercProblem.NOT_TERC)
    if missing:
        raise TercFault(TercProblem.MISSING_COLUMN, column=missing[0])


def _checked(raw: RawRow) -> _Row:
    """One row with a code that can be one, a name and a known kind."""
    missing = [column for column in REQUIRED if column not in raw.values]
    if missing:  # XML may leave a cell out of a single row
        raise TercFault(TercProblem.MISSING_COLUMN, row=raw.number, column=missing[0])
    parts = [raw.values[column] for column in ("WOJ", "POW", "GMI")]
    code, rodz, name = "".join(parts), raw.values["RODZ"], raw.values["NAZWA"]
    gap = not parts[0] or (parts[2] and not parts[1])
    if gap or any(part and not (len(part) == 2 and part.isascii() and part.isdigit()) for part in parts):
        raise TercFault(TercProblem.BAD_CODE, row=raw.number, given=" ".join(parts))
    if not name:
        raise TercFault(TercProblem.NO_NAME, row=raw.number, given=code)
    known = {"1", "2", "3"} | PARTS if len(code) == 6 else {""}
    if rodz not in known:
        raise TercFault(TercProblem.UNKNOWN_KIND, row=raw.number, given=rodz or "puste", name=name)
    label = raw.values.get("NAZWA_DOD") or raw.values.get("NAZDOD") or ""
    return _Row(raw.number, code, rodz, name, label)


def _state(rows: Iterable[RawRow]) -> dt.date:
    """The one day the whole file speaks of."""
    first: tuple[int, str] | None = None
    for number, values in rows:
        given = values["STAN_NA"]
        if first is None:
            first = number, given
        elif given != first[1]:
            raise TercFault(TercProblem.MANY_DATES, row=number, given=given or "puste", first=first[1])
    assert first is not None
    try:
        return dt.date.fromisoformat(first[1])
    except ValueError as error:
        raise TercFault(TercProblem.BAD_DATE, row=first[0], given=first[1]) from error


def _refuse_duplicates(rows: Iterable[_Row]) -> None:
    """The same code may stand again only for a part of its gmina, and each part once."""
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        # A gmina has one kind, so 1, 2 and 3 under one code are two versions of one gmina.
        key = (row.code, row.rodz if row.rodz in PARTS else "")
        if key in seen:
            raise TercFault(
                TercProblem.DUPLICATE, row=row.number, given=row.code, name=row.name, first=seen[key]
            )
        seen[key] = row.number


def _refuse_wrong_voivodeships(rows: Iterable[_Row]) -> None:
    found = {row.code: row for row in rows if len(row.code) == 2}
    strange = sorted(found.keys() - VOIVODESHIPS.keys())
    if strange:
        row = found[strange[0]]
        raise TercFault(TercProblem.VOIVODESHIPS, row=row.number, given=row.code, name=row.name)
    missing = [name for code, name in VOIVODESHIPS.items() if code not in found]
    if missing:
        raise TercFault(TercProblem.VOIVODESHIPS, count=len(found), missing=", ".join(missing))


def _refuse_orphans(rows: list[_Row]) -> None:
    """Every row has the row above it, every powiat has a gmina, every city with powiat rights just one."""
    whole = {row.code for row in rows if row.rodz not in PARTS}
    mixed = {row.code for row in rows if row.rodz == "3"}
    wards = {row.code[:4] for row in rows if row.rodz in GMINA_KINDS}
    for row in rows:
        above = row.code[:-2]
        lost = above and above not in whole
        if lost or (row.rodz in {"4", "5"} and row.code not in mixed):
            raise TercFault(TercProblem.ORPHAN, row=row.number, given=row.code, name=row.name)
    gminas = Counter(row.code[:4] for row in rows if row.rodz in GMINA_KINDS)
    for row in rows:
        if len(row.code) == 4 and (row.code not in wards or (_is_city(row) and gminas[row.code] != 1)):
            raise TercFault(TercProblem.CHILDLESS, row=row.number, given=row.code, name=row.name)


def _is_city(row: _Row) -> bool:
    """A powiat row of a city with powiat rights; the numbering from 61 and the words agree in the file."""
    return int(row.code[2:4]) >= CITY_POWIATS_FROM or "na prawach powiatu" in row.label


def _units(rows: Iterable[_Row]) -> Iterable[Unit]:
    rows = list(rows)
    cities = {row.code for row in rows if len(row.code) == 4 and _is_city(row)}
    for row in rows:
        if len(row.code) == 2:
            yield Unit(row.code, Kind.VOIVODESHIP, VOIVODESHIPS[row.code], row.code)
        elif len(row.code) == 4 and row.code not in cities:
            yield Unit(row.code, Kind.POWIAT, f"powiat {row.name}", row.code)
        elif row.rodz in GMINA_KINDS:
            kind = Kind.CITY if row.code[:4] in cities else GMINA_KINDS[row.rodz]
            yield Unit(row.code, kind, row.name, row.code + row.rodz)

"""Lists of employees: read, judged row by row, kept as a draft until someone confirms them.

Opening a draft writes nothing but the draft. The deed that creates people is
`learning.services.rollout.start_training`, some floors up, because it also enrols and assigns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from kaganek.core.seats import Seat
from kaganek.lib.employees_vocabulary import EMPLOYEE_COLUMNS, full_name_order
from kaganek.lib.headings import Headings, match_headings
from kaganek.lib.sheets import Row, Sheet, read_table
from kaganek.people import rules
from kaganek.people.models import ImportDraft, Person
from kaganek.people.rules import EmployeeRow, ReadRow, RowFault
from kaganek.people.services.accounts import known_people, logins_for, person_sort_name

READ_COLUMNS = (
    "last_name",
    "first_name",
    "full_name",
    "email",
    "department",
    "position",
    "group",
    "sex",
    "teryt",
)
NEW, EXISTS, FIX = "new", "exists", "fix"
NAMESAKE_KNOWN = (
    "Takie imię i nazwisko ma już {login}. Jeśli to ta sama osoba, popraw najpierw jej adres e-mail"
    " albo komórkę na jej stronie; inaczej powstanie drugie konto."
)
NAMESAKE_ROW = "Takie imię i nazwisko ma też wiersz {row}. Jeśli to ta sama osoba, usuń jeden z nich."


class ListUnreadable(Exception):
    """A file that is a table, and no list of employees: `reason` says which way.

    reason   "no_headings", "no_names", "ambiguous" or "no_rows".
    columns  the headings in question.
    """

    def __init__(self, reason: str, columns: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.reason, self.columns = reason, tuple(columns)


class DraftClosed(Exception):
    """This list has been saved already."""


class FaultsLeft(Exception):
    """The list has rows to be mended and nobody agreed to skip them."""

    def __init__(self, rows: Sequence[int]) -> None:
        super().__init__(f"rows {list(rows)}")
        self.rows = tuple(rows)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list with its verdict, as the preview shows it and the draft keeps it."""

    row: int
    verdict: str  # new, exists, fix
    name: str
    email: str
    employee: EmployeeRow | None  # None when the row itself cannot be read
    teryt: str = ""
    login: str = ""
    field: str = ""
    reason: str = ""
    note: str = ""
    person_id: int | None = None  # of someone the office knows already


class CheckedList(NamedTuple):
    """A list as it was read: its rows, the columns understood (key → heading), the headings left out."""

    lines: list[Line]
    columns: dict[str, str]
    left_out: list[str]
    sheet_name: str


def read_lines(sheet: Sheet) -> CheckedList:
    """Every row under the headings, judged by itself alone.

    Raises ListUnreadable.
    """
    headings = match_headings(sheet.rows, EMPLOYEE_COLUMNS)
    if headings is None:
        raise ListUnreadable("no_headings")
    headings = _with_addresses(headings, sheet.rows)
    _check_columns(headings)
    order = full_name_order(headings.texts.get("full_name", ""))
    lines = []
    for row in sheet.rows:
        if row.number > headings.row_number and not headings.repeats(row):
            cells = _cells(headings, row)
            if any(value for key, value in cells.items() if key != "teryt"):
                lines.append(_line(rules.read_employee(cells, row=row.number, name_order=order)))
    if not lines:
        raise ListUnreadable("no_rows")
    columns = {key: text for key, text in headings.texts.items() if key in READ_COLUMNS}
    others = [text for key, text in headings.texts.items() if key not in (*READ_COLUMNS, "number")]
    return CheckedList(lines, columns, [*others, *headings.unknown.values()], sheet.name)


def _with_addresses(headings: Headings, rows: Sequence[Row]) -> Headings:
    """The same headings; a column of addresses under a wording nobody foresaw is the one of e-mails."""
    if "email" in headings.columns or "email" in headings.ambiguous:
        return headings
    under = [row for row in rows if row.number > headings.row_number]
    found = [index for index in headings.unknown if _mostly_addresses([row.cell(index) for row in under])]
    if len(found) != 1:
        return headings
    index = found[0]
    return replace(
        headings,
        columns={**headings.columns, "email": index},
        texts={**headings.texts, "email": headings.unknown[index]},
        unknown={other: text for other, text in headings.unknown.items() if other != index},
    )


def _mostly_addresses(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return sum("@" in cell for cell in filled) * 2 > len(filled)


def _check_columns(headings: Headings) -> None:
    for key, indexes in headings.ambiguous.items():
        if key in READ_COLUMNS:
            raise ListUnreadable("ambiguous", [rules.LABELS[key], *(str(index + 1) for index in indexes)])
    if not {"last_name", "full_name"} & headings.columns.keys():
        raise ListUnreadable("no_names", list(headings.texts.values()))


def _cells(headings: Headings, row: Row) -> dict[str, str]:
    return {key: headings.value(row, key) for key in READ_COLUMNS if key in headings.columns}


def _line(found: ReadRow | RowFault) -> Line:
    if isinstance(found, RowFault):
        return Line(
            found.row, FIX, found.name, found.email, None, field=found.field, reason=found.reason
        )  # fmt: skip
    who = found.employee
    return Line(found.row, NEW, who.listed_name, who.email, who, teryt=found.teryt, note=found.note)


def judge(lines: Sequence[Line], *, offices: Mapping[str, int], own: int | None) -> list[Line]:
    """The same lines judged against the offices, against each other and against the people already known.

    offices   register code → office id, of the offices this list may speak of.
    own       the one office of the list; None when a column of codes decides.

    Reads people within the caller's open seat; four statements whatever the number of lines.
    """
    reads = [
        ReadRow(line.row, replace(line.employee, office_id=0), line.teryt, line.note)
        for line in lines
        if line.employee
    ]
    placed = [rules.place(read, offices, own=own) for read in reads]
    right = [read for read in placed if isinstance(read, ReadRow)]
    faults = {fault.row: fault for fault in placed if isinstance(fault, RowFault)} | rules.repeated(right)
    people = {read.row: read.employee for read in right if read.row not in faults}
    verdicts = _verdicts(people)
    return [_judged(line, faults.get(line.row), people.get(line.row), verdicts) for line in lines]


class Verdict(NamedTuple):
    """What becomes of a right row: new or known, the login, the known person, what to make sure of."""

    verdict: str
    login: str
    person_id: int | None = None
    note: str = ""


def _verdicts(people: Mapping[int, EmployeeRow]) -> dict[int, Verdict]:
    """What becomes of each right row, by row number."""
    known = known_people(list(people.values()))
    found = {row: known.get((who.office_id, who.match_key)) for row, who in people.items()}
    fresh = {row: people[row] for row, person in found.items() if person is None}
    logins = dict(zip(fresh, logins_for(list(fresh.values())), strict=True))
    notes = _namesakes(fresh)
    return {
        row: Verdict(EXISTS, person.login, person.pk)
        if person
        else Verdict(NEW, logins[row], note=notes.get(row, ""))
        for row, person in found.items()
    }


def _namesakes(fresh: Mapping[int, EmployeeRow]) -> dict[int, str]:
    """For new people whose name the office or an earlier row has already: what to make sure of."""
    names = {
        row: (who.office_id, person_sort_name(who.first_name, who.last_name)) for row, who in fresh.items()
    }
    held = Person.objects.filter(
        office__in={office for office, _ in names.values()},
        sort_name__in={name for _, name in names.values()},
    )
    logins = {(person.office_id, person.sort_name): person.login for person in held}
    seen: dict[tuple[int, str], int] = {}
    notes = {}
    for row, name in names.items():
        earlier = seen.setdefault(name, row)
        if name in logins:
            notes[row] = NAMESAKE_KNOWN.format(login=logins[name])
        elif earlier != row:
            notes[row] = NAMESAKE_ROW.format(row=earlier)
    return notes


def _judged(
    line: Line,
    fault: RowFault | None,
    who: EmployeeRow | None,
    verdicts: Mapping[int, Verdict],
) -> Line:
    if fault:
        return replace(line, verdict=FIX, login="", field=fault.field, reason=fault.reason, person_id=None)
    if who is None:
        return line  # the row by itself cannot be read
    verdict, login, person_id, note = verdicts[line.row]
    return replace(
        line, employee=who, verdict=verdict, login=login, person_id=person_id, field="", reason="",
        note=" ".join(filter(None, (line.note, note))),
    )  # fmt: skip


def check_list(
    data: bytes, *, file_name: str, offices: Mapping[str, int], office_id: int | None
) -> CheckedList:
    """Read an uploaded list in a fenced child process and judge every row; nothing is written.

    offices      register code → office id, of the offices within the caller's reach and open seat.
    office_id    the one office of the list; None when the column of TERYT codes decides.

    Raises SheetFault for a file that is no table or hostile, and ListUnreadable for a table that is no list of employees.
    """
    sheet = read_table(data, filename=file_name)
    found = read_lines(sheet)
    if office_id is None and "teryt" not in found.columns:
        raise ListUnreadable("no_codes", list(found.columns.values()))
    return found._replace(lines=judge(found.lines, offices=offices, own=office_id))


def open_draft(
    data: bytes,
    *,
    file_name: str,
    offices: Mapping[str, int],
    office_id: int | None,
    project_id: int,
    by: Seat,
    at: datetime,
) -> ImportDraft:
    """Judge an uploaded list as `check_list` does and keep it for confirming; nothing else is written.

    Source: rules P-01 to P-03 in docs/reference/rules.md.
    """
    found = check_list(data, file_name=file_name, offices=offices, office_id=office_id)
    return ImportDraft.objects.create(
        author_id=by.person_id or 0,  # drafts belong to people, never to the system
        office_id=office_id,
        project=project_id,
        file_name=file_name[:200],
        sheet_name=found.sheet_name[:100],
        rows=dump(found.lines),
        facts={"columns": found.columns, "left_out": found.left_out},
        made_at=at,
    )


def dump(lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [asdict(line) for line in lines]


def lines_of(draft: ImportDraft) -> list[Line]:
    """The judged lines as the draft keeps them."""
    return [
        Line(**{**line, "employee": EmployeeRow(**line["employee"]) if line["employee"] else None})
        for line in draft.rows
    ]


def tally(lines: Sequence[Line]) -> dict[str, int]:
    """How many lines of each verdict: {"new": …, "exists": …, "fix": …}."""
    counts = Counter(line.verdict for line in lines)
    return {verdict: counts[verdict] for verdict in (NEW, EXISTS, FIX)}


def skip_faults(draft_id: int, *, agreed: bool) -> ImportDraft:
    """Note that the author goes on without the rows to be mended, or no longer does.

    Raises ImportDraft.DoesNotExist for someone else's draft, DraftClosed for a saved one.
    """
    draft = locked_draft(draft_id)
    draft.facts = {**draft.facts, "skip_faults": agreed}
    draft.save(update_fields=["facts"])
    return draft


def locked_draft(draft_id: int) -> ImportDraft:
    """The author's own open draft, locked until commit.

    Raises ImportDraft.DoesNotExist, DraftClosed; a second confirmation waits here and then learns
    that the list has been saved.
    """
    draft = ImportDraft.objects.select_for_update(of=("self",)).get(pk=draft_id)
    if draft.state != ImportDraft.State.OPEN:
        raise DraftClosed(draft)
    return draft


def confirmed_rows(
    lines: Sequence[Line], *, offices: Mapping[str, int], own: int | None, skip_faults: bool
) -> list[EmployeeRow]:
    """The people to be written, judged anew against what the database says now.

    Raises FaultsLeft when rows are wrong and nobody has agreed to skip them.
    """
    judged = judge(lines, offices=offices, own=own)
    wrong = [line.row for line in judged if line.verdict == FIX]
    if wrong and not skip_faults:
        raise FaultsLeft(wrong)
    return [line.employee for line in judged if line.employee and line.verdict != FIX]


def close_draft(draft: ImportDraft, **facts: Any) -> None:
    """Mark a list as saved; its rows are dropped, since they live on as people."""
    draft.rows, draft.state = [], ImportDraft.State.DONE
    draft.facts = {**draft.facts, **facts}
    draft.save(update_fields=["rows", "state", "facts"])

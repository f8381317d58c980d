"""The official register comes in: what a file would change, and the change itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Max, Q

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.lib.polish import long_date
from kaganek.lib.teryt import Change, ChangeKind, Kind, Register, Unit, diff
from kaganek.people.models import Office, OfficeState, RegisterDraft, RegisterImport
from kaganek.people.services.office_names import keep_findable, office_name_of
from kaganek.people.terms import JST_KINDS, OfficeKind

REGISTER_LOCK = 7_316_210  # any number, ours
BATCH = 1000
KINDS: Mapping[Kind, OfficeKind] = {
    Kind.VOIVODESHIP: OfficeKind.VOIVODESHIP,
    Kind.POWIAT: OfficeKind.COUNTY,
    Kind.CITY: OfficeKind.CITY_COUNTY,
    Kind.URBAN: OfficeKind.URBAN,
    Kind.RURAL: OfficeKind.RURAL,
    Kind.MIXED: OfficeKind.MIXED,
}
_KIND_OF = {office: kind for kind, office in KINDS.items()}
_WRITTEN = (
    "name", "office_name", "kind", "teryt", "teryt_kind", "voivodeship", "parent", "sort_name", "folded",
    "closed_on",
)  # fmt: skip


class OlderState(Exception):
    """The file says how the country looked before the state already loaded."""

    def __init__(self, given: date, loaded: date) -> None:
        super().__init__(f"{given} is older than {loaded}")
        self.given, self.loaded = given, loaded


@dataclass(frozen=True, slots=True)
class Held:
    """A unit as we hold it, in the shape that registers are compared in."""

    code: str
    kind: Kind
    name: str


class Loaded(NamedTuple):
    """What a load left behind; `new` is False when the register said nothing we did not know."""

    record: RegisterImport
    new: bool


def loaded_state() -> date | None:
    """The day of the register held now."""
    day: date | None = RegisterImport.objects.aggregate(day=Max("state_on"))["day"]
    return day


def plan_changes(register: Register) -> list[Change]:
    """What this register changes in the offices held now, in the order of codes; writes nothing.

    Into an empty system every unit is a created one. An office whose code no register has ever named
    is left alone, since only a unit of the register can be gone from it. Raises OlderState.
    """
    _refuse_older(register)
    held = {office.teryt or "": _held(office) for office in _open_offices(register)}
    return diff(held, register)


@transaction.atomic
def apply_register(register: Register, *, file_name: str, by: Seat, at: datetime) -> Loaded:
    """Bring the offices to the state of the register: new ones, kinds, names, codes, closed ones.

    An office keeps its id through every change of code, name and kind; each state is kept with its
    first and last day. A unit that is gone is closed, never removed. A name of the urząd that
    someone wrote by hand stays; one made by the rule follows the unit.

    Two loads at once wait for each other; the same register again changes nothing and returns the
    record of the first time. The number of statements does not depend on the number of units but
    for batches of a thousand.

    Raises OlderState; then nothing is written.

    Source: rules O-01 to O-04 in docs/reference/rules.md; domain.md 1.2.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTER_LOCK])
    changes = plan_changes(register)
    known = RegisterImport.objects.filter(state_on=register.state_on).order_by("pk").first()
    if known and not changes:
        return Loaded(known, new=False)
    first = loaded_state() is None
    _write(register, changes)
    record = RegisterImport.objects.create(
        state_on=register.state_on,
        loaded_at=at,
        file_name=file_name[:200],
        units=len(register.units),
        changes=described(told(changes, first=first)),
    )
    audit.record(by, "register loaded", record, state_on=register.state_on.isoformat())
    return Loaded(record, new=True)


def keep_draft(register: Register, *, file_name: str, by: Seat, at: datetime) -> RegisterDraft:
    """Keep a register that was read until someone confirms it; drafts older than a day go."""
    RegisterDraft.objects.filter(made_at__lt=at - timedelta(days=1)).delete()
    draft = RegisterDraft.objects.create(
        state_on=register.state_on,
        file_name=file_name[:200],
        units=[[unit.code, unit.kind.value, unit.name, unit.teryt] for unit in register.units],
        made_at=at,
    )
    audit.record(by, "register read", draft, state_on=register.state_on.isoformat())
    return draft


def register_of(draft: RegisterDraft) -> Register:
    """The register a draft keeps."""
    units = [Unit(code, Kind(kind), name, teryt) for code, kind, name, teryt in draft.units]
    return Register(draft.state_on, units)


def confirm_draft(draft_id: int, *, by: Seat, at: datetime) -> Loaded:
    """Load a kept register. Raises RegisterDraft.DoesNotExist, OlderState. Sent twice it loads once."""
    draft = RegisterDraft.objects.get(pk=draft_id)
    return apply_register(register_of(draft), file_name=draft.file_name, by=by, at=at)


def told(changes: Sequence[Change], *, first: bool) -> list[Change]:
    """The changes worth listing: a first load is told by its counts, and one by one only what it alters."""
    return [change for change in changes if not (first and change.kind is ChangeKind.CREATED)]


def described(changes: Iterable[Change]) -> list[dict[str, str]]:
    """Changes as plain words, for the record and for scripts."""
    return [
        {
            "change": change.kind.value,
            "code": change.code,
            "old_code": change.old.code if change.old else "",
            "old_name": change.old.name if change.old else "",
            "old_kind": KINDS[change.old.kind].value if change.old else "",
            "name": change.new.name if change.new else "",
            "kind": KINDS[change.new.kind].value if change.new else "",
        }
        for change in changes
    ]


def older_words(older: OlderState) -> str:
    """Why an older file is refused, for a page and for the command line alike."""
    return (
        f"Ten plik opisuje stan na {long_date(older.given)}, a wczytany jest już nowszy, "
        f"na {long_date(older.loaded)} Pobierz aktualny plik TERC."
    )


def _refuse_older(register: Register) -> None:
    loaded = loaded_state()
    if loaded and register.state_on < loaded:
        raise OlderState(register.state_on, loaded)


def _open_offices(register: Register) -> list[Office]:
    """The units held that this register speaks of or an earlier one spoke of."""
    named = Q(pk__in=OfficeState.objects.values("office")) | Q(teryt__in=list(register.by_code))
    return list(Office.objects.filter(named, teryt__isnull=False, kind__in=JST_KINDS, closed_on=None))


def _held(office: Office) -> Held:
    return Held(office.teryt or "", _KIND_OF[OfficeKind(office.kind)], office.name)


def _write(register: Register, changes: Sequence[Change]) -> None:
    offices = {office.teryt or "": office for office in _open_offices(register)}
    for change in changes:
        if change.kind is ChangeKind.CODE_CHANGED and change.old:
            offices[change.code] = offices.pop(change.old.code)
    gone = [offices.pop(change.code) for change in changes if change.kind is ChangeKind.GONE]
    _close(gone, register.state_on)
    offices |= _reopened(changes)
    _save_units(register, offices)
    _save_states(register, offices)


def _close(gone: Sequence[Office], day: date) -> None:
    """Closed from the day of the register: the state before it was the last."""
    for office in gone:
        office.closed_on = day
    Office.objects.bulk_update(gone, ["closed_on"], batch_size=BATCH)
    OfficeState.objects.filter(office__in=gone, valid_to=None).update(valid_to=day - timedelta(days=1))


def _reopened(changes: Iterable[Change]) -> dict[str, Office]:
    """Closed offices that the register names again under the same code and name.

    A closed office whose code now means another unit gives the code up; its history keeps it.
    """
    taken = {change.code: change.new for change in changes if change.new and change.kind in _ARRIVALS}
    closed = Office.objects.filter(teryt__in=taken, closed_on__isnull=False)
    back: dict[str, Office] = {}
    for office in closed:
        unit = taken[office.teryt or ""]
        if unit.name == office.name and not any(
            change.code == unit.code and change.kind is ChangeKind.CODE_CHANGED for change in changes
        ):
            back[unit.code] = office
        else:
            office.teryt, office.teryt_kind = None, ""
            keep_findable(office)
    Office.objects.bulk_update([o for o in closed if o.teryt is None], ["teryt", "teryt_kind", "folded"])
    return back


_ARRIVALS = (ChangeKind.CREATED, ChangeKind.CODE_CHANGED)


def _save_units(register: Register, offices: dict[str, Office]) -> None:
    """Level by level, since a unit names the one it lies in."""
    for length in (2, 4, 6):
        units = [unit for unit in register.units if len(unit.code) == length]
        fresh, changed = [], []
        for unit in units:
            office = offices.get(unit.code)
            before = _facts(office) if office else None
            office = office or Office()
            _take_over(office, unit, offices)
            if before is None:
                fresh.append(office)
            elif before != _facts(office):
                changed.append(office)
        Office.objects.bulk_create(fresh, batch_size=BATCH)
        Office.objects.bulk_update(changed, _WRITTEN, batch_size=BATCH)
        offices |= {office.teryt or "": office for office in fresh}


def _facts(office: Office) -> list[Any]:  # values of columns of many types
    return [getattr(office, "parent_id" if name == "parent" else name) for name in _WRITTEN]


def _take_over(office: Office, unit: Unit, offices: Mapping[str, Office]) -> None:
    kind = KINDS[unit.kind]
    if not office.pk or office.office_name == office_name_of(OfficeKind(office.kind), office.name):
        office.office_name = office_name_of(kind, unit.name)
    office.name, office.kind = unit.name, kind
    office.teryt, office.teryt_kind = unit.code, unit.teryt[6:]
    office.voivodeship = unit.voivodeship
    office.parent = offices[unit.parent] if unit.parent else None
    office.closed_on = None
    keep_findable(office)


def _save_states(register: Register, offices: Mapping[str, Office]) -> None:
    """Close the state that is no longer true and open the new one; a state of the same day is corrected."""
    day = register.state_on
    held = {state.office_id: state for state in OfficeState.objects.filter(valid_to=None)}
    ended, corrected, opened = [], [], []
    for unit in register.units:
        office = offices[unit.code]
        state = held.get(office.pk)
        now = OfficeState(
            office=office, teryt=unit.code, teryt_kind=unit.teryt[6:], name=unit.name, kind=KINDS[unit.kind],
            valid_from=day,
        )  # fmt: skip
        if state is None:
            opened.append(now)
        elif _said(state) == _said(now):
            continue
        elif state.valid_from == day:
            now.pk = state.pk
            corrected.append(now)
        else:
            state.valid_to = day - timedelta(days=1)
            ended.append(state)
            opened.append(now)
    OfficeState.objects.bulk_update(ended, ["valid_to"], batch_size=BATCH)
    OfficeState.objects.bulk_update(corrected, ["teryt", "teryt_kind", "name", "kind"], batch_size=BATCH)
    OfficeState.objects.bulk_create(opened, batch_size=BATCH)


def _said(state: OfficeState) -> tuple[str, str, str, str]:
    return state.teryt, state.teryt_kind, state.name, state.kind

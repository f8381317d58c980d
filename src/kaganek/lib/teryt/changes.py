"""What a new register changes in the state already held."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from kaganek.lib.teryt.model import Kind, Register, Unit


class Known(Protocol):
    """What must be known of a unit already held to compare it."""

    @property
    def code(self) -> str: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def name(self) -> str: ...


Place = tuple[str, int, str]
AnyUnit = TypeVar("AnyUnit", bound=Known)


class ChangeKind(StrEnum):
    """What happened to a unit between two states of the register."""

    CREATED = "created"
    KIND_CHANGED = "kind_changed"
    RENAMED = "renamed"
    CODE_CHANGED = "code_changed"
    GONE = "gone"

    @property
    def label(self) -> str:
        """The change in Polish."""
        return CHANGE_LABELS[self]


CHANGE_LABELS: Mapping[ChangeKind, str] = {
    ChangeKind.CREATED: "nowa jednostka",
    ChangeKind.KIND_CHANGED: "zmiana rodzaju",
    ChangeKind.RENAMED: "zmiana nazwy",
    ChangeKind.CODE_CHANGED: "zmiana kodu",
    ChangeKind.GONE: "brak w nowym rejestrze",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one unit; a unit both renamed and changed in kind has two.

    `code` is the one in the new register, for a unit that is gone its last one. `old` is None for a
    created unit, `new` for one that is gone.
    """

    kind: ChangeKind
    code: str
    old: Known | None
    new: Unit | None


def diff(old: Register | Mapping[str, Known], new: Register) -> list[Change]:
    """Changes from the state held to the new register, in the order of codes.

    old    the register loaded before, or the units held now under their 2, 4 or 6 digit codes.

    A unit that vanished under one code and appeared under another in the same voivodeship with the same
    name, both being the only such, is one unit whose code changed.
    """
    before: Mapping[str, Known] = old.by_code if isinstance(old, Register) else old
    after = new.by_code
    moved = _moved(
        [before[code] for code in before.keys() - after.keys()],
        [after[code] for code in after.keys() - before.keys()],
    )
    kept = [(before[code], after[code]) for code in before.keys() & after.keys()]
    changes = [Change(ChangeKind.CODE_CHANGED, unit.code, known, unit) for known, unit in moved]
    changes += [change for pair in kept + moved for change in _differences(*pair)]
    left, arrived = {known.code for known, _ in moved}, {unit.code for _, unit in moved}
    changes += [
        Change(ChangeKind.CREATED, code, None, after[code]) for code in after.keys() - before.keys() - arrived
    ]
    changes += [
        Change(ChangeKind.GONE, code, before[code], None) for code in before.keys() - after.keys() - left
    ]
    order = list(ChangeKind)
    return sorted(changes, key=lambda change: (change.code, order.index(change.kind)))


def _differences(known: Known, unit: Unit) -> Iterable[Change]:
    if known.kind != unit.kind:
        yield Change(ChangeKind.KIND_CHANGED, unit.code, known, unit)
    if known.name != unit.name:
        yield Change(ChangeKind.RENAMED, unit.code, known, unit)


def _moved(gone: list[Known], arrived: list[Unit]) -> list[tuple[Known, Unit]]:
    places = _alone(arrived)
    return [(known, places[place]) for place, known in _alone(gone).items() if place in places]


def _alone(units: Sequence[AnyUnit]) -> dict[Place, AnyUnit]:
    """Units by voivodeship, level and name, where only one of them answers to it."""
    places = [(unit.code[:2], len(unit.code), unit.name) for unit in units]
    counts = Counter(places)
    return {place: unit for place, unit in zip(places, units, strict=True) if counts[place] == 1}

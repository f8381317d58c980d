"""An uploaded package on the disk: taken in, judged, unpacked. The database is asked nothing here.

One folder for all packages (`settings.PACKAGES_ROOT`): `incoming/KEY.zip` waits to be judged, `KEY/` is a
package unpacked whole, `.KEY.….part` one that is being unpacked or was, by a process that has died.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError

from kaganek.learning.models import PackageItem
from kaganek.learning.models.packages import VERSIONS
from kaganek.learning.terms import PackageKind, PartKind
from kaganek.lib.packages import (
    Item,
    Kind,
    Progress,
    Verdict,
    check_package,
    remove_leftovers,
    unpack,
    verdict_facts,
)
from kaganek.lib.scorm import BadFact, launch

PIECE = 2**18  # bytes
SPARE = 200 * 2**20  # bytes of the disk that unpacking leaves free
A_DAY = 24 * 3600  # seconds; nothing grows longer
_CUT = {"title": 300, "prerequisites": 1000}  # told to people, read by no package
_NOT_SETTINGS = ("package", "office", "title", "objectives", "shared_data", "hidden_buttons")
_WAY_OUT = "Popraw to ustawienie w programie, w którym powstała paczka, i wyeksportuj ją jeszcze raz."


class NoRoom(Exception):
    """The disk has no room for the package unpacked."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was taken in: how long it is, and the hash of its bytes."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found in a package: its verdict, its outline in rows, and what to say about it."""

    verdict: Verdict
    items: tuple[PackageItem, ...]
    facts: Mapping[str, Any]

    @property
    def accepted(self) -> bool:
        return not self.facts["faults"]


def root() -> Path:
    return Path(settings.PACKAGES_ROOT)


def waiting(folder: str) -> Path:
    """The uploaded file of a package."""
    return root() / "incoming" / f"{folder}.zip"


def take_in(file: IO[bytes], folder: str) -> Taken:
    """Copy an upload to where it waits, piece by piece; it stands there whole or not at all."""
    place = waiting(folder)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    draft = place.with_name(f".{folder}.{secrets.token_hex(8)}.part")
    size, digest = 0, hashlib.sha256()
    file.seek(0)
    try:
        with draft.open("wb") as out:
            while piece := file.read(PIECE):
                out.write(piece)
                digest.update(piece)
                size += len(piece)
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)
    return Taken(size, digest.hexdigest())


def judge(folder: str, filename: str) -> Judged:
    """Judge the waiting file and make the rows of its outline; nothing is written. Never raises for what it holds."""
    verdict = check_package(waiting(folder), filename=filename)
    facts = {key: value for key, value in verdict_facts(verdict).items() if key != "outline"}
    if not verdict.accepted:
        return Judged(verdict, (), facts)
    items = tuple(_rows(verdict))
    faults = [fault for item in items if (fault := _launch_fault(verdict, item))]
    return Judged(verdict, items, facts | {"faults": faults, "accepted": not faults})


def unpacked(folder: str, filename: str, *, needed: int) -> Iterator[Progress]:
    """Unpack the waiting file, telling the progress; a folder that is there already is whole and stays.

    needed   bytes of the package unpacked. Raises NoRoom, PackageRefused for a damaged file, OSError.
    """
    target = root() / folder
    for left in root().glob(f".{folder}.*.part"):
        shutil.rmtree(left, ignore_errors=True)
    if target.exists():  # its process died after the last step on the disk
        return
    if shutil.disk_usage(root()).free < needed + SPARE:
        raise NoRoom
    yield from unpack(waiting(folder), target, filename=filename)


def tidy(folder: str) -> None:
    """Nothing waits any more: the file goes, and with it whatever killed processes left a day ago."""
    waiting(folder).unlink(missing_ok=True)
    before = time.time() - A_DAY
    remove_leftovers(root(), before=before)
    for old in (root() / "incoming").glob("*"):
        if old.stat().st_mtime < before:
            old.unlink(missing_ok=True)


def _rows(verdict: Verdict) -> Iterator[PackageItem]:
    if verdict.kind is Kind.H5P:
        yield PackageItem(position=0, identifier="h5p", title=verdict.title[:300], kind=PartKind.H5P)
        return
    for position, (depth, item) in enumerate(_flat(verdict.outline, 0)):
        words = {name: getattr(item, name)[:most] for name, most in _CUT.items() if hasattr(item, name)}
        told = asdict(item.settings) | {"prerequisites": item.settings.prerequisites[: _CUT["prerequisites"]]}
        yield PackageItem(
            position=position, depth=depth, identifier=item.identifier or f"#{position}", kind=item.kind.value,
            path=item.path, launch=item.launch, visible=item.visible,
            **words, **{name: list(value) if isinstance(value, tuple) else value for name, value in told.items()},
        )  # fmt: skip


def _flat(items: tuple[Item, ...], depth: int) -> Iterator[tuple[int, Item]]:
    for item in items:
        yield depth, item
        yield from _flat(item.children, depth + 1)


def _launch_fault(verdict: Verdict, item: PackageItem) -> dict[str, str] | None:
    """A setting of the manifest with which no session of this part could begin."""
    found = _too_long(item)
    if not found and item.kind == PartKind.SCO:
        try:
            launch(VERSIONS[PackageKind(verdict.kind)], item.facts(learner_id="1", learner_name="Nowak, Jan"))
        except BadFact as bad:
            found = str(bad)
    if not found:
        return None
    message = f"Część „{item.title}” ma w manifeście ustawienie, którego SCORM nie zna: {found}."
    return {"code": "bad_fact", "file": "imsmanifest.xml", "message": message, "way_out": _WAY_OUT}


def _too_long(item: PackageItem) -> str:
    try:
        item.clean_fields(exclude=_NOT_SETTINGS)
    except ValidationError as fault:
        return ", ".join(fault.message_dict)
    return ""

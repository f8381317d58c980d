"""Work of learning that takes a while: judging and unpacking a package."""

from __future__ import annotations

import errno
import time
from dataclasses import replace

from django.urls import reverse
from django.utils import timezone

from kaganek.core.jobs import FAILED, SEAT_GONE, SeatGone, Watched
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.learning.models import Package
from kaganek.learning.services import package_rules, packages, unpacking
from kaganek.learning.services.unpacking import Judged, NoRoom
from kaganek.lib.packages import Finding, PackageRefused, Progress, explain
from kaganek.lib.polish import counted, file_size, number

EVERY = 0.5  # seconds between two words on how far it is
FULL = "Na dysku serwera brakuje miejsca na tę paczkę. Powiedz o tym administratorowi systemu i wgraj ją później."
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
WHOSE = ("osoby", "osób", "osób")
FILES = ("plik", "pliki", "plików")


def unpack(job: Watched, *, package_id: int, own_title: bool) -> None:
    """Judge and unpack in the seat that asked; begun anew after a kill, it does what is left to do."""
    try:
        seat = job.seat()
        _unpack(job, package_id, seat, own_title=own_title)
    except Exception as fault:
        with seated(replace(SYSTEM, person_id=job.person_id)):
            packages.give_up(package_id, SEAT_GONE if isinstance(fault, SeatGone) else FAILED)
        raise


def _unpack(job: Watched, package_id: int, seat: Seat, *, own_title: bool) -> None:
    page = reverse("learning:package", args=[package_id])
    with seated(seat):
        package = packages.begin_unpacking(package_id)
    if package is None:
        job.finish("Ta paczka jest już sprawdzona.", next_url=page)
        return
    job.tell(message="Sprawdzamy, co jest w pliku.")
    judged = unpacking.judge(package.folder, package.filename)
    try:
        if judged.accepted:
            _files(job, package, judged)
    except PackageRefused as refused:  # right on the outside, damaged within
        judged = replace(judged, facts={**judged.facts, "faults": [*map(_fault, refused.findings)]})
    except (NoRoom, OSError) as fault:
        if isinstance(fault, OSError) and fault.errno not in NO_ROOM:
            raise
        with seated(seat):
            packages.give_up(package_id, FULL)
        unpacking.tidy(package.folder)
        job.finish(FULL, next_url=page, failed=True)
        return
    _end(job, package, judged, seat, own_title=own_title, page=page)
    unpacking.tidy(package.folder)


def _files(job: Watched, package: Package, judged: Judged) -> None:
    """Unpack, and say how far it is twice a second."""
    told = 0.0
    for progress in unpacking.unpacked(package.folder, package.filename, needed=judged.verdict.bytes):
        if (now := time.monotonic()) - told >= EVERY:
            told = now
            job.tell(done=progress.files, total=progress.files_total, message=_words(progress))


def _words(progress: Progress) -> str:
    files = f"{number(progress.files)} z {counted(progress.files_total, *('pliku', 'plików', 'plików'))}"
    return f"Rozpakowano {files}: {file_size(progress.bytes)} z {file_size(progress.bytes_total)}."


def _end(job: Watched, package: Package, judged: Judged, seat: Seat, *, own_title: bool, page: str) -> None:
    with seated(seat):
        if judged.accepted:
            packages.settle_package(package, judged, own_title=own_title, by=seat, at=timezone.now())
        else:
            packages.refuse_package(package, {**judged.facts, "accepted": False}, by=seat)
    if judged.accepted:
        held = counted(package.files, *FILES)
        job.finish(
            f"Paczka „{package.title}” jest gotowa: {held}, {file_size(package.bytes)}.", next_url=page
        )
        return
    first = judged.facts["faults"][0]
    where = f"{first['file']}: " if first["file"] else ""
    job.finish(
        f"Paczka jest odrzucona. {where}{first['message']} {first['way_out']}", next_url=page, failed=True
    )


def _fault(finding: Finding) -> dict[str, str]:
    return {"code": finding.code.value, "file": finding.file, **explain(finding)._asdict()}


def complete(job: Watched, *, package_id: int, project_id: int) -> None:
    """A package done for everyone who meets its rule, each in a transaction of its own; begun anew, it goes on with the rest."""
    seat = job.seat()
    with seated(seat):
        waiting = package_rules.meeting(package_id, project_id)
    done, told = 0, 0.0
    for place, attempt in enumerate(waiting, start=1):
        done += package_rules.complete_for(attempt, by=seat, at=timezone.now())
        if (now := time.monotonic()) - told >= EVERY:
            told = now
            job.tell(done=place, total=len(waiting), message=f"Ukończono u {counted(done, *WHOSE)}.")
    left = len(waiting) - done
    later = " U pozostałych paczka ukończy się, gdy ją otworzą." if left else ""
    job.finish(
        f"Ukończono paczkę u {counted(done, *WHOSE)}.{later}",
        next_url=reverse("learning:package_people", args=[package_id]),
    )

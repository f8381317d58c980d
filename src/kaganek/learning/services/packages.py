"""Course packages: uploaded, judged, unpacked by a watched job, replaced by a newer version.

From the upload to "gotowa" a package passes through the states of `terms.PackageState`, each written in a
transaction of its own, since unpacking takes longer than any transaction should.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import IO, Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Max, Q, QuerySet

from kaganek.core import audit, jobs
from kaganek.core.access import may
from kaganek.core.models import JobRun
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.learning.models import Package, PackageItem
from kaganek.learning.queries.packages import packages_in_reach
from kaganek.learning.services import unpacking
from kaganek.learning.services.unpacking import Judged
from kaganek.learning.terms import PackageKind, PackageState
from kaganek.lib.packages.names import printable
from kaganek.people.terms import OFFICE_ROLES, Role

UNPACKING = "learning.unpack"  # the job
UNDER_WAY = (PackageState.UPLOADED, PackageState.UNPACKING)


class VersionUnderWay(Exception):
    """A newer version of this package is still being judged."""


class PackageUnfit(Exception):
    """A package that cannot come in; carries its faults."""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A package that was taken in, and the job that judges it."""

    package: Package
    job: JobRun


@transaction.atomic
def upload_package(
    file: IO[bytes],
    *,
    filename: str,
    title: str,
    replaces: int | None,
    form_key: UUID,
    by: Seat,
    at: datetime,
) -> Uploaded:
    """Take in a file and queue its judging; it is of the seat's office, or of the programme.

    file      read piece by piece, never whole.
    title     "" takes the package's own.
    replaces  a package that this file is the next version of; its office and line are the new one's.
    form_key  of the form: sent twice, it uploads once and answers with the same package.

    Raises Package.DoesNotExist for a package out of reach or not the seat's to replace, VersionUnderWay.
    Source: rules L-40 (paczka w całości albo wcale), L-42 (nowa wersja) and L-43 (paczka urzędu).
    """
    if again := Package.objects.filter(folder=form_key.hex).first():
        return Uploaded(again, job_of(again))
    old = _replaceable(replaces, by) if replaces else None
    taken = unpacking.take_in(file, form_key.hex)
    name = printable(PurePath(filename.replace("\\", "/")).name)
    package = Package(
        office_id=old.office_id if old else office_of(by), title=(title or PurePath(name).stem or name)[:200],
        filename=name[:200], file_bytes=taken.bytes, sha256=taken.sha256, folder=form_key.hex,
        uploaded_by_id=by.person_id, uploaded_at=at,
    )  # fmt: skip
    if old:
        package.line, package.number = old.line, _last(old) + 1
        package.title = title or old.title
    try:
        with transaction.atomic():
            package.save(force_insert=True)
    except IntegrityError:  # the same form, sent twice at the same moment, or two versions at once
        again = Package.objects.filter(folder=form_key.hex).first()
        if again is None:
            raise VersionUnderWay from None
        return Uploaded(again, job_of(again))
    audit.record(by, "learning.package_upload", package, sha256=taken.sha256)
    job = jobs.start(
        UNPACKING, by=by, label=f"Sprawdzanie paczki „{package.title}”", at=at, total=1, package_id=package.pk,
        own_title=bool(title or old),
    )  # fmt: skip
    return Uploaded(package, job)


@transaction.atomic
def install_package(file: IO[bytes], *, filename: str, by: Seat, at: datetime) -> Package:
    """Take in a package of our own at once, with no job to watch; for commands, which may take their time.

    Raises PackageUnfit with the words of its verdict; then nothing is kept. Source: rule L-40.
    """
    folder = uuid4().hex
    taken = unpacking.take_in(file, folder)
    judged = unpacking.judge(folder, filename)
    if not judged.accepted:
        unpacking.tidy(folder)
        raise PackageUnfit(judged.facts["faults"])
    for _ in unpacking.unpacked(folder, filename, needed=judged.verdict.bytes):
        pass
    package = Package.objects.create(
        office_id=office_of(by), title=filename, filename=filename, file_bytes=taken.bytes, sha256=taken.sha256,
        folder=folder, uploaded_by_id=by.person_id, uploaded_at=at,
    )  # fmt: skip
    settle_package(package, judged, own_title=False, by=by, at=at)
    unpacking.tidy(folder)
    return package


def office_of(by: Seat) -> int | None:
    """Whose a package is that this seat uploads: an office's administrator works for the own office alone."""
    return (by.offices or (0,))[0] if by.role in OFFICE_ROLES else None


def may_replace(package: Package, by: Seat) -> bool:
    """Whether this seat could have uploaded the package; what the whole programme uses, no office changes."""
    return by.role == Role.SUPPLIER or package.office_id == office_of(by)


def packages_to_show(by: Seat) -> QuerySet[Package]:
    """Packages within reach, of refused ones those alone that the seat could have uploaded."""
    rows, refused = packages_in_reach(), Q(state=PackageState.REFUSED)
    if not may(by, "add", "learning.package"):
        return rows.exclude(refused)
    return rows if by.role == Role.SUPPLIER else rows.filter(~refused | Q(office=office_of(by)))


def _replaceable(package_id: int, by: Seat) -> Package:
    old = Package.objects.get(pk=package_id)
    if not may_replace(old, by):
        raise Package.DoesNotExist
    versions = Package.objects.select_for_update(of=("self",)).filter(line=old.line)
    if any(one.state in UNDER_WAY for one in versions):
        raise VersionUnderWay
    return old


def _last(old: Package) -> int:
    return int(Package.objects.filter(line=old.line).aggregate(last=Max("number"))["last"])


def job_of(package: Package) -> JobRun:
    """The job that judges a package; its author alone finds it."""
    return JobRun.objects.filter(name=UNPACKING, facts__package_id=package.pk).latest("pk")


def begin_unpacking(package_id: int) -> Package | None:
    """Say that the package is being judged; None when that has come to its end before."""
    package = Package.objects.select_for_update(of=("self",)).get(pk=package_id)
    if package.state not in UNDER_WAY:
        return None
    package.state = PackageState.UNPACKING
    package.save(update_fields=["state"])
    return package


@transaction.atomic
def refuse_package(package: Package, facts: dict[str, Any], *, by: Seat) -> None:
    """Keep why a package may not come in; of its files nothing stays."""
    package.state, package.verdict = PackageState.REFUSED, facts
    package.kind = PackageKind(str(facts.get("kind", PackageKind.UNKNOWN)))
    package.save(update_fields=["state", "verdict", "kind"])
    audit.record(by, "learning.package_refuse", package)


def may_remove(package: Package, by: Seat) -> bool:
    """A refused package goes by whoever could have uploaded it; one that came in stays for those who began it."""
    return package.state == PackageState.REFUSED and may_replace(package, by)


def remove_refused(package: Package, *, by: Seat) -> None:
    """Delete a refused package, of which there is nothing but its verdict; removed before, nothing happens.

    package  one that `may_remove` lets the seat remove. Raises ProtectedError where something points at it all the same.
    """
    with seated(SYSTEM):  # nobody else's role of the database deletes packages
        found = Package.objects.select_for_update(of=("self",)).filter(
            pk=package.pk, state=PackageState.REFUSED
        )
        for one in found:
            audit.record(by, "learning.package_remove", one, title=one.title, sha256=one.sha256)
            one.delete()


@transaction.atomic
def settle_package(package: Package, judged: Judged, *, own_title: bool, by: Seat, at: datetime) -> None:
    """All files are in their place: write the outline and let the package be chosen. Both or neither.

    own_title   the package keeps the title that was typed; otherwise it takes the one of its manifest.
    """
    found = judged.verdict
    if found.title and not own_title:
        package.title = found.title[:200]
    package.state, package.ready_at, package.verdict = PackageState.READY, at, dict(judged.facts)
    package.kind, package.edition = PackageKind(found.kind.value), found.edition
    package.description, package.language = found.description, found.language[:40]
    package.main_library, package.files, package.bytes = found.main_library[:200], found.files, found.bytes
    package.save()
    for item in judged.items:
        item.package, item.office_id = package, package.office_id
    PackageItem.objects.bulk_create(judged.items)
    audit.record(by, "learning.package_ready", package)


def give_up(package_id: int, reason: str) -> None:
    """Say that a package could not be unpacked through no fault of its own; another try is another upload."""
    Package.objects.filter(pk=package_id, state__in=UNDER_WAY).update(
        state=PackageState.FAILED, verdict={"faults": [], "remarks": [], "reason": reason}
    )

"""Many certificates in one file: asked for on a page, made by a job, fetched by whoever asked."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from kaganek.core import audit, jobs
from kaganek.core.models import JobRun
from kaganek.core.seats import Seat, seated
from kaganek.core.turns import take_turn
from kaganek.documents.models import Certificate, CertificateBundle
from kaganek.documents.services.prints import certificate_pdf, remember
from kaganek.lib.exports import Column, csv_rows
from kaganek.lib.names import fold

BUNDLING = "documents.bundle"
MOST = 5_000  # certificates in one file
KEPT = timedelta(days=7)
STEP = 25  # certificates between two looks at the progress
_COLUMNS = [
    Column(title) for title in ("Plik", "Numer", "Osoba", "Urząd", "Szkolenie", "Wydano", "Kod sprawdzenia")
]
_UNSAFE = re.compile(r"[^a-z0-9]+")


class NothingToBundle(Exception):
    """No certificate that stands is among those asked for."""


class TooMany(Exception):
    """More certificates than one file takes."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def ask_for_bundle(ids: Sequence[int], *, by: Seat, at: datetime) -> JobRun:
    """Queue a ZIP of these certificates as a job that its author watches.

    ids  certificates within the seat's reach; those replaced or revoked are left out, others are not there.

    Asked again while the same is being made, answers with the same job. Raises NothingToBundle, TooMany.
    """
    if len(ids) > MOST:
        raise TooMany(len(ids))
    standing = _standing(ids).order_by("pk").values_list("pk", flat=True)
    wanted = list(standing)
    if not wanted:
        raise NothingToBundle
    take_turn(BUNDLING, by.person_id)
    if again := jobs.running(BUNDLING, at=at, certificate_ids=wanted):
        return again
    CertificateBundle.objects.filter(made_at__lt=at - KEPT).delete()
    return jobs.start(
        BUNDLING, by=by, label="Paczka certyfikatów", at=at, total=len(wanted), certificate_ids=wanted
    )


def _standing(ids: Sequence[int]) -> QuerySet[Certificate]:
    return Certificate.objects.filter(pk__in=ids, replaced_at=None, revoked_at=None)


def make_bundle(
    ids: Sequence[int], *, job_id: int, tell: Callable[[int], None], by: Seat, at: datetime
) -> CertificateBundle:
    """Print certificates into one ZIP with a list of them; the file appears whole or not at all.

    tell  gets how many are ready, now and then.
    by    the seat that asked, as it reaches today.

    Begun anew after a kill, it finds what it had made. Raises NothingToBundle when none is left.
    """
    with seated(by):
        if done := CertificateBundle.objects.filter(job=job_id).first():
            return done
        rows = list(_standing(ids).select_related("person").order_by("person__sort_name", "pk"))
    if not rows:
        raise NothingToBundle
    key = uuid4()
    path = bundle_path(str(key))
    draft = path.with_suffix(".part")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        _write(draft, rows, tell=tell, by=by, at=at)
        draft.replace(path)
        with seated(by):
            made = CertificateBundle.objects.create(
                author_id=by.person_id or 0, key=key, job=job_id, name=f"certyfikaty-{timezone.localdate(at)}.zip",
                number=len(rows), size=path.stat().st_size, made_at=at,
            )  # fmt: skip
            audit.record(by, "certificates bundled", made, number=str(len(rows)))
    except BaseException:
        draft.unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        raise
    return made


def bundle_path(key: str) -> Path:
    """Where a bundle lies; nothing a reader types gets here."""
    return Path(settings.MADE_FILES) / f"{key}.zip"


def _write(
    path: Path, rows: Sequence[Certificate], *, tell: Callable[[int], None], by: Seat, at: datetime
) -> None:
    names: dict[str, str] = {}
    with path.open("xb") as out, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        os.fchmod(out.fileno(), 0o600)
        for start in range(0, len(rows), STEP):
            part = rows[start : start + STEP]
            with seated(by):
                files = [(row, certificate_pdf(row)) for row in part]
                remember(files, at=at)
            for row, body in files:
                names[row.number] = file_name(row)
                archive.writestr(names[row.number], body, zipfile.ZIP_STORED)
            tell(start + len(part))
        archive.writestr("spis.csv", _contents(rows, names))


def file_name(certificate: Certificate) -> str:
    """`wrona-anna_k-2026-000123.pdf`: letters without accents; the number makes it the only one."""
    person = certificate.said.person.split()
    who = _UNSAFE.sub("-", fold(" ".join([*person[-1:], *person[:-1]]))).strip("-")[:60]
    number = _UNSAFE.sub("-", certificate.number.lower()).strip("-")
    return f"{who or 'osoba'}_{number}.pdf"


def _contents(rows: Sequence[Certificate], names: dict[str, str]) -> bytes:
    lines = [
        [names[row.number], row.number, row.said.person, row.said.office, row.said.title, row.said.issued_on,
         row.shown_code]
        for row in rows
    ]  # fmt: skip
    return b"".join(csv_rows(_COLUMNS, lines))


def remove_old_bundles(*, at: datetime) -> int:
    """Delete files older than a week, and what killed jobs left as long ago; returns how many went.

    Their rows go when their author asks for another bundle.
    """
    gone = 0
    for path in Path(settings.MADE_FILES).glob("*"):
        if path.stat().st_mtime < (at - KEPT).timestamp():
            path.unlink(missing_ok=True)
            gone += 1
    return gone

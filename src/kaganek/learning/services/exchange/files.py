"""Course files of people: written for one who asked, kept for a day; uploaded, judged, confirmed, taken.

They lie in `exchange/` beside the packages, each under the key of its form. Source: rules L-120 to L-123.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path, PurePath
from typing import IO, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from kaganek.core import audit, jobs
from kaganek.core.models import JobRun
from kaganek.core.seats import Seat
from kaganek.core.turns import take_turn
from kaganek.learning.models import Course, CourseEdition, CourseExport, CourseImport
from kaganek.learning.queries.editing import editable
from kaganek.learning.services import unpacking
from kaganek.learning.services.bank.questions import library_of
from kaganek.learning.services.exchange import arriving
from kaganek.learning.services.exchange.leaving import Leaving, course_leaving
from kaganek.learning.services.exchange.sources import written
from kaganek.learning.services.own_courses import own_code
from kaganek.learning.terms import CourseSource
from kaganek.lib.courses import CourseRefused, Fault, write_course
from kaganek.lib.courses.model import ENDING
from kaganek.lib.packages.names import printable

WRITING, READING, TAKING = "learning.course_write", "learning.course_read", "learning.course_take"  # jobs
KEPT = timedelta(days=1)
WAITS = 7 * 24 * 3600  # seconds that an uploaded file may wait for a yes
PIECE = 2**18
State = CourseImport.State


class NotOpen(Exception):
    """The file was taken, refused or dropped already."""


class FileGone(Exception):
    """The file is no longer on the disk."""


def place(key: UUID) -> Path:
    return unpacking.root() / "exchange" / f"{key.hex}{ENDING}"


# -- out


@transaction.atomic
def ask_to_export(
    course_id: int, *, source: CourseSource, edition_id: int | None, key: UUID, by: Seat, at: datetime
) -> JobRun:
    """Queue the writing of a course; the same form sent twice writes once.

    Raises Course.DoesNotExist for a course that the seat does not write, CourseEdition.DoesNotExist.
    Source: rule L-120.
    """
    course = editable(Course, by).get(pk=course_id)
    edition = (
        CourseEdition.objects.get(pk=edition_id or 0, course=course)
        if source is CourseSource.EDITION
        else None
    )
    made, new = CourseExport.objects.get_or_create(
        key=key, author_id=by.person_id,
        defaults={"course": course, "source": source, "edition": edition, "made_at": at},
    )  # fmt: skip
    if not new:
        return JobRun.objects.filter(name=WRITING, facts__export_id=made.pk).latest("pk")
    audit.record(by, "learning.course_export", course, source=source.value)
    return jobs.start(
        WRITING, by=by, label=f"Zapisywanie szkolenia „{course.title}”"[:200], at=at, export_id=made.pk
    )


def write_export(export_id: int, *, by: Seat, at: datetime) -> CourseExport:
    """Write the file that was asked for; done again it is written anew.

    Raises NothingThere and CannotRestore (services.exchange.sources), Course.DoesNotExist once the seat no
    longer writes the course.
    """
    row = CourseExport.objects.select_related("edition").get(pk=export_id)
    course = editable(Course, by).get(pk=row.course_id)
    leaving = gathered(course, CourseSource(row.source), row.edition, at=at)
    path = place(row.key)
    _whole(path, lambda out: write_course(out, leaving.data, leaving.sources))
    row.bytes, row.sha256 = path.stat().st_size, _digest(path)
    row.remarks, row.ready_at = leaving.remarks, at
    row.save(update_fields=["bytes", "sha256", "remarks", "ready_at"])
    tidy()
    return row


def gathered(course: Course, source: CourseSource, edition: CourseEdition | None, *, at: datetime) -> Leaving:
    """The words and files of a course as they would be written. Raises NothingThere, CannotRestore."""
    told = f"{source.value} {edition.number}" if edition else source.value
    return course_leaving(course, written(course, source, edition), source=told, at=at, program="Kaganek")


def written_file(row: CourseExport, *, at: datetime) -> Path:
    """Where the file lies. Raises FileGone after a day."""
    path = place(row.key)
    if row.ready_at is None or at - row.ready_at > KEPT or not path.is_file():
        raise FileGone
    return path


def _whole(path: Path, write: Callable[[IO[bytes]], None]) -> None:
    """The whole file or none: written beside and put in its place."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")
    try:
        with beside.open("wb") as out:
            write(out)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


# -- in


@transaction.atomic
def upload_course(file: IO[bytes], *, filename: str, key: UUID, by: Seat, at: datetime) -> JobRun:
    """Keep an uploaded file, piece by piece, and queue its judging; the same form sent twice uploads once."""
    if again := CourseImport.objects.filter(key=key).first():
        return _job(READING, again)
    tidy()
    path = place(key)

    def write(out: IO[bytes]) -> None:
        file.seek(0)
        while piece := file.read(PIECE):
            out.write(piece)

    _whole(path, write)
    name = printable(PurePath(filename.replace("\\", "/")).name)[:200]
    try:
        with transaction.atomic():
            draft = CourseImport.objects.create(
                author_id=by.person_id or 0, office_id=library_of(by), file_name=name, key=key,
                bytes=path.stat().st_size, sha256=_digest(path), made_at=at,
            )  # fmt: skip
    except IntegrityError:  # the same form, sent twice at the same moment
        return _job(READING, CourseImport.objects.get(key=key))
    audit.record(by, "learning.course_upload", draft, sha256=draft.sha256)
    return jobs.start(READING, by=by, label=f"Sprawdzanie pliku {name}"[:200], at=at, draft_id=draft.pk)


def _job(name: str, draft: CourseImport) -> JobRun:
    return JobRun.objects.filter(name=name, facts__draft_id=draft.pk).latest("pk")


@transaction.atomic
def judge_import(draft_id: int, *, by: Seat) -> CourseImport:
    """Judge an uploaded file and keep the verdict; a refused file goes at once. Done twice it changes nothing.

    Source: rule L-123.
    """
    draft = CourseImport.objects.select_for_update(of=("self",)).get(pk=draft_id)
    if draft.state != State.READING:
        return draft
    path = place(draft.key)
    try:
        draft.facts = arriving.judge_course(path, filename=draft.file_name, office_id=draft.office_id).facts
        draft.state = State.OPEN
    except CourseRefused as refused:
        draft.state, draft.facts = State.REFUSED, {"faults": [told(one) for one in refused.faults]}
        path.unlink(missing_ok=True)
        audit.record(by, "learning.course_refuse", draft)
    draft.save(update_fields=["state", "facts"])
    return draft


def told(fault: Fault) -> dict[str, str]:
    return {"file": fault.file, "message": fault.message, "way_out": fault.way_out}


def ask_to_take(draft: CourseImport, *, code: str, by: Seat, at: datetime) -> JobRun:
    """Queue the taking in of a judged file under that code; asked twice, it is one job while it runs. Raises NotOpen."""
    if draft.state != State.OPEN:
        raise NotOpen
    take_turn(TAKING, draft.pk)
    if again := jobs.running(TAKING, at=at, draft_id=draft.pk):
        return again
    code = own_code(code, draft.office_id)
    label = f"Wczytywanie szkolenia „{draft.facts['title']}”"[:200]
    return jobs.start(TAKING, by=by, label=label, at=at, draft_id=draft.pk, code=code)


@transaction.atomic
def take_import(draft_id: int, *, code: str, by: Seat, at: datetime) -> Course:
    """Make the new course, all of it or nothing; a file already taken answers with its course.

    Raises NotOpen, FileGone, and what arriving.take_course raises. Source: rule L-121.
    """
    draft = CourseImport.objects.select_for_update(of=("self",)).get(pk=draft_id)
    if draft.state == State.DONE and draft.course is not None:
        return draft.course
    if draft.state != State.OPEN:
        raise NotOpen
    path = place(draft.key)
    if not path.is_file() or _digest(path) != draft.sha256:
        raise FileGone
    taking = arriving.Taking(code, draft.office_id, draft.key)
    made = arriving.take_course(path, taking, filename=draft.file_name, by=by, at=at)
    draft.state, draft.course = State.DONE, made
    draft.save(update_fields=["state", "course"])
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
    return made


@transaction.atomic
def drop_import(draft_id: int, *, by: Seat) -> None:
    """Leave a file aside; it goes from the disk. Raises CourseImport.DoesNotExist."""
    draft = CourseImport.objects.select_for_update(of=("self",)).get(pk=draft_id)
    if draft.state in (State.OPEN, State.REFUSED):
        draft.state = State.DROPPED
        draft.save(update_fields=["state"])
        place(draft.key).unlink(missing_ok=True)
        audit.record(by, "learning.course_drop", draft)


def tidy(*, now: float | None = None) -> None:
    """Files that nobody needs any more go: written ones and waiting ones alike, a week after the last change."""
    before = (time.time() if now is None else now) - WAITS
    for old in place(UUID(int=0)).parent.glob("*"):
        if old.stat().st_mtime < before:
            old.unlink(missing_ok=True)


def free_code(wanted: Any) -> str:
    """A code that no course within reach has: the file's own, or with a number."""
    base = slugify(str(wanted))[:34].strip("-") or "szkolenie"
    code, number = str(wanted)[:40] if str(wanted).isascii() else base, 1
    while not code or Course.objects.filter(code=code).exists():
        number += 1
        code = f"{base}-{number}"
    return code

"""The members' side of a task: the shared draft, files, and handing in with a receipt."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from kaganek.core import audit
from kaganek.core.notices import News, notify
from kaganek.core.seats import Seat
from kaganek.learning.models import HandIn, HandInFile, TaskFile, TaskWork
from kaganek.learning.queries.walks import closed_tasks
from kaganek.learning.rules.tasks import OPEN, is_late
from kaganek.learning.services.tasks.reminders import forget
from kaganek.learning.services.tasks.telling import tell_of_hand_in
from kaganek.learning.terms import WorkState
from kaganek.lib.sent_files import file_fault
from kaganek.people.models import Person
from kaganek.people.queries.account import own_person

RECEIPT = "learning.task_receipt"  # kind of letter
_SIGNS = "ABCDEFGHJKLMNPRSTUVWXYZ23456789"


class NotOpen(Exception):
    """The work waits for its review or is accepted; nobody writes in it now."""


class StepClosed(Exception):
    """The person's path keeps the task closed until other steps are done; nothing was written."""


class DraftMoved(Exception):
    """Somebody else saved the draft since this page was made; nothing was written."""

    def __init__(self, work: TaskWork) -> None:
        super().__init__(work.pk)
        self.work = work


class FileRefused(Exception):
    """The file cannot be added; `reason` is for the person who chose it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NothingToHandIn(Exception):
    """Neither text nor a file."""


@transaction.atomic
def save_draft(
    work_id: int, text: str, *, over: int, writer: str = "", serial: int = 0, by: Seat, at: datetime
) -> TaskWork:
    """Keep the draft that the members share; the same words again change nothing.

    over    `draft_number` of the draft that the page showed when the person began to write.
    writer  the page that a script saves from, with `serial`, its own count: what the same page sends after
            its own save needs no answer to that one, and an older text never takes the place of a newer one.

    Returns the work as it stands then. Raises TaskWork.DoesNotExist for work of others, NotOpen, StepClosed,
    DraftMoved.

    Source: rules L-93, L-130 and L-141 in docs/reference/rules.md.
    """
    work = _open_work(work_id)
    goes_on = bool(writer) and writer == work.draft_writer
    if text == work.draft or (goes_on and serial <= work.draft_serial):
        return work
    if over != work.draft_number and not goes_on:
        raise DraftMoved(work)
    work.draft, work.draft_number = text, work.draft_number + 1
    work.draft_writer, work.draft_serial = writer, serial
    work.draft_by, work.draft_at = own_person(by).full_name, at
    work.save(update_fields=[
        "draft", "draft_number", "draft_writer", "draft_serial", "draft_by", "draft_at",
    ])  # fmt: skip
    return work


@transaction.atomic
def add_file(work_id: int, given: Any, *, by: Seat, at: datetime) -> TaskFile:
    """Add a file to the draft; the same name again takes the place of the former one.

    given  an uploaded file: `name`, `size` in bytes, `read`, `seek`.

    Raises TaskWork.DoesNotExist for work of others, NotOpen, StepClosed, FileRefused.

    Source: rule L-92 in docs/reference/rules.md.
    """
    work = _open_work(work_id)
    name = (given.name or "").replace("\\", "/").rpartition("/")[2].strip()[-200:]
    beginning = given.read(2048)
    if reason := file_fault(name, given.size or 0, beginning):
        raise FileRefused(reason)
    drafted = [row for row in draft_files(work.pk) if row.name != name]
    if len(drafted) >= work.task.most_files:
        raise FileRefused("Nie można dodać więcej plików. Usuń któryś z dodanych i spróbuj jeszcze raz.")
    _drafted(work.pk).filter(name=name).delete()
    given.seek(0)
    return TaskFile.objects.create(
        work=work, project_id=work.project_id, office_id=work.office_id, name=name,
        kind=name.rpartition(".")[2].lower(), size=given.size or 0, body=given.read(),
        added_by=own_person(by).full_name, added_at=at,
    )  # fmt: skip


@transaction.atomic
def drop_file(file_id: int, *, by: Seat) -> int:
    """Take a file out of the draft; returns the work's id. One that was handed in stays.

    Raises TaskFile.DoesNotExist for what is no file of an open draft of one's own, NotOpen, StepClosed.
    """
    found = TaskFile.objects.only("work_id").get(pk=file_id)
    work = _open_work(found.work_id)
    if not _drafted(work.pk).filter(pk=file_id).delete()[0]:
        raise TaskFile.DoesNotExist
    return work.pk


@transaction.atomic
def hand_in(work_id: int, text: str, *, over: int, by: Seat, at: datetime) -> HandIn:
    """Hand the work in: its words and files become a version that never changes, with a receipt.

    text, over  as in `save_draft`.

    Sent twice, the second finds the work closed (NotOpen). Raises also TaskWork.DoesNotExist,
    StepClosed, DraftMoved, NothingToHandIn; then nothing is written.

    Source: rule L-93 in docs/reference/rules.md.
    """
    work = save_draft(work_id, text, over=over, by=by, at=at)
    files = draft_files(work.pk)
    if is_bare(work, files):
        raise NothingToHandIn
    person = own_person(by)
    place = {"work": work, "project_id": work.project_id, "office_id": work.office_id}
    made = HandIn.objects.create(
        **place, number=work.handed + 1, text=work.draft, by=person, by_name=person.full_name, at=at,
        late=is_late(work.due_on, localdate(at), open_=True), receipt=_receipt(at),
    )  # fmt: skip
    HandInFile.objects.bulk_create(HandInFile(**place, hand_in=made, file=one) for one in files)
    work.state, work.handed, work.waits_since = WorkState.HANDED, made.number, at
    work.save(update_fields=["state", "handed", "waits_since"])
    audit.record(by, "work handed in", work, receipt=made.receipt)
    notify([_receipt_news(made, work, person)], at=at)
    forget(work.pk, at=at)
    tell_of_hand_in(made, work, at=at)
    return made


def is_bare(work: TaskWork, files: Sequence[TaskFile]) -> bool:
    """Whether there is nothing to hand in: no words and no files."""
    return not files and not work.draft.strip()


def draft_files(work_id: int) -> Sequence[TaskFile]:
    """Files added since the last version, without what is in them."""
    return list(_drafted(work_id).defer("body").order_by("name__alphabetical", "pk"))


def _drafted(work_id: int) -> QuerySet[TaskFile]:
    handed = HandInFile.objects.filter(work=work_id).values("file")
    return TaskFile.objects.filter(work=work_id).exclude(pk__in=handed)


def _open_work(work_id: int) -> TaskWork:
    work = TaskWork.objects.select_for_update(of=("self",)).select_related("task").get(pk=work_id)
    if work.state not in OPEN:
        raise NotOpen
    if work.task_id in closed_tasks():
        raise StepClosed
    return work


def _receipt(at: datetime) -> str:
    return f"Z-{localdate(at):%y%m%d}-" + "".join(secrets.choice(_SIGNS) for _ in range(6))


def _receipt_news(made: HandIn, work: TaskWork, person: Person) -> News:
    return News(
        RECEIPT, f"{RECEIPT}:{made.pk}", person.pk, office=made.office_id, project=made.project_id,
        title=f"Zadanie oddane: {work.title}", url=reverse("learning:task_receipt", args=[work.pk, made.number]),
        facts={"hand_in": made.pk},
    )  # fmt: skip

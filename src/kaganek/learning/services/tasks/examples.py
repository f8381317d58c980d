"""Good examples: proposed by a consultant without names, agreed to by the office, taken back at any time."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from kaganek.core import audit
from kaganek.core.notices import withdraw
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.learning.models import (
    ShownExample,
    ShownExampleFile,
    TaskExample,
    TaskExampleFile,
    TaskWork,
)
from kaganek.learning.queries.examples import known_of
from kaganek.learning.services.tasks.handing import FileRefused
from kaganek.learning.services.tasks.telling import ASKED, about, tell_of_proposal
from kaganek.learning.terms import ExampleState, WorkState
from kaganek.lib.papers import PaperFault, explain, words_of
from kaganek.lib.sent_files import MOST_BYTES, file_fault
from kaganek.lib.traces import Trace, traces
from kaganek.people.queries.account import own_person


class NotAccepted(Exception):
    """Only accepted work becomes an example."""


class NothingToShow(Exception):
    """Neither text nor a file."""


class NamesLeft(Exception):
    """The copy still says whose it is; `found` says where."""

    def __init__(self, found: list[Trace]) -> None:
        super().__init__(len(found))
        self.found = found


class ProposalChanged(Exception):
    """What the office answers is no longer what is proposed; nothing was written."""


@transaction.atomic
def propose_example(
    work_id: int, text: str, *, keep: Collection[int], files: Sequence[Any], by: Seat, at: datetime
) -> TaskExample:
    """Propose accepted work as an example, in a copy that names nobody; the office is asked anew each time.

    text   the copy, edited by the one who proposes.
    keep   ids of files of the former proposal that stay; the others go.
    files  uploaded files: `name`, `size` in bytes, `read`, `seek`. Never those handed in.

    What was shown before is shown no more until the office agrees to the new copy. Raises TaskWork.DoesNotExist
    beyond the seat's reach, NotAccepted, FileRefused, NamesLeft, NothingToShow; then nothing is written.

    Source: rules L-131 and L-132 in docs/reference/rules.md.
    """
    work = TaskWork.objects.select_for_update(of=("self",)).select_related("task", "office").get(pk=work_id)
    if work.state != WorkState.ACCEPTED:
        raise NotAccepted
    kept = list(TaskExampleFile.objects.filter(work=work, pk__in=keep))
    bodies = [_read(one) for one in files]
    if not text.strip() and not kept and not bodies:
        raise NothingToShow
    if len(kept) + len(bodies) > work.task.most_files:
        raise FileRefused("Plików jest za dużo. Usuń któryś i spróbuj jeszcze raz.")
    if found := _left(work, text, bodies):
        raise NamesLeft(found)
    return _proposed(work, text.strip(), kept, bodies, by, at)


def _read(given: Any) -> tuple[str, str, bytes]:
    """(name, kind, body) of an uploaded file. Raises FileRefused."""
    name = (given.name or "").replace("\\", "/").rpartition("/")[2].strip()[-200:]
    body = given.read() if (given.size or 0) <= MOST_BYTES else b""
    if reason := file_fault(name, given.size or 0, body[:2048]):
        raise FileRefused(reason)
    return name, name.rpartition(".")[2].lower(), body


def _left(work: TaskWork, text: str, bodies: list[tuple[str, str, bytes]]) -> list[Trace]:
    known = known_of(work)
    found = traces(text, known)
    for name, kind, body in bodies:
        try:
            found += traces(words_of(body, kind), known, file=name)
        except PaperFault as fault:
            raise FileRefused(f"Plik „{name}”: {explain(fault.problem)}") from fault
    return found


def _proposed(
    work: TaskWork,
    text: str,
    kept: list[TaskExampleFile],
    bodies: list[tuple[str, str, bytes]],
    by: Seat,
    at: datetime,
) -> TaskExample:
    who = own_person(by)
    place = {"work": work, "project_id": work.project_id, "office_id": work.office_id}
    said = {"text": text, "proposer": who, "proposer_name": who.full_name, "proposed_at": at}
    example = TaskExample.objects.filter(work=work).first()
    if example is None:
        example = TaskExample.objects.create(**place, **said)
    else:
        _hide(example)
        for name, value in said.items():
            setattr(example, name, value)
        example.state, example.number, example.shown = ExampleState.PROPOSED, example.number + 1, None
        example.answer_name, example.answered_at = "", None
        example.save()
        TaskExampleFile.objects.filter(example=example).exclude(pk__in=[one.pk for one in kept]).delete()
    TaskExampleFile.objects.bulk_create(
        TaskExampleFile(**place, example=example, kind=kind, size=len(body), body=body)
        for _, kind, body in bodies
    )
    audit.record(by, "example proposed", example)
    tell_of_proposal(example, work, at=at)
    return example


@transaction.atomic
def answer_example(work_id: int, *, agrees: bool, number: int, by: Seat, at: datetime) -> TaskExample:
    """The office's word on a proposal: with its consent the example is shown at once, without it never.

    number  of the proposal that the office has read.

    Sent twice, the second changes nothing. Raises TaskExample.DoesNotExist beyond the seat's reach,
    ProposalChanged when another copy was proposed meanwhile or this one was taken back.

    Source: rule L-132 in docs/reference/rules.md.
    """
    example = _locked(work_id)
    wanted = ExampleState.AGREED if agrees else ExampleState.REFUSED
    if example.number != number or example.state not in (ExampleState.PROPOSED, wanted):
        raise ProposalChanged
    if example.state == wanted:
        return example
    example.state, example.answer_name, example.answered_at = wanted, own_person(by).full_name, at
    example.shown = _show(example) if agrees else None
    example.save(update_fields=["state", "answer_name", "answered_at", "shown"])
    withdraw(about(ASKED, work_id), at=at)
    audit.record(by, "example agreed to" if agrees else "example refused", example)
    return example


@transaction.atomic
def withdraw_example(work_id: int, *, by: Seat, at: datetime) -> TaskExample:
    """Take an example back, or the consent to it: it is shown to nobody from this instant. Done again, nothing changes.

    Raises TaskExample.DoesNotExist beyond the seat's reach.

    Source: rule L-132 in docs/reference/rules.md.
    """
    example = _locked(work_id)
    if example.state != ExampleState.WITHDRAWN:
        _hide(example)
        example.state, example.shown = ExampleState.WITHDRAWN, None
        example.answer_name, example.answered_at = own_person(by).full_name, at
        example.save(update_fields=["state", "shown", "answer_name", "answered_at"])
        withdraw(about(ASKED, work_id), at=at)
        audit.record(by, "example taken back", example)
    return example


def _locked(work_id: int) -> TaskExample:
    return TaskExample.objects.select_for_update(of=("self",)).select_related("work").get(work=work_id)


def _show(example: TaskExample) -> uuid.UUID:
    """Write what others read. As the system: no seat of an office writes or reads the table."""
    files = list(TaskExampleFile.objects.filter(example=example).order_by("pk"))
    with seated(SYSTEM):
        shown = ShownExample.objects.create(
            task_id=example.work.task_id, project_id=example.project_id, text=example.text
        )
        ShownExampleFile.objects.bulk_create(
            ShownExampleFile(
                example=shown, project_id=example.project_id, place=place, kind=one.kind, size=one.size,
                body=one.body,
            )
            for place, one in enumerate(files, start=1)
        )  # fmt: skip
    return shown.pk


def _hide(example: TaskExample) -> None:
    if example.shown:
        with seated(SYSTEM):
            ShownExample.objects.filter(pk=example.shown).delete()

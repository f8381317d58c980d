"""An uploaded file of questions on its way into a bank: kept, judged in a job, confirmed, taken."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from kaganek.core import audit, jobs
from kaganek.core.kept import ask
from kaganek.core.models import JobRun
from kaganek.core.seats import Seat
from kaganek.core.turns import take_turn
from kaganek.learning.models import BankCategory, BankImport, BankImportLine
from kaganek.learning.services.bank import files
from kaganek.learning.services.bank.questions import library_of
from kaganek.learning.terms import LineVerdict
from kaganek.lib.questions import Format, QuestionFileFault, explain

READING = "learning.bank_read"
TAKING = "learning.bank_take"
State = BankImport.State
_APPEND = "UPDATE learning_bankimport SET data = data || %s WHERE id = %s"


class NotOpen(Exception):
    """The file was taken, refused or dropped already."""


class HasRefused(Exception):
    """Some questions were refused, and the author has not said to save the others without them."""


@transaction.atomic
def open_import(
    pieces: Iterable[bytes],
    *,
    file_name: str,
    fmt: Format,
    category: BankCategory | None,
    by: Seat,
    at: datetime,
) -> JobRun:
    """Keep an uploaded file, piece by piece, and ask for it to be judged; the job's page shows how far it is."""
    draft = BankImport.objects.create(
        author_id=by.person_id or 0, office_id=library_of(by), category=category, file_name=file_name[:200],
        format=fmt, made_at=at,
    )  # fmt: skip
    for piece in pieces:
        ask(_APPEND, [piece, draft.pk])
    audit.record(by, "learning.open_bank_import", draft)
    return jobs.start(READING, by=by, label=f"Sprawdzamy plik {draft.file_name}", at=at, draft_id=draft.pk)


@transaction.atomic
def judge_import(draft_id: int, *, by: Seat) -> BankImport:
    """Read the file and keep a line for each question; the file itself goes. Done twice it changes nothing."""
    draft = BankImport.objects.select_for_update(of=("self",)).get(pk=draft_id)
    if draft.state != State.READING:
        return draft
    try:
        judged = files.judge_file(bytes(draft.data), fmt=Format(draft.format), office_id=draft.office_id)
    except QuestionFileFault as fault:
        draft.state, draft.facts = State.REFUSED, {"reason": explain(fault)}
    else:
        draft.state = State.OPEN
        draft.facts = {
            "encoding": judged.encoding, "notes": list(judged.notes), "counts": judged.counts,
        }  # fmt: skip
        BankImportLine.objects.bulk_create(
            BankImportLine(
                author_id=draft.author_id, draft=draft, number=one.number, line=one.line, name=one.name,
                kind=one.kind, verdict=one.verdict, reasons=list(one.reasons), words=files.as_words(one),
            )
            for one in judged.lines
        )  # fmt: skip
    draft.data = b""
    draft.save(update_fields=["state", "facts", "data"])
    return draft


def ask_to_take(draft: BankImport, *, skip_refused: bool, by: Seat, at: datetime) -> JobRun:
    """Ask for a judged file to be taken; asked twice, it is one job while it runs. Raises NotOpen, HasRefused."""
    if draft.state != State.OPEN:
        raise NotOpen
    if draft.facts["counts"][LineVerdict.REFUSED] and not skip_refused:
        raise HasRefused
    take_turn(TAKING, draft.pk)
    if again := jobs.running(TAKING, at=at, draft_id=draft.pk):
        return again
    return jobs.start(
        TAKING, by=by, label=f"Zapisujemy pytania z pliku {draft.file_name}", at=at, draft_id=draft.pk
    )


@transaction.atomic
def take_import(draft_id: int, *, by: Seat, at: datetime) -> int:
    """Put the good questions of a file into the bank, all or none; how many. Raises NotOpen, TooDeep."""
    draft = BankImport.objects.select_for_update(of=("self",)).get(pk=draft_id)
    if draft.state == State.DONE:
        return int(draft.facts["saved"])
    if draft.state != State.OPEN:
        raise NotOpen
    made = files.take_lines(
        (line_of(row) for row in draft.lines.exclude(words=None).order_by("number")),
        under=draft.category, office_id=draft.office_id, by=by, at=at, note=f"Z pliku {draft.file_name}"[:300],
    )  # fmt: skip
    draft.state = State.DONE
    draft.facts |= {"saved": len(made)}
    draft.save(update_fields=["state", "facts"])
    audit.record(by, "learning.take_bank_import", draft, saved=str(len(made)))
    return len(made)


def drop_import(draft_id: int, *, by: Seat) -> None:
    """Leave a file aside; its lines go. Raises BankImport.DoesNotExist."""
    draft = BankImport.objects.get(pk=draft_id)
    if draft.state in (State.OPEN, State.REFUSED):
        draft.lines.all().delete()
        draft.state = State.DROPPED
        draft.save(update_fields=["state"])
        audit.record(by, "learning.drop_bank_import", draft)


def line_of(row: BankImportLine) -> files.Line:
    words: dict[str, Any] = files.from_words(row.words) if row.words else {}
    return files.Line(
        row.number, row.line, row.name, row.kind, LineVerdict(row.verdict), tuple(row.reasons), **words
    )

"""Files of questions: read and judged, confirmed, taken; and a bank written as a file.

Reading a file never writes a question; taking it writes all that its author agreed to, or nothing (rule L-63).
What stands in the bank already is not taken again, whatever file it comes in (rule L-62).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.learning.models import BankCategory, BankQuestion, BankVersion
from kaganek.learning.queries.bank import paths_of
from kaganek.learning.services.bank.categories import ensure_paths
from kaganek.learning.services.bank.incoming import CannotTake, taken
from kaganek.learning.services.bank.outgoing import sent
from kaganek.learning.services.bank.questions import add_questions
from kaganek.learning.services.bank.wording import Placed, Wording, wording_of
from kaganek.learning.terms import LineVerdict
from kaganek.lib.questions import (
    Finding,
    Format,
    Verdict,
    Writing,
    explain,
    kind_name,
    read_questions,
    write_questions,
)

NAME_CHARS = 300


@dataclass(frozen=True, slots=True)
class Line:
    """One question of a file and what becomes of it; `wording` is what would be saved."""

    number: int
    line: int
    name: str
    kind: str  # in words
    verdict: LineVerdict
    reasons: tuple[str, ...] = ()
    wording: Wording | None = None
    category: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    external_id: str = ""

    @property
    def is_good(self) -> bool:
        return self.verdict in (LineVerdict.TAKEN, LineVerdict.SIMPLIFIED)


@dataclass(frozen=True, slots=True)
class Judged:
    """A file that was read."""

    lines: list[Line]
    encoding: str
    notes: tuple[str, ...]  # about the whole file

    @property
    def counts(self) -> dict[str, int]:
        return {verdict: sum(1 for one in self.lines if one.verdict is verdict) for verdict in LineVerdict}


def judge_file(data: bytes, *, fmt: Format, office_id: int | None) -> Judged:
    """Every question of a file with its verdict for that bank; nothing is written.

    Raises lib.questions.QuestionFileFault for a file that is no such file, hostile or too large.
    """
    reading = read_questions(data, format=fmt)
    lines = [_line(found) for found in reading.findings]
    return Judged(
        _without_known(lines, office_id), reading.encoding, tuple(explain(one) for one in reading.notes)
    )


def _line(found: Finding) -> Line:
    reasons = [explain(note) for note in found.notes]
    bare = Line(
        found.number, found.line, found.name[:NAME_CHARS], kind_name(found.type)[:60], LineVerdict.REFUSED,
        tuple(reasons),
    )  # fmt: skip
    question = found.question
    if question is None:
        return bare
    try:
        wording, losses = taken(question)
    except CannotTake as refusal:
        return replace(bare, reasons=(*reasons, str(refusal)))
    whole = found.verdict is Verdict.TAKEN and not losses
    return replace(
        bare, verdict=LineVerdict.TAKEN if whole else LineVerdict.SIMPLIFIED, reasons=(*reasons, *losses),
        kind=kind_name(question.kind), wording=wording, category=question.category, tags=question.tags,
        external_id=question.external_id,
    )  # fmt: skip


def _without_known(lines: Sequence[Line], office_id: int | None) -> list[Line]:
    """The same lines; those whose words the bank has, or the file had before, are marked (L-62)."""
    digests = [one.wording.digest if one.wording else "" for one in lines]
    held = dict(
        BankVersion.objects.filter(office=office_id, digest__in=[one for one in digests if one])
        .order_by("-question")
        .values_list("digest", "question")
    )
    first: dict[str, int] = {}
    out = []
    for line, digest in zip(lines, digests, strict=True):
        if digest and digest in held:
            reason = f"To samo pytanie jest już w banku (nr {held[digest]})."
            line = replace(line, verdict=LineVerdict.KNOWN, reasons=(reason,))
        elif digest and digest in first:
            reason = f"To samo pytanie jest w tym pliku wcześniej (nr {first[digest]})."
            line = replace(line, verdict=LineVerdict.KNOWN, reasons=(reason,))
        elif digest:
            first[digest] = line.number
        out.append(line)
    return out


@transaction.atomic
def take_lines(
    lines: Iterable[Line],
    *,
    under: BankCategory | None,
    office_id: int | None,
    by: Seat,
    at: datetime,
    note: str,
) -> list[BankQuestion]:
    """Put the good lines into a bank, their categories below `under`; all or none. Raises TooDeep.

    Judged anew against the bank, so that a file confirmed twice is taken once.
    """
    good = [one for one in _without_known(list(lines), office_id) if one.is_good]
    where = ensure_paths({one.category for one in good}, under=under, office_id=office_id, by=by)
    placed = [
        Placed(one.wording, category_id=where[one.category] or (under.pk if under else None),
               tags=one.tags, external_id=one.external_id)
        for one in good
        if one.wording
    ]  # fmt: skip
    return add_questions(placed, office_id=office_id, by=by, at=at, note=note) if placed else []


def write_bank(questions: Iterable[BankQuestion], *, fmt: Format, by: Seat) -> Writing:
    """These questions as a file, with a finding for each: written whole, with a named loss, or left out."""
    found = list(questions)
    audit.record_all(by, "learning.export_bank_question", found)
    return bank_file(found, fmt=fmt)


def bank_file(questions: Iterable[BankQuestion], *, fmt: Format) -> Writing:
    """What `write_bank` would give, to be looked at before."""
    paths = paths_of(BankCategory.objects.all())
    ours = [
        sent(
            wording_of(one.current), category=paths.get(one.category_id or 0, ()), tags=one.tags,
            external_id=one.external_id,
        )
        for one in questions
        if one.current
    ]  # fmt: skip
    return write_questions(ours, format=fmt)


def as_words(line: Line) -> dict[str, Any] | None:
    """What a line would save, as JSON."""
    if line.wording is None:
        return None
    wording = asdict(line.wording) | {"points": str(line.wording.points)}
    return {"wording": wording, "category": line.category, "tags": line.tags, "external_id": line.external_id}


def from_words(words: Mapping[str, Any]) -> dict[str, Any]:
    """The same as values of a Line."""
    said = words["wording"]
    return {
        "wording": Wording(**said | {"points": Decimal(said["points"])}),
        "category": tuple(words["category"]),
        "tags": tuple(words["tags"]),
        "external_id": words["external_id"],
    }

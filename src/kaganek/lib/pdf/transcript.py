"""Everything a person has earned, as one document: what, when, how many hours, with which certificate."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from kaganek.lib.pdf.signs import Mark, printed
from kaganek.lib.pdf.typesetting import Value, typeset
from kaganek.lib.pdf.words import exact, teaching_hours
from kaganek.lib.polish import counted, long_date, no_orphans


@dataclass(frozen=True, kw_only=True)
class Earned:
    """One line of the transcript; empty texts stay empty cells."""

    title: str
    project: str
    earned_on: date
    hours: Decimal  # teaching hours of 45 minutes
    result: str = ""  # "90%"
    certificate: str = ""  # number of the certificate that stands
    valid_until: date | None = None  # its last day; None = for good, where there is a certificate


@dataclass(frozen=True, kw_only=True)
class Transcript:
    """One person's achievements as of a day. `marks` are the names of the signs in the logo strip."""

    person: str
    office: str
    lines: Sequence[Earned]
    as_of: date
    check_url: str  # where anyone checks a certificate by its code
    made_at: datetime  # aware; creation time of the file
    marks: Sequence[str | Mark] = field(default=())


def _holds(line: Earned) -> str:
    if line.valid_until:
        return long_date(line.valid_until)
    return "bezterminowo" if line.certificate else ""


def transcript(doc: Transcript) -> bytes:
    """The transcript as PDF/UA-1, on as many pages as it takes."""
    hours = sum((line.hours for line in doc.lines), Decimal(0))
    done = counted(len(doc.lines), "osiągnięcie", "osiągnięcia", "osiągnięć")
    data: dict[str, Value] = {
        "name": doc.person,
        "office": doc.office,
        "as_of": long_date(doc.as_of),
        "finding": no_orphans(f"Razem: {done}, {teaching_hours(hours)} po 45 minut."),
        "check": doc.check_url,
        "total": exact(hours),
        "rows": [
            [
                line.title,
                line.project,
                long_date(line.earned_on),
                exact(line.hours),
                line.result,
                line.certificate,
                _holds(line),
            ]
            for line in doc.lines
        ],
        "marks": printed(doc.marks),
    }
    return typeset("transcript", data, made_at=doc.made_at)

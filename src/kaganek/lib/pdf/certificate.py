"""The certificate (zaświadczenie): one A4 page, fit for a frame."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from kaganek.lib.codes import grouped
from kaganek.lib.pdf import qr
from kaganek.lib.pdf.signs import Mark, printed
from kaganek.lib.pdf.typesetting import Value, typeset
from kaganek.lib.pdf.words import period, teaching_hours
from kaganek.lib.polish import long_date


@dataclass(frozen=True, kw_only=True)
class CertificateFacts:
    """What a certificate says: the facts of the day of issue, words ready for print.

    Empty optional texts leave their line out. `marks` are the names of the signs in the
    logo strip of the project's period, in order; the strip shows places for them.
    """

    number: str
    person: str
    title: str  # of the course or programme completed
    hours: Decimal  # teaching hours of 45 minutes
    started_on: date
    ended_on: date
    organiser: str
    project_title: str
    project_number: str
    place: str
    issued_on: date
    check_url: str  # opens the check page of this certificate; also in the QR code
    check_code: str  # plain or grouped
    made_at: datetime  # aware; creation time of the file, the same for every reprint
    about: str = "o ukończeniu szkolenia"
    programme: str = ""
    result: str = ""  # "90% (9 z 10 punktów)"
    verification: str = ""  # how the result was checked: "test końcowy"
    signatory: str = ""
    statement: str = ""  # a sentence or two under the title
    valid_until: date | None = None
    patron: str = ""
    patron_confirmation: str = ""
    patron_mark: bytes = b""  # PNG
    status_note: str = ""  # on a replaced or revoked print
    marks: Sequence[str | Mark] = field(default=())


def certificate(facts: CertificateFacts) -> bytes:
    """The certificate as PDF/UA-1, one page however long the names are."""
    code = facts.check_code if "-" in facts.check_code else grouped(facts.check_code)
    data: dict[str, Value] = {
        "name": facts.person,
        "about": facts.about,
        "number": facts.number,
        "title": facts.title,
        "organiser": facts.organiser,
        "status_note": facts.status_note,
        "signatory": facts.signatory,
        "statement": facts.statement,
        "patron": {
            "name": facts.patron,
            "confirmation": facts.patron_confirmation,
            "mark": base64.b64encode(facts.patron_mark).decode(),
        },
        "marks": printed(facts.marks),
        "issued": f"{facts.place}, {long_date(facts.issued_on)}"
        if facts.place
        else long_date(facts.issued_on),
        "check": {"url": facts.check_url, "code": code, "qr": qr.svg(facts.check_url)},
        "facts": [[label, value, note] for label, value, note in _lines(facts) if value],
    }
    return typeset("certificate", data, made_at=facts.made_at)


def _lines(facts: CertificateFacts) -> list[tuple[str, str, str]]:
    """Label, value, small note under the value."""
    return [
        ("Program", facts.programme, ""),
        ("Wymiar", teaching_hours(facts.hours), "1 godzina dydaktyczna = 45 minut"),
        ("Termin", period(facts.started_on, facts.ended_on), ""),
        ("Ważne do", long_date(facts.valid_until) if facts.valid_until else "", ""),
        ("Wynik", facts.result or facts.verification, facts.verification if facts.result else ""),
        ("Organizator", facts.organiser, ""),
        ("Projekt", facts.project_title, f"nr {facts.project_number}" if facts.project_number else ""),
    ]

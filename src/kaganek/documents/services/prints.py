"""Certificates and transcripts as files, made at the moment they are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from kaganek.core.seats import SYSTEM, seated
from kaganek.documents.models import Certificate, CertificatePrint, PatronMark
from kaganek.documents.terms import CertificateState
from kaganek.lib import pdf
from kaganek.lib.codes import grouped
from kaganek.lib.pdf.words import period, teaching_hours
from kaganek.lib.polish import exact_percent, long_date
from kaganek.people.models import Person
from kaganek.programmes.queries import drawings


def certificate_pdf(certificate: Certificate) -> bytes:
    """PDF/UA-1 with the words of the day of issue; only the note on a replaced or revoked one is of today."""
    said = certificate.said
    return pdf.certificate(
        pdf.CertificateFacts(
            number=certificate.number,
            person=said.person,
            title=said.title,
            hours=Decimal(said.hours),
            started_on=date.fromisoformat(said.began_on),
            ended_on=date.fromisoformat(said.ended_on),
            organiser=said.organiser,
            project_title=said.project,
            project_number=said.agreement,
            place=said.place,
            issued_on=date.fromisoformat(said.issued_on),
            check_url=check_url(certificate.code),
            check_code=certificate.code,
            made_at=certificate.issued_at,
            programme=f"{said.programme}, wersja {said.programme_version}",
            result=_percent(said.score),
            verification=said.verification,
            status_note=status_note(certificate),
            marks=pdf.marks_by_hash(said.strip, said.strip_files, drawings(said.strip_files)),
            about=said.about,
            statement=said.statement,
            signatory=said.signatory,
            valid_until=date.fromisoformat(said.valid_until) if said.valid_until else None,
            patron=said.patron,
            patron_confirmation=said.patron_confirmation,
            patron_mark=_mark(said.patron_mark),
        )
    )


def handed_out(certificate: Certificate, *, at: datetime) -> bytes:
    """The PDF to give to a reader, remembered as given."""
    body = certificate_pdf(certificate)
    remember([(certificate, body)], at=at)
    return body


def remember(files: Sequence[tuple[Certificate, bytes]], *, at: datetime) -> None:
    """Keep the hashes of files that are being handed out; a file known before changes nothing.

    In the system's seat: those who may read a certificate have no rights to this table.

    Source: rule D-07 in docs/reference/rules.md.
    """
    with seated(SYSTEM):
        CertificatePrint.objects.bulk_create(
            (
                CertificatePrint(
                    certificate=one, enrolment_id=one.enrolment_id, project_id=one.project_id,
                    office_id=one.office_id, person_id=one.person_id, sha256=sha256(body).hexdigest(), given_at=at,
                )
                for one, body in files
            ),
            ignore_conflicts=True,
        )  # fmt: skip


def code_of_file(digest: str) -> str:
    """The code of the certificate that a file with this SHA-256 was handed out as; "" for no such file (D-07)."""
    with seated(SYSTEM):
        found = CertificatePrint.objects.filter(sha256=digest).values_list("certificate__code", flat=True)
        return found.first() or ""


def _mark(digest: str) -> bytes:
    """The patron's sign as it was on the day of issue; nothing for certificates without one."""
    return bytes(PatronMark.objects.get(sha256=digest).png) if digest else b""


def transcript_pdf(person: Person, rows: Sequence[Any], *, at: datetime) -> bytes:
    """PDF/UA-1 of everything a person has earned; `rows` come from queries.own_achievements.

    The signs are those of the project, while all lines are from one.
    """
    projects = {row.project_id: row.project for row in rows}
    strip = next(iter(projects.values())).strip if len(projects) == 1 else []
    return pdf.transcript(
        pdf.Transcript(
            person=person.full_name,
            office=person.office.office_name if person.office else "",
            lines=[
                pdf.Earned(
                    title=row.title,
                    project=row.project.name,
                    earned_on=timezone.localdate(row.at),
                    hours=row.hours,
                    result="" if row.score is None else exact_percent(row.score),
                    certificate=row.number or "",
                    valid_until=row.valid_until,
                )
                for row in rows
            ],
            as_of=timezone.localdate(at),
            check_url=settings.BASE_URL + reverse("documents:check"),
            made_at=at,
            marks=pdf.marks_of(strip, drawings([str(sign.get("file", "")) for sign in strip])),
        )
    )


def check_url(code: str) -> str:
    """Where anyone can check the certificate: the code itself opens it."""
    return settings.BASE_URL + reverse("documents:checked", args=[grouped(code)])


def status_note(certificate: Certificate) -> str:
    """What stands first on the print of a certificate that is no longer valid."""
    if certificate.state is CertificateState.REPLACED:
        return f"Ten wydruk jest nieaktualny. Zastępuje go zaświadczenie nr {certificate.replaced_number}."
    if certificate.revoked_at:
        day = long_date(timezone.localdate(certificate.revoked_at))
        return f"To zaświadczenie unieważniono {day}"
    return ""  # the end of validity stands among the facts: the paper tells it as well on the day before


def _percent(score: str) -> str:
    """`90%`, `66,67%`, as on the pages; nothing when there was no score."""
    return exact_percent(Decimal(score)) if score else ""


def lines(certificate: Certificate) -> list[tuple[str, str]]:
    """Every certified fact as label and words, in the order of the paper; unsaid ones are left out."""
    said = certificate.said
    issued = long_date(date.fromisoformat(said.issued_on))
    rows = [
        ("Numer", certificate.number),
        ("Otrzymuje", said.person),
        ("Za ukończenie", said.title),
        ("Treść", said.statement),
        ("Program", f"{said.programme}, wersja {said.programme_version}"),
        ("Wymiar", teaching_hours(Decimal(said.hours))),
        ("Termin", period(date.fromisoformat(said.began_on), date.fromisoformat(said.ended_on))),
        ("Wynik", " – ".join(filter(None, (_percent(said.score), said.verification)))),
        ("Organizator", said.organiser),
        ("Projekt", said.project),
        ("Numer umowy", said.agreement),
        ("Patronat", ", ".join(filter(None, (said.patron, said.patron_confirmation)))),
        ("Wydano", f"{said.place}, {issued}" if said.place else issued),
        ("Ważne do", long_date(date.fromisoformat(said.valid_until)) if said.valid_until else ""),
    ]
    return [(label, words) for label, words in rows if words]

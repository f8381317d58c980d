"""Certificates and transcripts as files, made at the moment they are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from kaganek.documents.models import Certificate
from kaganek.documents.terms import CertificateState
from kaganek.lib import pdf
from kaganek.lib.codes import grouped
from kaganek.lib.pdf.words import period, teaching_hours
from kaganek.lib.polish import exact_percent, long_date
from kaganek.people.models import Person


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
            marks=said.strip,
        )
    )


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
                )
                for row in rows
            ],
            as_of=timezone.localdate(at),
            check_url=settings.BASE_URL + reverse("documents:check"),
            made_at=at,
            marks=[sign["name"] for sign in strip],
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
    return ""


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
        ("Program", f"{said.programme}, wersja {said.programme_version}"),
        ("Wymiar", teaching_hours(Decimal(said.hours))),
        ("Termin", period(date.fromisoformat(said.began_on), date.fromisoformat(said.ended_on))),
        ("Wynik", " – ".join(filter(None, (_percent(said.score), said.verification)))),
        ("Organizator", said.organiser),
        ("Projekt", said.project),
        ("Numer umowy", said.agreement),
        ("Wydano", f"{said.place}, {issued}" if said.place else issued),
    ]
    return [(label, words) for label, words in rows if words]

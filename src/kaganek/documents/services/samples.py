"""A template as it will look, with facts nobody earned."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from kaganek.documents.models import Certificate, CertificateTemplate
from kaganek.documents.services.prints import certificate_pdf
from kaganek.documents.services.templates import worded
from kaganek.documents.terms import CertificateFacts
from kaganek.programmes.models import Programme

NUMBER = "WZÓR/0000/000000"
CODE = "000000000000"  # no certificate has it: the check page says it does not know it


def sample_pdf(programme: Programme, template: CertificateTemplate | None, *, at: datetime) -> bytes:
    """The PDF of a made-up certificate of a programme; its number says that it is a sample. Nothing is written."""
    today = timezone.localdate(at)
    facts = CertificateFacts(
        person="Imię i Nazwisko",
        office="Urząd Gminy",
        title="Nazwa szkolenia",
        hours="6",
        score="90",
        verification="test końcowy",
        began_on=(today - timedelta(days=14)).isoformat(),
        ended_on=today.isoformat(),
        programme=programme.title,
        programme_version=1,
        project="Nazwa projektu",
        agreement="numer umowy",
        organiser="Nazwa organizatora",
        place="Miejscowość",
        issued_on=today.isoformat(),
        strip=("Znaki finansowania projektu",),
        valid_until=(today + timedelta(days=365)).isoformat(),
    )
    if template:
        facts = worded(facts, template, on=today)
    return certificate_pdf(Certificate(number=NUMBER, code=CODE, facts=facts.as_json(), issued_at=at))

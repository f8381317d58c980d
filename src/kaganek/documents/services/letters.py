"""Words of the letters that certificates cause."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from kaganek.core.models import Letter
from kaganek.core.notices import Group, NoticeKind
from kaganek.core.outbox import Words
from kaganek.documents.models import Certificate
from kaganek.documents.services.certificates import ISSUED, REPLACED, REVOKED
from kaganek.documents.terms import CertificateState

NOTICES = (
    NoticeKind(ISSUED, "Nowy certyfikat", Group.CERTIFICATES),
    NoticeKind(REPLACED, "Zastąpiony certyfikat", Group.CERTIFICATES),
    NoticeKind(REVOKED, "Unieważniony certyfikat", Group.CERTIFICATES),
)


def issued(letter: Letter) -> Words | None:
    """A certificate is ready; None when it is no longer valid by the time the letter goes out."""
    certificate = Certificate.objects.filter(pk=letter.facts["certificate"]).first()
    if certificate is None or certificate.state is not CertificateState.VALID:
        return None
    return Words(
        subject=f"Twój certyfikat: {certificate.said.title}",
        body=(
            "Dzień dobry,\n\n"
            f"masz już certyfikat za „{certificate.said.title}”. Jego numer: {certificate.number}.\n\n"
            "Możesz go pobrać jako plik PDF po zalogowaniu:\n"
            f"{settings.BASE_URL}{reverse('documents:certificates')}\n\n"
            "Na certyfikacie jest kod. Kto go zna, może na naszej stronie sprawdzić, czy dokument jest ważny.\n\n"
            "Wiadomość wysłał Kaganek. Nie odpowiadaj na nią.\n"
        ),
    )


def replaced(letter: Letter) -> Words | None:
    """Which certificate took the place of which, and why; None when the new one is no longer valid."""
    certificate = Certificate.objects.filter(pk=letter.facts["certificate"]).first()
    if certificate is None or certificate.state is not CertificateState.VALID:
        return None
    return Words(
        subject=f"Nowy numer Twojego certyfikatu: {certificate.said.title}",
        body=(
            "Dzień dobry,\n\n"
            f"Twój certyfikat za „{certificate.said.title}” został wystawiony na nowo. Jego numer: {certificate.number}.\n"
            f"Poprzedni, numer {letter.facts['before']}, nie jest już ważny.\n"
            f"Powód: {letter.facts['reason']}\n\n"
            f"Otwórz certyfikaty: {settings.BASE_URL}{reverse('documents:certificates')}\n"
        ),
    )


def revoked(letter: Letter) -> Words | None:
    """That a certificate was taken back, and why."""
    certificate = Certificate.objects.filter(pk=letter.facts["certificate"]).first()
    if certificate is None or certificate.revoked_at is None:
        return None
    return Words(
        subject=f"Certyfikat unieważniony: {certificate.said.title}",
        body=(
            "Dzień dobry,\n\n"
            f"Twój certyfikat za „{certificate.said.title}”, numer {certificate.number}, został unieważniony.\n"
            f"Powód: {certificate.revoked_reason}\n\n"
            "Jeśli uważasz, że to pomyłka, napisz do opiekuna w swoim urzędzie.\n\n"
            f"Otwórz certyfikaty: {settings.BASE_URL}{reverse('documents:certificates')}\n"
        ),
    )


KINDS = {ISSUED: issued, REPLACED: replaced, REVOKED: revoked}

"""Words of the letters that certificates cause."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from kaganek.core.models import Letter
from kaganek.core.notices import Group, NoticeKind
from kaganek.core.outbox import Words
from kaganek.documents.models import Certificate
from kaganek.documents.terms import CertificateState

NOTICES = (NoticeKind("documents.issued", "Nowy certyfikat", Group.CERTIFICATES),)


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

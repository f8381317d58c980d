"""Certificates of a seat, and the one a stranger asks about."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Q, QuerySet

from kaganek.core.seats import ANONYMOUS, seated
from kaganek.documents.models import Certificate
from kaganek.documents.terms import CertificateState
from kaganek.lib.codes import normalise
from kaganek.lib.names import fold

IN_STATE = {
    CertificateState.VALID: Q(replaced_at=None, revoked_at=None),
    CertificateState.REPLACED: Q(replaced_at__isnull=False, revoked_at=None),
    CertificateState.REVOKED: Q(revoked_at__isnull=False),
}


def own_certificates() -> QuerySet[Certificate]:
    """Certificates of the learner whose seat it is, newest first; replaced ones only in their new form."""
    return Certificate.objects.filter(replaced_at=None).order_by("-issued_at", "-pk")


def in_state(certificates: QuerySet[Certificate], state: str) -> QuerySet[Certificate]:
    return certificates.filter(IN_STATE[CertificateState(state)])


def matching(certificates: QuerySet[Certificate], text: str) -> QuerySet[Certificate]:
    """Those whose number, person or office holds every word of `text`; accents and case do not matter."""
    for word in text.split():
        folded = fold(word)
        certificates = certificates.filter(
            Q(number__icontains=word)
            | Q(person__folded__contains=folded)
            | Q(office__folded__contains=folded)
        )
    return certificates


def certificate_by_code(typed: str) -> Certificate | None:
    """The certificate with a code typed by hand, read by a seat for which the database shows that one row."""
    code = normalise(typed)
    with seated(replace(ANONYMOUS, code=code)):
        return Certificate.policed.filter(code=code).first()

"""Certificates of a seat, and the one a stranger asks about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When
from django.utils.timezone import localdate

from kaganek.core.registry import Registry
from kaganek.core.seats import ANONYMOUS, seated
from kaganek.documents.models import Certificate
from kaganek.documents.terms import CertificateState
from kaganek.lib.codes import normalise
from kaganek.lib.names import fold
from kaganek.programmes.models import Achievement


@dataclass(frozen=True, slots=True)
class Held:
    """Until when an achievement holds, as parts of a statement over a row of the ledger."""

    known: Exists  # the app that wrote the achievement says it
    until: Subquery  # its last day; null = for good


# Beginning of `Achievement.source` → what the app that wrote the achievement says today of until when it holds.
achievement_validity: Registry[Callable[[], Held]] = Registry("validity of achievements")

STANDING = Q(replaced_at=None, revoked_at=None)  # the latest word, whether or not its time is over


def _in_state(state: CertificateState) -> Q:
    """As models.Certificate.state says of one row."""
    over = Q(valid_until__lt=localdate())
    return {
        CertificateState.VALID: STANDING & ~over,
        CertificateState.EXPIRED: STANDING & over,
        CertificateState.REPLACED: Q(replaced_at__isnull=False, revoked_at=None),
        CertificateState.REVOKED: Q(revoked_at__isnull=False),
    }[state]


def own_certificates() -> QuerySet[Certificate]:
    """Certificates of the learner whose seat it is, newest first; replaced ones only in their new form."""
    return Certificate.objects.filter(replaced_at=None).order_by("-issued_at", "-pk")


def own_achievements(
    person_id: int,
) -> QuerySet[Any]:  # Any: rows carry columns that the model does not declare
    """Everything one person has earned, each with `certificate`, its `number` where one stands, and `valid_until`.

    `valid_until` is what the app that wrote the achievement says today (a project may have set how long a course
    holds after its certificates were issued); for all else what the certificate says. One statement.
    """
    standing = Certificate.objects.filter(
        STANDING, enrolment=OuterRef("enrolment"), source=OuterRef("source")
    )
    return (
        Achievement.objects.filter(person=person_id)
        .select_related("project")
        .annotate(
            certificate=Subquery(standing.values("pk")[:1]),
            number=Subquery(standing.values("number")[:1]),
            valid_until=_valid_until(Subquery(standing.values("valid_until")[:1])),
        )
    )


def _valid_until(of_certificate: Subquery) -> Case | Subquery:
    said = [
        When(Q(source__startswith=f"{source}:") & Q(held.known), then=held.until)
        for source, held in ((source, said()) for source, said in achievement_validity)
    ]
    return Case(*said, default=of_certificate) if said else of_certificate


def waiting_achievements() -> QuerySet[Achievement]:
    """Achievements within the seat's reach that no certificate was ever issued for, though a template has conditions."""
    issued = Certificate.objects.filter(enrolment=OuterRef("enrolment"), source=OuterRef("source"))
    return (
        Achievement.objects.filter(hours__gt=0)
        .exclude(project__version__programme__certificate_template=None)
        .exclude(project__version__programme__certificate_template__conditions=[])
        .exclude(Exists(issued))
        .select_related("person", "office", "project__version__programme__certificate_template")
    )


def own_years() -> list[tuple[str, str]]:
    """Years in which the learner whose seat it is has earned something, the newest first."""
    days = Achievement.objects.dates("at", "year", order="DESC")
    return [(str(day.year), str(day.year)) for day in days]


def in_state(certificates: QuerySet[Certificate], state: str) -> QuerySet[Certificate]:
    return certificates.filter(_in_state(CertificateState(state)))


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


def waiting_matching(achievements: QuerySet[Achievement], text: str) -> QuerySet[Achievement]:
    """Those whose person or office holds every word of `text`."""
    for word in fold(text).split():
        achievements = achievements.filter(
            Q(person__folded__contains=word) | Q(office__folded__contains=word)
        )
    return achievements


def certificate_by_code(typed: str) -> Certificate | None:
    """The certificate with a code typed by hand, read by a seat for which the database shows that one row."""
    code = normalise(typed)
    with seated(replace(ANONYMOUS, code=code)):
        return Certificate.policed.filter(code=code).first()

"""Certificates: issued with the achievement, replaced when a word was wrong, revoked when it was not earned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from kaganek.core import audit
from kaganek.core.kept import ask
from kaganek.core.notices import News, notify, withdraw
from kaganek.core.prepared import prepared
from kaganek.core.seats import Seat
from kaganek.documents.models import Certificate, CertificateTemplate
from kaganek.documents.rules import certificate_number, is_due, place_of
from kaganek.documents.services.conditions import missing
from kaganek.documents.services.templates import template_of, worded
from kaganek.documents.terms import CertificateFacts
from kaganek.lib.codes import check_code
from kaganek.programmes.models import Achievement, Project

# One statement takes the next number and holds the series until commit: no gaps, no repeats.
_NEXT = """
INSERT INTO documents_numberseries (project_id, year, last) VALUES (%s, %s, 1)
ON CONFLICT (project_id, year) DO UPDATE SET last = documents_numberseries.last + 1
RETURNING last
"""


ISSUED, REPLACED, REVOKED = "documents.issued", "documents.replaced", "documents.revoked"


class CertificateNotValid(Exception):
    """Only a certificate that stands can be replaced or revoked."""

    def __init__(self, certificate: Certificate) -> None:
        super().__init__(certificate.number)
        self.certificate = certificate


def issue_due(
    achievement: Achievement,
    *,
    at: datetime,
    began_on: date | None = None,
    valid_until: date | None = None,
) -> Certificate | None:
    """Issue the certificate that an achievement earns, once, within the transaction of the seat; tell the person.

    achievement  a row of the ledger within the seat's reach; the learner's own seat suffices.
    at           instant of issue; the number is of its year.
    began_on     first day of the work, printed as the beginning of the term; None = the last day alone.
    valid_until  the last day on which it holds; None = for good.

    Returns the certificate; on every later call the same one, or the one that replaced it. None
    when nothing is due, while a condition of the programme's template is not met
    (`waiting.reasons` says which), or when it was revoked: finishing again does not undo
    that. Six statements and those of the conditions, one when nothing is left to do.

    Source: rules D-01 and D-05 in docs/reference/rules.md.
    """
    if not is_due(achievement.hours):
        return None
    earlier = _earlier(enrolment=achievement.enrolment_id, source=achievement.source)
    if earlier:
        return next((one for one in earlier if one.revoked_at is None), None)
    whole = _whole(achievement)
    template = template_of(whole.project)
    if template and missing([whole], template.conditions):
        return None
    facts = _facts(whole, template, at=at, began_on=began_on, valid_until=valid_until)
    certificate = _issue(whole, facts, at=at, valid_until=valid_until)
    notify([_news(certificate, f"Twój certyfikat: {whole.title}")], at=at)
    return certificate


@transaction.atomic
def replace(certificate_id: int, *, reason: str, by: Seat, at: datetime) -> Certificate:
    """Issue a certificate anew with today's facts; the old one stays and names its successor.

    reason  why, for the log and for the person; strangers never see it.

    The term and the result are those of the ledger and of the first issue, so is the end of validity;
    the template's words are today's and its conditions are not asked again. Raises
    Certificate.DoesNotExist outside the seat's reach, CertificateNotValid when there is nothing
    valid to replace (also on a second click); nothing is written then.

    Source: rule D-09 in docs/reference/rules.md.
    """
    old = _locked_valid(certificate_id)
    achievement = _whole(Achievement.objects.get(enrolment_id=old.enrolment_id, source=old.source))
    facts = _facts(
        achievement,
        template_of(achievement.project),
        at=at,
        began_on=date.fromisoformat(old.said.began_on),
        valid_until=old.valid_until,
    )
    old.replaced_at = at  # first, since only one valid certificate may stand
    old.save(update_fields=["replaced_at"])
    new = _issue(achievement, facts, at=at, valid_until=old.valid_until)
    old.replaced_by, old.replaced_number = new, new.number
    old.save(update_fields=["replaced_by", "replaced_number"])
    audit.record(by, "certificate replaced", old, reason=reason, number=new.number)
    withdraw(about(old), at=at)
    title = f"Nowy numer Twojego certyfikatu: {new.said.title}"
    notify([_news(new, title, kind=REPLACED, facts={"before": old.number, "reason": reason})], at=at)
    return new


@transaction.atomic
def revoke(certificate_id: int, *, reason: str, by: Seat, at: datetime) -> Certificate:
    """Take a certificate back: from now on the public check says so, without the reason.

    The person reads why. Raises Certificate.DoesNotExist outside the seat's reach, CertificateNotValid when it
    is no longer valid (also on a second click).

    Source: rule D-09 in docs/reference/rules.md.
    """
    certificate = _locked_valid(certificate_id)
    certificate.revoked_at, certificate.revoked_reason = at, reason
    certificate.save(update_fields=["revoked_at", "revoked_reason"])
    withdraw(about(certificate), at=at)
    audit.record(by, "certificate revoked", certificate, reason=reason)
    notify([_news(certificate, f"Certyfikat unieważniony: {certificate.said.title}", kind=REVOKED)], at=at)
    return certificate


def about(certificate: Certificate) -> str:
    """What notices of a certificate speak of."""
    return f"documents.certificate:{certificate.pk}"


def _news(
    certificate: Certificate, title: str, *, kind: str = ISSUED, facts: Mapping[str, str] | None = None
) -> News:
    return News(
        kind,
        about(certificate) if kind == ISSUED else f"{kind}:{certificate.pk}",
        certificate.person_id,
        office=certificate.office_id,
        project=certificate.project_id,
        title=title,
        url=reverse("documents:certificates"),
        facts={"certificate": certificate.pk, **(facts or {})},
        about=about(certificate),
    )


def _locked_valid(certificate_id: int) -> Certificate:
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate_id)
    if certificate.replaced_at or certificate.revoked_at:
        raise CertificateNotValid(certificate)
    return certificate


def _whole(achievement: Achievement) -> Achievement:
    """The achievement with all that a certificate says around it.

    In two statements: the database needs 18 ms to think of an order for one that joins it all.
    """
    found: Achievement | None = _achievements.first(achievement=achievement.pk)
    if found is None:
        raise Achievement.DoesNotExist
    found.project = _projects.first(project=found.project_id)
    return found


@prepared
def _achievements(achievement: int) -> QuerySet[Achievement]:
    return Achievement.objects.filter(pk=achievement).select_related("person", "office")


@prepared
def _projects(project: int) -> QuerySet[Project]:
    return Project.objects.filter(pk=project).select_related(
        "version__programme__certificate_template__patron__mark", "operator__parent"
    )


@prepared
def _earlier(enrolment: int, source: str) -> QuerySet[Certificate]:
    return Certificate.objects.filter(enrolment=enrolment, source=source, replaced_at=None)


def _facts(
    achievement: Achievement,
    template: CertificateTemplate | None,
    *,
    at: datetime,
    began_on: date | None,
    valid_until: date | None,
) -> CertificateFacts:
    project, organiser = achievement.project, achievement.project.operator
    above = organiser.parent
    ended_on = timezone.localdate(achievement.at)
    facts = CertificateFacts(
        person=achievement.person.full_name,
        office=achievement.office.office_name,
        title=achievement.title,
        hours=f"{achievement.hours.normalize():f}",
        score="" if achievement.score is None else f"{achievement.score.normalize():f}",
        verification="" if achievement.score is None else "test końcowy",
        began_on=min(began_on or ended_on, ended_on).isoformat(),
        ended_on=ended_on.isoformat(),
        programme=project.version.programme.title,
        programme_version=project.version.number,
        project=project.name,
        agreement=project.agreement,
        organiser=organiser.office_name,
        place=place_of(
            organiser.kind, organiser.name, above.kind if above else "", above.name if above else ""
        ),
        issued_on=timezone.localdate(at).isoformat(),
        strip=tuple(sign["name"] for sign in project.strip),
        strip_files=_files(project.strip),
        valid_until=valid_until.isoformat() if valid_until else "",
    )
    return worded(facts, template, on=timezone.localdate(at)) if template else facts


def _files(strip: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Hashes of the pictures that the signs have on that day; nothing where no sign has one."""
    files = tuple(str(sign.get("file", "")) for sign in strip)
    return files if any(files) else ()


def _issue(
    achievement: Achievement, facts: CertificateFacts, *, at: datetime, valid_until: date | None
) -> Certificate:
    year = timezone.localdate(at).year
    number = certificate_number(
        achievement.project.certificate_series, year, _next_number(achievement.project_id, year)
    )
    return Certificate.objects.create(
        enrolment_id=achievement.enrolment_id,
        project_id=achievement.project_id,
        office_id=achievement.office_id,
        person_id=achievement.person_id,
        source=achievement.source,
        number=number,
        code=check_code(),
        facts=facts.as_json(),
        issued_at=at,
        valid_until=valid_until,
    )


def _next_number(project_id: int, year: int) -> int:
    return int(ask(_NEXT, [project_id, year])[0][0])

"""Achievements and certificates for tests. Call inside a seat that reaches the enrolment."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from kaganek.documents.models import Certificate
from kaganek.documents.services.certificates import issue_due
from kaganek.programmes.models import Achievement, Enrolment

AT = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)


def make_achievement(enrolment: Enrolment, **values: Any) -> Achievement:
    return Achievement.objects.create(
        **{
            "enrolment": enrolment,
            "project_id": enrolment.project_id,
            "office_id": enrolment.office_id,
            "person_id": enrolment.person_id,
            "source": "learning.course:1",
            "title": "Program doskonalenia usług (PDU)",
            "hours": Decimal("6.00"),
            "score": Decimal("90.00"),
            "at": AT,
        }
        | values
    )


def make_certificate(enrolment: Enrolment, **values: Any) -> Certificate:
    certificate = issue_due(make_achievement(enrolment, **values), at=AT, began_on=date(2026, 11, 3))
    assert certificate is not None
    return certificate

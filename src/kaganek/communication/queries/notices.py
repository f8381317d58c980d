"""Own notices, and what became of the letters that went out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat

from kaganek.core.models import DigestRun, Letter, Notice
from kaganek.core.outbox import MAX_ATTEMPTS
from kaganek.people.models import Office, Person

FATES = {
    "sent": "Wysłano",
    "queued": "Czeka na wysłanie",
    "again": "Ponowimy próbę",
    "dropped": "Niepotrzebny",
    "returned": "Wrócił",
    "failed": "Nie udało się",
}


def own_notices(at: datetime) -> QuerySet[Notice]:
    """What the seat's person was told until now and was not taken back."""
    return Notice.objects.filter(at__lte=at, withdrawn_at=None)


def letters_log() -> QuerySet[Any, Any]:
    """Letters within reach, each with its fate and its addressee's name; never with what they say."""
    person = Person.objects.filter(pk=OuterRef("person"))
    name = person.annotate(name=Concat("last_name", Value(", "), "first_name")).values("name")
    fate = Case(
        When(bounced_at__isnull=False, then=Value("returned")),
        When(dropped=True, then=Value("dropped")),
        When(sent_at__isnull=False, then=Value("sent")),
        When(attempts__gte=MAX_ATTEMPTS, then=Value("failed")),
        When(attempts__gt=0, then=Value("again")),
        default=Value("queued"),
        output_field=CharField(),
    )
    return Letter.objects.annotate(
        fate=fate,
        name=Subquery(name[:1]),
        folded=Subquery(person.values("folded")[:1]),
        office_name=Subquery(Office.objects.filter(pk=OuterRef("office")).values("office_name")[:1]),
    ).values(
        "pk", "kind", "to", "person", "name", "office_name", "queued_at", "sent_at", "attempts", "fate", "error",
        "bounce", "bounce_stands",
    )  # fmt: skip


def named(rows: QuerySet[Any, Any], text: str) -> QuerySet[Any, Any]:
    """Letters to an address or a person that the words name."""
    return rows.filter(Q(to__icontains=text.strip()) | Q(folded__contains=text.strip().lower()))


def last_digests() -> list[DigestRun]:
    """The digests of the last days, the newest first."""
    return list(DigestRun.objects.order_by("-day")[:3])

"""Own notices, and what became of the letters that went out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from kaganek.core.fates import fate, left_at
from kaganek.core.models import DigestRun, Letter, Notice
from kaganek.people.models import Office, Person


def own_notices(at: datetime) -> QuerySet[Notice]:
    """What the seat's person was told until now and was not taken back."""
    return Notice.objects.filter(at__lte=at, withdrawn_at=None)


def letters_log() -> QuerySet[Any, Any]:
    """Letters within reach, each with its fate and its addressee's name; never with what they say."""
    person = Person.objects.filter(pk=OuterRef("person"))
    office = Office.objects.filter(pk=OuterRef("office"))
    name = person.annotate(name=Concat("last_name", Value(", "), "first_name")).values("name")
    return Letter.objects.annotate(
        fate=fate(),
        left_at=left_at(),
        name=Subquery(name[:1]),
        folded=Subquery(person.values("folded")[:1]),
        sort_name=Subquery(person.values("sort_name")[:1]),
        office_name=Subquery(office.values("office_name")[:1]),
        office_order=Subquery(office.values("sort_name")[:1]),
    ).values(
        "pk", "kind", "to", "person", "name", "office_name", "queued_at", "left_at", "attempts", "fate", "error",
        "bounce", "bounce_stands",
    )  # fmt: skip


def refusing_address(person_id: int) -> Letter | None:
    """The first letter that came back from the address a person has now, while it stands as one that takes none.

    By the address alone, as mail is held back: whose letter it was does not matter where people share a mailbox.
    """
    address = Person.objects.filter(pk=person_id).values("email")[:1]
    rows = Letter.objects.filter(bounce_stands=True, to=Subquery(address))
    return rows.order_by("bounced_at", "pk").first()


def named(rows: QuerySet[Any, Any], text: str) -> QuerySet[Any, Any]:
    """Letters to an address or a person that the words name."""
    return rows.filter(Q(to__icontains=text.strip()) | Q(folded__contains=text.strip().lower()))


def last_digests() -> list[DigestRun]:
    """The digests of the last days, the newest first."""
    return list(DigestRun.objects.order_by("-day")[:3])

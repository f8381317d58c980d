"""Reads of contacts with offices in care."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from kaganek.communication.models import OfficeContact
from kaganek.people.models import Office
from kaganek.programmes.models import Participation

WEEK = timedelta(days=7)
AHEAD: dict[str, Any] = {"next_done_at": None, "withdrawn_at": None}  # planned, and still to come about
NEXT: dict[str, Callable[[date], dict[str, Any]]] = {
    "late": lambda today: AHEAD | {"next_on__lt": today},
    "week": lambda today: AHEAD | {"next_on__range": (today, today + WEEK)},
    "later": lambda today: AHEAD | {"next_on__gt": today + WEEK},
}


def contacts() -> QuerySet[OfficeContact]:
    """Contacts within the seat's reach."""
    return OfficeContact.objects.select_related("office")


def settled_by(made: OfficeContact) -> list[date]:
    """Days of the contacts planned earlier that came about by writing this one down."""
    rows = OfficeContact.objects.filter(
        project=made.project_id, office=made.office_id, next_done_at=made.written_at, next_on__lte=made.on
    )
    days = rows.exclude(pk=made.pk).order_by("next_on").values_list("next_on", flat=True).distinct()
    return [day for day in days if day]


def places_in_care() -> list[tuple[str, str]]:
    """Offices with their projects within the seat's reach, as choices: "project-office" and the name."""
    rows = Participation.objects.select_related("office", "project").order_by(
        "office__sort_name", "project__name__alphabetical"
    )
    several = len({row.project_id for row in rows}) > 1
    return [
        (
            f"{row.project_id}-{row.office_id}",
            f"{row.office.office_name}, {row.project.name}" if several else row.office.office_name,
        )
        for row in rows
    ]


def offices_contacted() -> list[tuple[str, str]]:
    """Offices with a contact within the seat's reach, as choices of a filter."""
    rows = Office.objects.filter(pk__in=OfficeContact.objects.values("office")).order_by("sort_name")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "office_name")]


def last_contacts(project_id: int) -> dict[int, tuple[date, date | None]]:
    """For each office of a project within reach: the day of the last contact, and the next one that is planned."""
    found: dict[int, tuple[date, date | None]] = {}
    rows = OfficeContact.objects.filter(project=project_id, withdrawn_at=None).order_by("on", "pk")
    for office, on, next_on, done in rows.values_list("office", "on", "next_on", "next_done_at"):
        planned = found.get(office, (on, None))[1]
        ahead = next_on if next_on and done is None else None
        found[office] = (on, min(filter(None, (planned, ahead)), default=None))
    return found

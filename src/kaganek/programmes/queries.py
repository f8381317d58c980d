"""Reads of projects and of the offices in them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import OuterRef, QuerySet

from kaganek.core.counts import number_of
from kaganek.core.seats import Seat
from kaganek.people.queries.account import Contact
from kaganek.programmes.models import Enrolment, Participation, Project


def contacts_of(project_ids: Sequence[int]) -> list[Contact]:
    """Whom to ask in each of the projects, in the order of their names."""
    found = Project.objects.filter(pk__in=project_ids).order_by("name", "pk")
    return [
        Contact(one.name, name=one.contact_name, email=one.contact_email, phone=one.contact_phone)
        for one in found
    ]


def projects_in_reach(seat: Seat) -> QuerySet[Project]:
    """The seat's projects, an office's being those it takes part in.

    The table itself is public, so this is where the reach is kept.
    """
    if seat.projects is not None:
        return Project.objects.filter(pk__in=seat.projects)
    if seat.offices is not None:
        return Project.objects.filter(pk__in=Participation.objects.values("project"))
    return Project.objects.all()


def with_taken(rows: QuerySet[Participation]) -> QuerySet[Any]:  # Any: the annotated number
    """Participations with `taken`: people of the office who take part now, in the same query."""
    people = Enrolment.objects.filter(project=OuterRef("project"), office=OuterRef("office"), left_at=None)
    return rows.annotate(taken=number_of(people, "office"))


def projects_of(office_ids: Collection[int]) -> dict[int, list[tuple[int, str]]]:
    """Projects of each office within the active seat, the newest first: (id, name)."""
    rows = Participation.objects.filter(office__in=office_ids).order_by("-project__starts_on", "project_id")
    found: dict[int, list[tuple[int, str]]] = {}
    for office, pk, name in rows.values_list("office_id", "project_id", "project__name"):
        found.setdefault(office, []).append((pk, name))
    return found

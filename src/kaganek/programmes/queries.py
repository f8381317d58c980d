"""Reads of projects and of the offices in them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Value
from django.db.models.functions import Concat
from django.urls import reverse

from kaganek.core import access
from kaganek.core.counts import number_of
from kaganek.core.registry import Registry
from kaganek.core.seats import Seat
from kaganek.lib.strips import Drawn, laid_out
from kaganek.people.models import AdvisedOffice, Membership
from kaganek.people.queries.account import Contact
from kaganek.people.terms import Role
from kaganek.programmes.models import Enrolment, FundingSign, Participation, Project


@dataclass(frozen=True, slots=True)
class ParticipationLink:
    """A button on the page of an office's terms: words, icon, address, and the cell of the access table it needs."""

    label: str
    icon: str
    href: Callable[[Participation], str]
    action: str
    obj: str


# Pages about an office in a project that floors above have; they add themselves in their apps' ready().
participation_links: Registry[ParticipationLink] = Registry("participation links")


def links_of(row: Participation, seat: Seat) -> list[tuple[str, str, str]]:
    """Buttons on the page of an office's terms that this seat may press: (label, icon, address)."""
    found = [one for _, one in participation_links if access.may(seat, one.action, one.obj)]
    return [(one.label, one.icon, one.href(row)) for one in found]


def contacts_of(project_ids: Sequence[int]) -> list[Contact]:
    """Whom to ask in each of the projects, in the order of their names."""
    found = Project.objects.filter(pk__in=project_ids).order_by("name__alphabetical", "pk")
    return [
        Contact(one.name, name=one.contact_name, email=one.contact_email, phone=one.contact_phone)
        for one in found
    ]


def strip_of(project_id: int) -> list[tuple[Drawn, bytes]]:
    """The funding signs that everything a project sends out carries, in their order, with their pictures (PNG).

    b"" = the operator has put in no drawing of this sign: its name stands in its place.
    """
    strip = laid_out(Project.objects.filter(pk=project_id).values_list("strip", flat=True).first() or ())
    pictures = drawings([one.file for one in strip])
    return [(one, pictures.get(one.file, b"")) for one in strip]


def row_to_draw(strip: Sequence[Mapping[str, Any]], *, mono: bool = False) -> list[dict[str, Any]]:
    """A project's row of signs for the page's foot: names, sizes and addresses of their pictures."""
    return [
        {"name": one.name, "w": one.width, "h": one.height, "src": _address(one.file), "own": one.own,
         "mono": "" if mono else _address(one.mono)}
        for one in laid_out(strip, mono=mono)
    ]  # fmt: skip


def _address(digest: str) -> str:
    return reverse("programmes:sign_file", args=[digest]) if digest else ""


def drawings(digests: Collection[str]) -> dict[str, bytes]:
    """Pictures of signs by their hashes, for documents. No statement where there is none."""
    wanted = [one for one in digests if one]
    if not wanted:
        return {}
    rows = FundingSign.objects.filter(sha256__in=wanted).values_list("sha256", "png")
    return {digest: bytes(png) for digest, png in rows}


def running_strip(today: date) -> list[dict[str, Any]]:
    """Signs of the newest project with a period that runs on that day: those of the portal itself."""
    rows = Project.objects.filter(starts_on__lte=today, ends_on__gte=today).exclude(period="")
    return rows.order_by("-starts_on", "pk").values_list("strip", flat=True).first() or []


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


def consultants_of(project_id: int) -> QuerySet[Membership]:
    """Open consultants' roles in a project, in Polish order of names."""
    rows = Membership.objects.filter(project=project_id, role=Role.CONSULTANT, ended_at=None)
    return (
        rows.filter(person__deactivated_at=None).select_related("person").order_by("person__sort_name", "pk")
    )


def with_advisers(rows: QuerySet[Participation]) -> QuerySet[Any]:  # Any: the annotated names
    """Participations with `advisers`: names of the consultants who advise the office now, in the same query."""
    given = AdvisedOffice.objects.filter(
        project=OuterRef("project"), office=OuterRef("office"), ended_at=None
    )
    name = Concat("adviser__first_name", Value(" "), "adviser__last_name")
    return rows.annotate(advisers=ArraySubquery(given.order_by("adviser__sort_name", "pk").values(who=name)))

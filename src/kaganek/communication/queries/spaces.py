"""Spaces open to a seat, and the words that say who reads one."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Case, IntegerField, QuerySet, Value, When

from kaganek.communication.models import Space, audiences
from kaganek.communication.terms import SpaceKind
from kaganek.core.seats import Seat
from kaganek.people.models import Office
from kaganek.people.terms import OFFICE_STAFF, Role
from kaganek.programmes.models import Participation, Project

NOBODY_ELSE = "Operator krajowy, dostawca platformy i audytor tego nie czytają."
ORDER = (SpaceKind.OFFICE, SpaceKind.GROUP, SpaceKind.COURSE, SpaceKind.MEETING, SpaceKind.PROJECT)


def open_spaces() -> QuerySet[Space]:
    """Spaces that the active seat reads, the nearest first: own office, groups, courses, project."""
    places = Case(
        *(When(kind=kind, then=Value(place)) for place, kind in enumerate(ORDER)), output_field=IntegerField()
    )
    return Space.objects.select_related("project", "office").order_by(places, "title__alphabetical", "pk")


def audience_words(space: Space) -> str:
    """Who reads a space and writes in it, in full sentences; said on its pages before the first word.

    space   read with its project and office, or they are asked for.

    Source: rule C-30 in docs/reference/rules.md.
    """
    if space.kind not in audiences:
        return f"Czytają: koordynatorzy projektu. {NOBODY_ELSE}"
    return f"Czytają i piszą: {audiences.get(space.kind).words(space)}. {NOBODY_ELSE}"


def moderates(seat: Seat, space: Space) -> bool:
    """Whether a seat keeps order in a space that it reads: an office's staff in its own, coordinators in their project's.

    Source: rule C-33.
    """
    if space.kind == SpaceKind.OFFICE:
        return seat.role in OFFICE_STAFF and space.office_id in (seat.offices or ())
    return seat.role == Role.COORDINATOR and space.project_id in (seat.projects or ())


def moderator_words(space: Space) -> str:
    """Who keeps order in a space, in a sentence."""
    if space.kind == SpaceKind.OFFICE:
        return "Porządku pilnują: opiekun, koordynator i administrator IT urzędu."
    return "Porządku pilnuje koordynator projektu."


def groups_of(projects: Sequence[Project]) -> list[tuple[Space, str]]:
    """Exchange groups of these projects with the names of their offices, in Polish order. Two statements."""
    rows = Space.objects.filter(kind=SpaceKind.GROUP, project__in=projects).select_related("project")
    groups = list(rows.order_by("project__name__alphabetical", "title__alphabetical", "pk"))
    ids = {office for one in groups for office in one.office_ids}
    names = {one.pk: one.name for one in Office.objects.filter(pk__in=ids).order_by("sort_name", "pk")}
    return [(one, ", ".join(names[pk] for pk in names if pk in one.office_ids)) for one in groups]


def offices_of(project_id: int) -> list[tuple[int, str]]:
    """Offices that take part in a project within the active seat: (id, name), in Polish order."""
    rows = Participation.objects.filter(project=project_id).order_by("office__sort_name", "office")
    return list(rows.values_list("office_id", "office__office_name"))

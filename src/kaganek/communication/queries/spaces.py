"""Spaces open to a seat, and the words that say who reads one."""

from __future__ import annotations

from django.db.models import Case, IntegerField, QuerySet, Value, When

from kaganek.communication.models import Space, audiences
from kaganek.communication.terms import SpaceKind
from kaganek.core.seats import Seat
from kaganek.people.terms import OFFICE_STAFF, Role

NOBODY_ELSE = "Operator krajowy, dostawca platformy i audytor tego nie czytają."
ORDER = (SpaceKind.OFFICE, SpaceKind.GROUP, SpaceKind.COURSE, SpaceKind.MEETING, SpaceKind.PROJECT)


def open_spaces() -> QuerySet[Space]:
    """Spaces that the active seat reads, the nearest first: own office, groups, courses, project."""
    places = Case(
        *(When(kind=kind, then=Value(place)) for place, kind in enumerate(ORDER)), output_field=IntegerField()
    )
    return Space.objects.select_related("project", "office").order_by(places, "title", "pk")


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

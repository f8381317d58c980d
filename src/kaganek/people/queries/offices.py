"""Reads of the register of organisations: search as people type, one unit by its code or name, staff of an office."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db.models import Q, QuerySet

from kaganek.core.lists import Filter
from kaganek.core.registry import Registry
from kaganek.core.seats import Seat
from kaganek.lib.names import fold
from kaganek.people.models import Membership, Office
from kaganek.people.queries.paperwork import OfficeOutOfReach, inside_offices
from kaganek.people.terms import JST_KINDS, OFFICE_STAFF, OfficeKind

# Filters of the list that floors above add in their apps' ready().
office_filters: Registry[Filter] = Registry("office filters")
LABELS = sorted(((fold(kind.label), kind) for kind in OfficeKind), key=lambda pair: -len(pair[0]))


class UnitNotFound(Exception):
    """No local government answers to this code or name."""


class UnitAmbiguous(Exception):
    """Several local governments have this name; their codes tell them apart."""

    def __init__(self, units: Sequence[Office]) -> None:
        super().__init__(len(units))
        self.units = tuple(units)


def search_offices(offices: QuerySet[Office], text: str) -> QuerySet[Office]:
    """Offices by what people type into one box: a name, the beginning of a code, a kind, or all of them.

    "zalesie", "1411", "gmina wiejska", "gmina wiejska zalesie". A kind is meant only by its whole
    label, so "gmina wiejska" finds no gmina miejsko-wiejska. Accents and case do not matter.
    """
    rest = fold(text)
    for label, kind in LABELS:
        found = re.sub(rf"(^|\s){re.escape(label)}(?=\s|$)", " ", rest)
        if found != rest:
            rest = found
            offices = offices.filter(kind=kind)
            break
    for word in rest.split():
        offices = offices.filter(_by_code(word) if word.isdigit() else Q(folded__contains=word))
    return offices


def _by_code(digits: str) -> Q:
    named = Q(folded__contains=digits)  # "Szkoła Podstawowa nr 3"
    if len(digits) == 7:
        return Q(teryt=digits[:6], teryt_kind=digits[6])
    return Q(teryt__startswith=digits) | (named & Q(teryt=None))


def find_unit(text: str) -> Office:
    """The one open local government with this code (six or seven digits) or whole name.

    Raises UnitNotFound, UnitAmbiguous.
    """
    units = Office.objects.filter(kind__in=JST_KINDS, closed_on=None)
    bare = re.sub(r"\s", "", text)
    if bare.isdigit():
        found = list(units.filter(teryt=bare[:6]))
    else:
        folded = fold(text)
        likely = search_offices(units, text)
        found = [unit for unit in likely if folded in (fold(unit.name), fold(unit.office_name))]
        found = found or list(likely[:2]) if likely.count() == 1 else found
    if not found:
        raise UnitNotFound
    if len(found) > 1:
        raise UnitAmbiguous(found)
    return found[0]


def staff_of(office_id: int, seat: Seat) -> list[Membership]:
    """Who holds a role of staff in an office now, in Polish order of names; one query.

    None for an office beyond the seat's reach. A project's coordinator reads it from within the
    office, since these roles belong to no project.
    """
    if seat.projects is None:
        return list(_staff(office_id))
    try:
        with inside_offices([office_id], seat):
            return list(_staff(office_id))
    except OfficeOutOfReach:
        return []


def _staff(office_id: int) -> QuerySet[Membership]:
    rows = Membership.objects.filter(office_id=office_id, role__in=OFFICE_STAFF, ended_at=None)
    return rows.select_related("person").order_by("person__sort_name", "role", "id")

"""Organisations beside the official register: schools, associations, partners, certification bodies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.people.models import Office
from kaganek.people.queries.offices import find_unit
from kaganek.people.services.office_names import keep_findable
from kaganek.people.services.register import REGISTER_LOCK
from kaganek.people.terms import JST_KINDS, OfficeKind


class AlreadyThere(Exception):
    """The register holds this organisation already."""

    def __init__(self, office: Office) -> None:
        super().__init__(office.pk)
        self.office = office


class ParentNeeded(Exception):
    """A school stands under the local government that runs it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """What is known of an organisation; `nip` and `regon` are digits that have been checked, or ""."""

    kind: OfficeKind
    name: str
    parent: str = ""  # TERYT code or the whole name of a unit that only one unit has
    voivodeship: str = ""
    nip: str = ""
    regon: str = ""


@transaction.atomic
def register_organisation(given: Organisation, *, by: Seat, at: datetime) -> Office:
    """Put an organisation on the register; a school, and any other that has one, under its unit.

    Raises UnitNotFound, UnitAmbiguous, ParentNeeded, and AlreadyThere for the same REGON, or the
    same name and kind under the same unit: a form sent twice makes one organisation.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTER_LOCK])
    office = _filled(Office(), given)
    _refuse_doubles(office)
    office.save()
    audit.record(by, "organisation added", office, kind=office.kind)
    return office


@transaction.atomic
def change_organisation(office_id: int, given: Organisation, *, by: Seat, at: datetime) -> Office:
    """Correct an organisation that is no local government. Raises as `register_organisation`, Office.DoesNotExist."""
    office = Office.objects.select_for_update().exclude(kind__in=JST_KINDS).get(pk=office_id)
    _filled(office, given)
    _refuse_doubles(office)
    office.save()
    audit.record(by, "organisation changed", office)
    return office


@transaction.atomic
def change_unit(office_id: int, *, office_name: str, nip: str, regon: str, by: Seat, at: datetime) -> Office:
    """Correct what the official register does not say of a local government: its urząd's name and numbers.

    Raises Office.DoesNotExist, AlreadyThere for a REGON of another organisation.
    """
    office = Office.objects.select_for_update().filter(kind__in=JST_KINDS).get(pk=office_id)
    office.office_name, office.nip, office.regon = office_name, nip, regon
    keep_findable(office)
    _refuse_doubles(office)
    office.save(update_fields=["office_name", "nip", "regon", "folded"])
    audit.record(by, "office changed", office)
    return office


def _filled(office: Office, given: Organisation) -> Office:
    parent = find_unit(given.parent) if given.parent else None
    if given.kind is OfficeKind.SCHOOL and parent is None:
        raise ParentNeeded
    office.kind, office.parent = given.kind, parent
    office.name, office.office_name = given.name[:160], given.name
    office.voivodeship = given.voivodeship or (parent.voivodeship if parent else "")
    office.nip, office.regon = given.nip, given.regon
    return keep_findable(office)


def _refuse_doubles(office: Office) -> None:
    others = Office.objects.exclude(pk=office.pk)
    same = others.filter(regon=office.regon).first() if office.regon else None
    if same is None and office.kind not in JST_KINDS:
        same = others.filter(kind=office.kind, sort_name=office.sort_name, parent=office.parent).first()
    if same:
        raise AlreadyThere(same)

"""The audiences that communication itself knows: of an office, of a group of offices, of a project."""

from __future__ import annotations

from collections.abc import Iterator

from kaganek.communication.models import Audience, Due, Space
from kaganek.communication.models.audiences import ADVISED, OWN_PROJECT
from kaganek.core.dbroles import DbRole
from kaganek.people.models import Office
from kaganek.programmes.models import Participation, Project

_OWN_OFFICE = "office_id = ANY ({OFFICES})"
_IN_GROUP = "office_ids && {OFFICES}"
_ENROLLED = (
    "project_id IN (SELECT e.project_id FROM programmes_enrolment e"
    " WHERE e.person_id = {ME} AND e.left_at IS NULL)"
)
_TAKES_PART = (
    "project_id IN (SELECT p.project_id FROM programmes_participation p WHERE p.office_id = ANY ({OFFICES}))"
)


def _office_words(space: Space) -> str:
    office = space.office.office_name if space.office else ""
    return f"wszyscy, którzy mają rolę w urzędzie ({office}). Nikt spoza urzędu, także konsultant i koordynator projektu"


def _group_words(space: Space) -> str:
    names = Office.objects.filter(pk__in=space.office_ids).order_by("sort_name", "pk")
    offices = ", ".join(office.office_name for office in names) or "na razie żaden"
    return f"wszyscy z urzędów ({offices}), konsultanci tych urzędów i koordynatorzy projektu „{_project(space)}”"


def _project_words(space: Space) -> str:
    return (
        f"uczestnicy projektu „{_project(space)}” ze wszystkich urzędów, opiekunowie, koordynatorzy"
        " i administratorzy IT tych urzędów, konsultanci i koordynatorzy projektu"
    )


def _project(space: Space) -> str:
    return space.project.name if space.project else ""


def _offices_due() -> Iterator[Due]:
    """Every office that takes part in anything."""
    taking = Office.objects.filter(pk__in=Participation.objects.values("office"))
    return (Due(title=one.office_name, office_id=one.pk) for one in taking.order_by("pk").iterator())


def _projects_due() -> Iterator[Due]:
    return (Due(title=one.name, project_id=one.pk) for one in Project.objects.order_by("pk"))


OFFICE = Audience(
    rows={DbRole.PERSON: _OWN_OFFICE, DbRole.OFFICE: _OWN_OFFICE}, words=_office_words, due=_offices_due
)
GROUP = Audience(
    rows={
        DbRole.PERSON: _IN_GROUP,
        DbRole.OFFICE: _IN_GROUP,
        DbRole.ADVISER: f"{OWN_PROJECT} AND {_IN_GROUP}",
        DbRole.PROJECT: OWN_PROJECT,
    },
    words=_group_words,
    due=lambda: (),  # a coordinator makes them
)
PROJECT = Audience(
    rows={
        DbRole.PERSON: _ENROLLED,
        DbRole.OFFICE: _TAKES_PART,
        DbRole.ADVISER: ADVISED,
        DbRole.PROJECT: OWN_PROJECT,
    },
    words=_project_words,
    due=_projects_due,
)

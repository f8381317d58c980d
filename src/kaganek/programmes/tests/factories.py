"""Projects and enrolments for tests. Call inside `seated(SYSTEM)`."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from django.utils import timezone

from kaganek.people.models import Office, Person
from kaganek.people.tests.factories import make_office
from kaganek.programmes.models import Enrolment, Participation, Programme, ProgrammeVersion, Project

_number = count(1)


def make_project(**values: Any) -> Project:
    n = next(_number)
    programme = Programme.objects.create(code=f"program-{n}", title=f"Program {n}")
    version = ProgrammeVersion.objects.create(programme=programme, number=1, published_at=timezone.now())
    operator = values.pop("operator", None) or make_office(name=f"Organizator {n}", kind="partner")
    return Project.objects.create(
        **{
            "code": f"P{n}",
            "name": f"Projekt {n}",
            "version": version,
            "operator": operator,
            "starts_on": date(2026, 1, 1),
            "ends_on": date(2027, 12, 31),
        }
        | values
    )


def make_participation(project: Project, office: Office, *, place_limit: int = 50) -> Participation:
    return Participation.objects.create(
        project=project, office=office, place_limit=place_limit, joined_on=date(2026, 1, 1)
    )


def make_enrolment(project: Project, person: Person) -> Enrolment:
    """Enrols a person; their office must take part already."""
    if project.pk not in person.project_ids:
        person.project_ids = [*person.project_ids, project.pk]
        person.save(update_fields=["project_ids"])
    return Enrolment.objects.create(
        project=project, office_id=person.office_id, person=person, enrolled_at=timezone.now()
    )

"""Projects come into being and their terms change."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db import IntegrityError, transaction

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.programmes.models import Project
from kaganek.programmes.queries import projects_in_reach
from kaganek.programmes.services.signs import row_with_files

RESERVED_CODES = frozenset({"nowy"})  # words that stand in addresses where a project's code does


class CodeTaken(Exception):
    """Another project has this code."""


class CodeReserved(Exception):
    """The project's page would stand at the address of another page."""


class DatesReversed(Exception):
    """The project would end before it begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectTerms:
    """What may change in a project while it runs; `strip` are its own signs, after those of the period."""

    name: str
    operator_id: int
    agreement: str
    starts_on: date
    ends_on: date
    strip: tuple[str, ...]
    contact_name: str
    contact_email: str
    contact_phone: str
    offices_assign_paths: bool
    offices_import_people: bool
    period: str = ""  # terms.Period; "" = none, the row holds the project's own signs alone
    escalate_after_days: int = 7  # days after a deadline until the office's supervisor is told; 0 = never


def create_project(
    terms: ProjectTerms, *, code: str, version_id: int, certificate_series: str, by: Seat, at: datetime
) -> Project:
    """Open a project of a programme's version. Its code and the series of its certificates never change.

    Raises CodeReserved, CodeTaken (also when a form is sent twice), DatesReversed.
    """
    _check(terms)
    if code in RESERVED_CODES:
        raise CodeReserved(code)
    project = Project(code=code, version_id=version_id, certificate_series=certificate_series)
    _take(project, terms)
    try:
        with transaction.atomic():
            project.save()
    except IntegrityError as error:
        raise CodeTaken from error
    audit.record(by, "project opened", project, code=code)
    return project


@transaction.atomic
def change_project(project_id: int, terms: ProjectTerms, *, by: Seat, at: datetime) -> Project:
    """Change the terms of a project within the seat's reach.

    Documents given out before keep the signs they carry. Raises Project.DoesNotExist, DatesReversed.
    """
    _check(terms)
    project = projects_in_reach(by).select_for_update(of=("self",)).get(pk=project_id)
    before = _facts(project)
    _take(project, terms)
    if changed := sorted(name for name, value in _facts(project).items() if before[name] != value):
        project.save(update_fields=changed)
        audit.record(by, "project changed", project, columns=", ".join(changed))
    return project


def _check(terms: ProjectTerms) -> None:
    if terms.ends_on < terms.starts_on:
        raise DatesReversed


def _take(project: Project, terms: ProjectTerms) -> None:
    for field in fields(terms):
        if field.name != "strip":
            setattr(project, field.name, getattr(terms, field.name))
    project.strip = row_with_files(terms.period, terms.strip)


def _facts(project: Project) -> dict[str, object]:
    return {field.name: getattr(project, field.name) for field in fields(ProjectTerms)}

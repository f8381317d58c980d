"""Who advises which offices of a project."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.people.models import Membership
from kaganek.people.rules import EmployeeRow
from kaganek.people.services.accounts import create_outside_offices
from kaganek.people.services.advising import advise, stop_advising
from kaganek.people.services.codes import send_links
from kaganek.people.services.reach import RoleNotGivable, end_role, give_role
from kaganek.people.terms import Role
from kaganek.programmes.models import Participation, Project
from kaganek.programmes.queries import consultants_of, projects_in_reach


class NobodyToAdvise(Exception):
    """The chosen person is no consultant of this project."""


@transaction.atomic
def appoint_consultant(project_id: int, row: EmployeeRow, *, by: Seat, at: datetime) -> Membership:
    """Make somebody a consultant of a project: an account and a person of no office if they have none, and the role.

    row   name and e-mail of the person, of no office; who is known to the project by that e-mail gets no second
          account, and a role held already stays one, so the same form sent twice changes nothing.

    Until the first sign-in a letter with the link goes out each time (once within ten minutes).

    The project is locked until commit. Raises Project.DoesNotExist outside the seat's reach, RoleNotGivable
    (people.services.reach) for a seat that may not give the role, or for a person whose account is switched off.
    """
    project = projects_in_reach(by).select_for_update(of=("self",)).get(pk=project_id)
    person = create_outside_offices(row, project_id=project.pk, by=by, at=at)
    if not person.is_active:
        raise RoleNotGivable
    made = give_role(person, Role.CONSULTANT, project_id=project.pk, by=by, at=at)
    if person.activated_at is None:
        with seated(SYSTEM):  # a letter to somebody of no office is in no project's reach
            send_links([person.pk], by=by, at=at)
    return made


def dismiss_consultant(project: Project, membership_id: int, *, by: Seat, at: datetime) -> None:
    """Take the role of a project's consultant away, with the offices they advised. Raises NobodyToAdvise."""
    _check(project, membership_id)
    end_role(membership_id, by=by, at=at)


def assign_offices(
    project: Project, membership_id: int, office_ids: Collection[int], *, by: Seat, at: datetime
) -> int:
    """Give a consultant offices of a project to advise; returns how many are new to them.

    Offices that do not take part in the project are passed over.

    Raises NobodyToAdvise when the membership is no consultant's of this project.

    Source: rule L-90 in docs/reference/rules.md.
    """
    _check(project, membership_id)
    taking = Participation.objects.filter(project=project, office__in=office_ids)
    return advise(membership_id, list(taking.values_list("office_id", flat=True)), by=by, at=at)


def take_offices(
    project: Project, membership_id: int, office_ids: Collection[int], *, by: Seat, at: datetime
) -> int:
    """Take offices back from a consultant of a project; returns how many were theirs. Raises NobodyToAdvise."""
    _check(project, membership_id)
    return stop_advising(membership_id, office_ids, by=by, at=at)


def _check(project: Project, membership_id: int) -> None:
    if not consultants_of(project.pk).filter(pk=membership_id).exists():
        raise NobodyToAdvise(membership_id)

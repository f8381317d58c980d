"""How many people of an office must finish each course of a project."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.learning.models import CourseRequirement
from kaganek.people.models import Office
from kaganek.programmes.models import Participation, Project


@transaction.atomic
def set_required(
    project: Project, office: Office, numbers: Mapping[int, int], *, by: Seat, at: datetime
) -> list[CourseRequirement]:
    """Say how many people of an office must finish each course; 0 takes the requirement away.

    numbers   course id → number of people; courses not named keep what they had.

    Returns the requirements of the office in the project afterwards, by course.

    Raises Participation.DoesNotExist when the office takes no part in the project within the seat's
    reach. The participation is locked, so two forms at once do not mix.

    Source: rule U-03 in docs/reference/rules.md.
    """
    place = Participation.objects.select_for_update(of=("self",)).get(project=project, office=office)
    held = {row.course_id: row for row in _requirements(project, office)}
    gone = [held[course].pk for course, number in numbers.items() if not number and course in held]
    CourseRequirement.objects.filter(pk__in=gone).delete()
    asked = [
        CourseRequirement(project=project, office=office, course_id=course, number=number)
        for course, number in numbers.items()
        if number and not (course in held and held[course].number == number)
    ]
    CourseRequirement.objects.bulk_create(
        asked,
        update_conflicts=True,
        unique_fields=["project", "office", "course"],
        update_fields=["number"],
    )
    if gone or asked:
        facts = {f"course {course}": str(number) for course, number in sorted(numbers.items())}
        audit.record(by, "required numbers set", place, **facts)
    return _requirements(project, office)


def _requirements(project: Project, office: Office) -> list[CourseRequirement]:
    return list(CourseRequirement.objects.filter(project=project, office=office).order_by("course_id"))

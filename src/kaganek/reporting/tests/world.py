"""Progress of the cast for the tests of reports. Call inside `seated(SYSTEM)`."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from tests.cast import Cast

from kaganek.learning.models import Course
from kaganek.learning.tests.factories import make_course, make_progress
from kaganek.people.models import Person
from kaganek.people.terms import Role
from kaganek.people.tests.factories import give_role, make_person
from kaganek.programmes.tests.factories import make_enrolment

NOW = timezone.now()


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def learners(cast: Cast, where: str, count: int, **values: str) -> list[Person]:
    """More people of an office, enrolled in the main project."""
    office = getattr(cast, where)
    found = [
        make_person(office, first_name="Jan", last_name=f"{where.title()}{n}", **values) for n in range(count)
    ]
    for person in found:
        give_role(person, Role.LEARNER)
        cast.enrolments[person.login] = make_enrolment(cast.project, person)
    return found


def courses() -> tuple[Course, Course]:
    return make_course(title="Prosty język", short_title="Prosty język"), make_course(
        title="RODO", short_title="RODO"
    )


def usual(cast: Cast) -> tuple[Course, Course]:
    """Anna is late with one course and done with the other; Cezary has begun; both of the main project."""
    first, second = courses()
    anna, cezary = cast.enrolments["anna"], cast.enrolments["cezary"]
    make_progress(anna, first, due_on=day(-2), started_at=NOW, last_activity_at=NOW)
    make_progress(anna, second, due_on=day(-2), started_at=NOW, completed_at=NOW, last_activity_at=NOW)
    make_progress(cezary, first, due_on=day(30), started_at=NOW, last_activity_at=NOW)
    make_progress(cezary, second, due_on=day(3))
    return first, second

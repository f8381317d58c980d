"""Required numbers per course."""

from decimal import Decimal

import pytest
from django.utils import timezone

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Course, CourseRequirement
from kaganek.learning.services.requirements import set_required
from kaganek.people.tests.factories import make_office
from kaganek.programmes.models import Participation


@pytest.fixture
def courses(db):
    with seated(SYSTEM):
        return [Course.objects.create(code=f"k{n}", title=f"Kurs {n}", hours=Decimal(4)) for n in (1, 2)]


def numbers():
    return dict(CourseRequirement.objects.values_list("course_id", "number"))


@pytest.mark.rule("U-03")
def test_numbers_are_set_changed_and_taken_away(cast, courses):
    one, two = (course.pk for course in courses)
    dorota = cast.seat("dorota")
    with seated(dorota):
        set_required(cast.project, cast.zalesie, {one: 10, two: 5}, by=dorota, at=timezone.now())
        first = numbers()
        set_required(cast.project, cast.zalesie, {one: 12, two: 0}, by=dorota, at=timezone.now())
        second = numbers()
        left = set_required(cast.project, cast.zalesie, {}, by=dorota, at=timezone.now())

    assert first == {one: 10, two: 5}
    assert second == {one: 12}
    assert [(row.course_id, row.number) for row in left] == [(one, 12)]


def test_an_office_outside_the_project_has_no_numbers(cast, courses):
    with seated(SYSTEM):
        stranger = make_office()
        with pytest.raises(Participation.DoesNotExist):
            set_required(cast.project, stranger, {courses[0].pk: 1}, by=SYSTEM, at=timezone.now())


def test_another_projects_coordinator_does_not_reach_them(cast, courses):
    daniel = cast.seat("daniel")
    with seated(daniel), pytest.raises(Participation.DoesNotExist):
        set_required(cast.project, cast.zalesie, {courses[0].pk: 1}, by=daniel, at=timezone.now())


def test_office_staff_read_their_own_numbers_alone(cast, courses):
    with seated(SYSTEM):
        set_required(cast.project, cast.zalesie, {courses[0].pk: 3}, by=SYSTEM, at=timezone.now())
    for who, seen in (("bogdan", 1), ("celina", 0)):
        with seated(cast.seat(who)):
            assert CourseRequirement.objects.count() == seen

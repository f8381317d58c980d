"""Required numbers per course."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Course, CourseRequirement
from kaganek.learning.services.requirements import set_required
from kaganek.people.tests.factories import make_office
from kaganek.people.tests.test_office_pages import statuses
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


def page_url(cast, office):
    return reverse("learning:requirements", args=[cast.project.code, office.pk])


def test_who_opens_the_page_of_an_office(client, cast, courses):
    zalesie = statuses(client, cast, page_url(cast, cast.zalesie))
    assert zalesie == {
        "bogdan": 200, "henryk": 200, "janina": 200, "dorota": 200, "irena": 200, "grazyna": 200,
        "kazimierz": 200, "celina": 404, "daniel": 404,
        "anna": 403, "cezary": 403, "ewa": 403, "filip": 403,
    }  # fmt: skip


def test_only_the_project_and_the_supplier_change_numbers(client, cast, courses):
    with seated(SYSTEM):
        Course.objects.update(published_at=timezone.now())
    data = {f"course-{courses[0].pk}": "7", f"course-{courses[1].pk}": ""}
    found = statuses(client, cast, page_url(cast, cast.zalesie), "post", data)
    assert {who for who, status in found.items() if status == 302} == {"dorota", "grazyna"}
    with seated(SYSTEM):
        assert numbers() == {courses[0].pk: 7}


def test_a_wrong_number_is_explained_and_nothing_is_written(client, cast, courses):
    with seated(SYSTEM):
        Course.objects.update(published_at=timezone.now())
    client.force_login(cast.account("dorota"))
    data = {f"course-{courses[0].pk}": "-3", f"course-{courses[1].pk}": "5"}
    answer = client.post(page_url(cast, cast.zalesie), data)
    assert answer.status_code == 422
    assert "nie mniejszą niż 0" in answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    with seated(SYSTEM):
        assert numbers() == {}


def test_the_own_office_shows_the_required_numbers(client, cast, courses):
    with seated(SYSTEM):
        set_required(cast.project, cast.zalesie, {courses[0].pk: 31}, by=SYSTEM, at=timezone.now())
    shown = {}
    for who in ("bogdan", "celina"):
        client.force_login(cast.account(who))
        shown[who] = "Kurs 1" in client.get(reverse("people:own_office")).content.decode()
    assert shown == {"bogdan": True, "celina": False}

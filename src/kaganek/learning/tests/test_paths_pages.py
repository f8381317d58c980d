"""Pages of paths: who sees, makes and gives them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import NAMES, Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Course, CourseProgress, LearningPath, PathAssignment, PathStep
from kaganek.learning.tests import lists
from kaganek.people.tests.factories import make_person
from kaganek.programmes.tests.factories import make_enrolment

SEES = {"bogdan", "celina", "henryk", "janina", "dorota", "irena", "grazyna", "kazimierz"}
CHANGES = {"dorota", "grazyna"}
GIVES = {"henryk", "janina", "dorota", "grazyna"}


@pytest.fixture
def courses(cast: Cast) -> list[Course]:
    with seated(SYSTEM):
        return [lists.make_course(code) for code in "ab"]


@pytest.fixture
def path(cast: Cast, courses: list[Course]) -> LearningPath:
    with seated(SYSTEM):
        return lists.make_path(cast.project, *courses)


def words(answer) -> str:
    return answer.content.decode().replace("\xa0", " ")


@pytest.mark.parametrize("who", NAMES)
def test_who_sees_a_path_and_the_means(client, cast, path, who):
    client.force_login(cast.account(who))
    answer = client.get(reverse("learning:path", args=[path.pk]))

    expected = 200 if who in SEES else 404 if who == "daniel" else 403
    assert answer.status_code == expected
    if expected == 200:
        assert ("Przypisz osobom" in words(answer)) is (who in GIVES)
        assert (reverse("learning:path_change", args=[path.pk]) in words(answer)) is (who in CHANGES)
    listed = client.get(reverse("learning:paths"))
    assert (path.name in words(listed)) is (who in SEES)


@pytest.mark.parametrize("who", NAMES)
def test_who_changes_a_path(client, cast, path, who):
    client.force_login(cast.account(who))
    status = client.get(reverse("learning:path_change", args=[path.pk])).status_code

    assert status == (200 if who in CHANGES else 404 if who == "daniel" else 403)


def typed(cast: Cast, **facts):
    rows = {"steps": 4, "name": "Nowa", "note": "", "project": cast.project.pk}
    return rows | {key.replace("_", "-", 1): value for key, value in facts.items()}


def test_making_and_changing_a_path(client, cast, courses):
    client.force_login(cast.account("dorota"))
    facts = typed(
        cast, krok0_what=f"course:{courses[1].pk}", krok0_due_on="18.12.2026", krok2_what=f"course:{courses[0].pk}",
        krok2_due_days="30", krok2_after_previous="on",
    )  # fmt: skip
    answer = client.post(reverse("learning:path_add"), facts)
    assert answer.status_code == 302, words(answer)
    with seated(SYSTEM):
        made = LearningPath.objects.get(name="Nowa")
        rows = PathStep.objects.filter(path=made).order_by("position")
        assert [(row.course.code, str(row.due_on), row.due_days, row.after_previous) for row in rows] == [
            ("b", "2026-12-18", None, False), ("a", "None", 30, True),
        ]  # fmt: skip
    assert "termin: 18 grudnia 2026 r." in words(client.get(answer["Location"]))

    page = words(client.get(reverse("learning:path_change", args=[made.pk])))
    assert ">Co jest do zrobienia</label>" in page  # nothing says that it may stay empty
    assert 'value="18.12.2026"' in page
    client.post(
        reverse("learning:path_change", args=[made.pk]),
        typed(cast, krok0_what=f"course:{courses[0].pk}") | {"name": "Inna"},
    )
    with seated(SYSTEM):
        assert list(PathStep.objects.filter(path=made).values_list("course__code", flat=True)) == ["a"]


def test_faults_of_a_path_are_told(client, cast, courses, path):
    client.force_login(cast.account("dorota"))
    add = reverse("learning:path_add")
    both = typed(cast, krok0_what=f"course:{courses[0].pk}", krok0_due_on="18.12.2026", krok0_due_days="3")
    assert "Podaj termin albo liczbę dni, nie oba naraz." in words(client.post(add, both))
    twice = typed(cast, krok0_what=f"course:{courses[0].pk}", krok1_what=f"course:{courses[0].pk}")
    assert "To jest już na tej ścieżce." in words(client.post(add, twice))
    assert "jest już ścieżka o tej nazwie" in words(client.post(add, typed(cast) | {"name": path.name}))
    foreign = typed(cast) | {"project": cast.other_project.pk, "name": "Cudza"}
    client.post(add, foreign)
    with seated(SYSTEM):
        assert not LearningPath.objects.filter(name="Cudza").exists()


@pytest.mark.parametrize("who", NAMES)
def test_who_gives_a_path(client, cast, path, who):
    client.force_login(cast.account(who))
    status = client.get(reverse("learning:assign", args=[path.pk])).status_code

    assert status == (200 if who in GIVES else 404 if who == "daniel" else 403)


def given(client: Client, path: LearningPath, **facts):
    return client.post(reverse("learning:assign_people", args=[path.pk]), facts)


def test_an_office_gives_a_path_to_its_own_people_alone(client, cast, path):
    client.force_login(cast.account("janina"))
    page = words(client.get(reverse("learning:assign", args=[path.pk])))
    assert "Wrona, Anna" in page
    assert "Dzik" not in page

    ids = [cast.enrolments["anna"].pk, cast.enrolments["cezary"].pk]
    assert "Przypisać ścieżkę „Podstawy”: 1 osoba?" in words(given(client, path, udzial=ids))
    with seated(SYSTEM):
        assert not PathAssignment.objects.exists()
    for _ in range(2):
        given(client, path, udzial=ids, confirmed="1")
    with seated(SYSTEM):
        assert list(PathAssignment.objects.values_list("person", flat=True)) == [cast.person("anna").pk]
        assert CourseProgress.objects.count() == 2
    person = words(client.get(reverse("people:person", args=[cast.person("anna").pk])))
    assert "Szkolenie a" in person
    assert "Nierozpoczęte" in person


def test_a_coordinator_gives_a_path_to_many_offices_at_once(client, cast, path):
    client.force_login(cast.account("dorota"))
    with seated(SYSTEM):
        cast.borki.folded = "borki 060902"
        cast.borki.save()
    answer = given(client, path, wszyscy="1", urzad="borki")
    assert "Lista obejmuje 1 urząd." in words(answer)
    assert 'name="urzad" value="borki"' in words(answer)
    given(client, path, wszyscy="1", urzad="borki", confirmed="1")

    answer = given(client, path, wszyscy="1")
    assert "Lista obejmuje 2 urzędy." in words(answer)
    assert "Tę ścieżkę ma już: 1." in words(answer)
    done = client.post(
        reverse("learning:assign_people", args=[path.pk]), {"wszyscy": "1", "confirmed": "1"}, follow=True
    )
    assert "dostaje 1 osoba. Szkolenia widać od razu" in words(done)
    with seated(SYSTEM):
        assert PathAssignment.objects.count() == 2
    again = client.post(reverse("learning:assign_people", args=[path.pk]), {"wszyscy": "1"}, follow=True)
    assert "Każda z tych osób ma już tę ścieżkę." in words(again)


def test_where_offices_may_not_assign_they_are_told(client, cast, path):
    cast.project.offices_assign_paths = False
    with seated(SYSTEM):
        cast.project.save()
    client.force_login(cast.account("janina"))
    assert "Przypisz osobom" not in words(client.get(reverse("learning:path", args=[path.pk])))
    answer = client.post(
        reverse("learning:assign_people", args=[path.pk]),
        {"udzial": cast.enrolments["anna"].pk, "confirmed": "1"},
        follow=True,
    )
    assert "ścieżki przypisuje koordynator projektu" in words(answer)
    with seated(SYSTEM):
        assert not PathAssignment.objects.exists()


@pytest.mark.parametrize(("name", "number"), [("paths", 6), ("assign", 7)])
def test_the_lists_cost_the_same_for_one_row_and_for_three(
    client, cast, path, courses, name, number, django_assert_num_queries
):
    client.force_login(cast.account("dorota"))
    address = reverse(f"learning:{name}", args=[path.pk] if name == "assign" else [])
    client.get(address)
    with django_assert_num_queries(number):
        client.get(address)
    with seated(SYSTEM):
        for n in range(2):
            lists.make_path(cast.project, *courses, name=f"Ścieżka {n}")
            make_enrolment(cast.project, make_person(cast.zalesie, created_at=timezone.now()))
    with django_assert_num_queries(number):
        client.get(address)

"""A path given to the wrong people is taken back: what was not begun goes, the rest stays and is named."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import NAMES, Cast

from kaganek.core.models import AuditEntry, Notice
from kaganek.core.notices import News, notify
from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import (
    Course,
    CourseProgress,
    DeadlineEscalation,
    LearningPath,
    PathAssignment,
    PathStep,
    Task,
    TaskWork,
)
from kaganek.learning.services import taking_paths_back as deeds
from kaganek.learning.services.assigning import draft_rule, make_rule, run_all, switch_off
from kaganek.learning.services.deadlines import COMING, about, still_open
from kaganek.learning.services.paths import OfficesMayNotAssign, assign
from kaganek.learning.services.tasks import handing, taking_back
from kaganek.learning.terms import TaskKind
from kaganek.learning.tests import lists
from kaganek.learning.tests.pages import words

GIVES = {"henryk", "janina", "dorota", "grazyna"}
NOW = timezone.now()


@pytest.fixture
def courses(cast: Cast) -> list[Course]:
    with seated(SYSTEM):
        return [lists.make_course(code) for code in "ab"]


@pytest.fixture
def path(cast: Cast, courses: list[Course]) -> LearningPath:
    """Anna of Zalesie and Cezary of Borki have it."""
    with seated(SYSTEM):
        made = lists.make_path(cast.project, *courses)
        assign(made.pk, [cast.enrolments["anna"], cast.enrolments["cezary"]], by=SYSTEM, at=NOW)
    return made


def ids(cast: Cast) -> list[int]:
    return [cast.enrolments[who].pk for who in ("anna", "cezary")]


def take(cast: Cast, path: LearningPath, *, who: str = "dorota") -> deeds.PathBack:
    seat = cast.seat(who)
    with seated(seat):
        return deeds.take_path_back(path.pk, ids(cast), by=seat)


def held() -> set[tuple[str, str]]:
    with seated(SYSTEM):
        return set(CourseProgress.objects.values_list("person__login", "course__code"))


def begin(cast: Cast, who: str, course: Course) -> None:
    with seated(SYSTEM):
        CourseProgress.objects.filter(enrolment=cast.enrolments[who], course=course).update(started_at=NOW)


@pytest.mark.rule("L-144")
def test_what_was_not_begun_goes_and_the_rest_stays_and_is_named(cast, path, courses):
    begin(cast, "anna", courses[0])
    with seated(SYSTEM):
        row = CourseProgress.objects.get(enrolment=cast.enrolments["anna"], course=courses[1])
        reminder = {"progress": row.pk, "due": str(row.due_on)}
        assert still_open(reminder) == row
        notify([News(COMING, "termin", row.person_id, title="Termin", about=about(row.pk))], at=NOW)
    done = take(cast, path)

    assert len(done.people) == 2
    with seated(SYSTEM):
        assert still_open(reminder) is None  # a letter that waits does not leave
        assert Notice.policed.count() == 3  # the path was told to both, and its deadline to one
        assert not Notice.policed.filter(withdrawn_at=None).exists()
    assert done.kept == [("Wrona, Anna", "Szkolenie a")]
    assert held() == {("anna", "a")}
    with seated(SYSTEM):
        assert not PathAssignment.objects.exists()
        assert AuditEntry.objects.filter(deed="path taken back").count() == 2
        assert AuditEntry.objects.filter(deed="course taken back").count() == 3
    assert take(cast, path).people == []  # sent twice
    with seated(SYSTEM):
        assert AuditEntry.objects.filter(deed="path taken back").count() == 2


@pytest.mark.rule("L-144")
def test_what_another_path_has_stays(cast, path, courses):
    with seated(SYSTEM):
        other = lists.make_path(cast.project, courses[1], name="Druga")
        assign(other.pk, [cast.enrolments["anna"]], by=SYSTEM, at=NOW)
    take(cast, path)

    assert held() == {("anna", "b")}


@pytest.mark.rule("L-144")
def test_what_somebody_decided_about_stays(cast, path, courses):
    """A day given by name, and a deadline of which the supervisor was told."""
    with seated(SYSTEM):
        rows = CourseProgress.objects.filter(enrolment=cast.enrolments["anna"])
        rows.filter(course=courses[0]).update(extended_to=NOW.date())
        told = rows.get(course=courses[1])
        DeadlineEscalation.objects.create(**told.quad, progress=told, due_on=NOW.date(), at=NOW)
    take(cast, path)

    assert held() == {("anna", "a"), ("anna", "b")}


@pytest.mark.rule("L-144")
def test_an_office_takes_back_from_its_own_people_alone(cast, path):
    assert len(take(cast, path, who="janina").people) == 1
    assert held() == {("cezary", "a"), ("cezary", "b")}


@pytest.mark.rule("L-144")
def test_where_offices_may_not_give_they_may_not_take_back(cast, path):
    with seated(SYSTEM):
        cast.project.offices_assign_paths = False
        cast.project.save()
    with pytest.raises(OfficesMayNotAssign):
        take(cast, path, who="janina")


@pytest.mark.rule("L-144", "L-103")
def test_whom_a_rule_would_give_it_again_keeps_it_until_the_rule_is_off(cast, path):
    dorota = cast.seat("dorota")
    with seated(dorota):
        said = {"office_id": cast.zalesie.pk, "departments": "", "positions": "", "groups": ""}
        rule, _ = make_rule(draft_rule(path.pk, **said, by=dorota, at=NOW), by=dorota, at=NOW)
    done = take(cast, path)
    assert [one.person_id for one in done.ruled] == [cast.person("anna").pk]
    assert {who for who, _ in held()} == {"anna"}

    with seated(dorota):
        switch_off(rule.pk, by=dorota, at=NOW)
    assert len(take(cast, path).people) == 1
    run_all(at=NOW)
    assert held() == set()


@pytest.mark.rule("L-144")
def test_a_task_of_the_path_goes_too_unless_begun(cast, path):
    with seated(SYSTEM):
        made = [
            Task.objects.create(title=t, instructions="x", kind=TaskKind.PERSON) for t in ("Jedno", "Dwa")
        ]
        for place, task in enumerate(made, start=3):
            PathStep.objects.create(path=path, kind="task", item=task.pk, position=place)
        LearningPath.objects.filter(pk=path.pk).update(mixed=True)
        PathAssignment.objects.all().delete()
        assign(path.pk, [cast.enrolments[who] for who in ("anna", "cezary")], by=SYSTEM, at=NOW)
        begun = TaskWork.objects.get(task=made[1], person=cast.person("anna"))
    anna, dorota = cast.seat("anna"), cast.seat("dorota")
    with seated(anna):
        handing.save_draft(begun.pk, "Początek", over=0, by=anna, at=NOW)
    with seated(dorota):  # a step of a path is taken back with the path alone
        found = taking_back.take_back(made[0], cast.project, [cast.zalesie.pk], by=dorota)
        assert (len(found.free), len(found.of_path)) == (0, 1)
    done = take(cast, path)

    assert ("Wrona, Anna", "Dwa") in done.kept
    with seated(SYSTEM):
        assert TaskWork.objects.get() == begun


@pytest.mark.parametrize("who", NAMES)
def test_who_may_take_a_path_back(client, cast, path, who):
    client.force_login(cast.account(who))
    wanted = 200 if who in GIVES else 404 if who == "daniel" else 403
    assert client.get(reverse("learning:take_path", args=[path.pk])).status_code == wanted
    answer = client.post(reverse("learning:take_path_people", args=[path.pk]), {"udzial": ids(cast)})
    assert answer.status_code == wanted
    assert len(held()) == 4  # asked, not done


def test_the_pages_ask_first_and_say_what_stays(client: Client, cast, path, courses):
    begin(cast, "anna", courses[0])
    client.force_login(cast.account("dorota"))
    assert reverse("learning:take_path", args=[path.pk]) in words(
        client.get(reverse("learning:path", args=[path.pk]))
    )
    assert "Wrona, Anna" in words(client.get(reverse("learning:take_path", args=[path.pk])))
    address = reverse("learning:take_path_people", args=[path.pk])
    nobody = words(client.post(address, {}, follow=True))
    assert "Zaznacz na liście co najmniej jedną osobę." in nobody
    assert "Odbierz zaznaczonym" in nobody  # the list is still there
    asked = words(client.post(address, {"wszyscy": "1"}))
    assert "Anna Wrona, " in asked or ", Anna Wrona" in asked
    assert "Odebrać ścieżkę „Podstawy”: 2 osoby?" in asked
    assert "Zostaje, bo jest zaczęte albo ktoś zmienił termin: Wrona, Anna – Szkolenie a" in asked
    sent = {"wszyscy": "1", "confirmed": "1"}
    done = words(client.post(address, sent, follow=True))
    assert "Ścieżkę „Podstawy” tracą 2 osoby." in done
    assert "Wrona, Anna – Szkolenie a" in done
    assert "nikt z tych osób nie ma już tej ścieżki" in words(client.post(address, sent, follow=True))


def test_the_list_costs_the_same_for_one_and_for_two(client, cast, path, django_assert_num_queries):
    client.force_login(cast.account("dorota"))
    address = reverse("learning:take_path", args=[path.pk])
    client.get(address)
    with django_assert_num_queries(7):
        client.get(address)

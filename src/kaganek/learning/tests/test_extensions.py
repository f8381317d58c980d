"""Deadlines moved for one's own people: later only, with a reason, seen by the person."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.cast import NAMES, Cast

from kaganek.core.models import AuditEntry
from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Course, CourseProgress, DeadlineChange, DeadlineExtension, PathStep
from kaganek.learning.services.extensions import DayNotAhead, Extended, NoReason, extend_deadlines
from kaganek.learning.services.path_kinds import take_course_back
from kaganek.learning.services.paths import Step, change_path
from kaganek.learning.tests.factories import make_course, make_path, make_progress
from kaganek.learning.tests.pages import words

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
NEAR, FAR = TODAY + timedelta(days=3), TODAY + timedelta(days=30)


@pytest.fixture
def course(cast: Cast) -> Course:
    with seated(SYSTEM):
        course = make_course(title="Ochrona danych")
        make_path(cast.enrolments["anna"], [course])
        for who in ("anna", "cezary"):
            make_progress(cast.enrolments[who], course, due_on=NEAR)
    return course


def ids(*who: str) -> list[int]:
    with seated(SYSTEM):
        rows = CourseProgress.objects.filter(person__login__in=who).order_by("pk")
        return list(rows.values_list("pk", flat=True))


def due(who: str) -> tuple[date | None, date | None]:
    with seated(SYSTEM):
        return CourseProgress.objects.values_list("due_on", "extended_to").get(person__login=who)


def move(cast: Cast, who: str, rows: list[int], day: date = FAR, reason: str = "Urlop") -> Extended:
    with seated(cast.seat(who)):
        return extend_deadlines(rows, until_on=day, reason=reason, by=cast.seat(who), at=NOW)


@pytest.mark.rule("L-102")
def test_a_moved_deadline_keeps_its_history(cast, course):
    assert move(cast, "bogdan", ids("anna")) == Extended(1, 0)
    assert move(cast, "dorota", ids("anna", "cezary"), FAR + timedelta(days=1), "Powódź") == Extended(2, 0)
    assert due("anna") == (FAR + timedelta(days=1),) * 2
    with seated(cast.seat("anna")):
        rows = DeadlineExtension.objects.order_by("pk")
        assert [(one.from_on, one.until_on, one.reason, one.given_name) for one in rows] == [
            (NEAR, FAR, "Urlop", "Bogdan Maj"),
            (FAR, FAR + timedelta(days=1), "Powódź", "Dorota Lis"),
        ]
    with seated(SYSTEM):
        assert AuditEntry.objects.filter(deed="deadline extended").count() == 3


@pytest.mark.rule("L-102")
def test_no_deadline_becomes_an_earlier_one(cast, course):
    move(cast, "bogdan", ids("anna"))
    assert move(cast, "bogdan", ids("anna"), FAR - timedelta(days=1)) == Extended(0, 1)
    assert move(cast, "bogdan", ids("anna")) == Extended(0, 1)
    with pytest.raises(DayNotAhead):
        move(cast, "bogdan", ids("anna"), TODAY)
    with pytest.raises(NoReason):
        move(cast, "bogdan", ids("anna"), FAR + timedelta(days=9), "  ")
    assert due("anna") == (FAR, FAR)


def test_what_is_done_or_has_no_deadline_is_passed_over(cast, course):
    with seated(SYSTEM):
        CourseProgress.objects.filter(person=cast.person("anna")).update(completed_at=NOW)
        CourseProgress.objects.filter(person=cast.person("cezary")).update(due_on=None)
    assert move(cast, "dorota", ids("anna", "cezary")) == Extended(0, 2)


def test_nobody_moves_deadlines_of_another_office(cast, course):
    assert move(cast, "celina", ids("anna", "cezary")) == Extended(1, 1)
    assert (due("anna"), due("cezary")) == ((NEAR, None), (FAR, FAR))
    with seated(cast.seat("bogdan")):
        assert not DeadlineExtension.objects.exists()


@pytest.mark.rule("L-102")
def test_a_changed_path_never_takes_the_later_day_back(cast, course):
    move(cast, "bogdan", ids("anna"))
    with seated(SYSTEM):
        path_id = PathStep.objects.get(course=course).path_id

    def change(step: Step) -> None:
        with seated(cast.seat("dorota")):
            change_path(path_id, name="N", note="", steps=[step], by=cast.seat("dorota"), at=NOW)

    change(Step(course.pk, due_on=NEAR))
    assert due("anna") == (FAR, FAR)
    change(Step(course.pk, due_on=FAR + timedelta(days=5)))
    assert due("anna")[0] == FAR + timedelta(days=5)


def test_the_database_keeps_each_change_of_a_deadline_and_nothing_else(cast, course):
    """Moved for one person or for the whole path; a path saved as it was moves nothing."""
    move(cast, "bogdan", ids("anna"))
    later = FAR + timedelta(days=5)
    with seated(SYSTEM):
        path_id = PathStep.objects.get(course=course).path_id
        for _ in range(2):
            step = Step(course.pk, due_on=later)
            change_path(path_id, name="N", note="", steps=[step], by=SYSTEM, at=NOW)
        CourseProgress.objects.update(started_at=NOW)
        rows = DeadlineChange.objects.order_by("pk").values_list("person__login", "from_on", "until_on")
        assert list(rows) == [("anna", NEAR, FAR), ("anna", FAR, later)]


def test_what_was_kept_of_a_deadline_goes_with_its_course(cast, course):
    with seated(SYSTEM):
        CourseProgress.objects.update(due_on=FAR)
        assert DeadlineChange.objects.count() == 2
        assert take_course_back(course.pk, cast.enrolments["cezary"], SYSTEM)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert [row.person_id for row in DeadlineChange.objects.all()] == [cast.person("anna").pk]


@pytest.mark.parametrize("who", NAMES)
def test_who_may_move(client: Client, cast: Cast, course, who: str) -> None:
    client.force_login(cast.account(who))
    allowed = who in ("bogdan", "janina", "celina", "dorota")
    if who == "daniel":  # coordinates another project: the page opens and shows nobody
        assert "Wrona" not in words(client.get(reverse("learning:extend")))
        return
    assert (client.get(reverse("learning:extend")).status_code == 200) is allowed
    typed = {"termin": [str(pk) for pk in ids("anna", "cezary")], "confirmed": "1",
             "until_on": f"{FAR:%d.%m.%Y}", "reason": "Choroba dziecka"}  # fmt: skip
    client.post(reverse("learning:extend_people"), typed)
    moved = {name for name in ("anna", "cezary") if due(name)[1]}
    wanted = {"bogdan": {"anna"}, "janina": {"anna"}, "celina": {"cezary"}, "dorota": {"anna", "cezary"}}
    assert moved == wanted.get(who, set())


def test_from_the_list_to_the_person(client: Client, cast: Cast, course) -> None:
    client.force_login(cast.account("bogdan"))
    listed = words(client.get(reverse("learning:extend")))
    assert "Wrona, Anna" in listed
    assert "Dzik" not in listed
    typed: dict[str, object] = {"termin": [str(pk) for pk in ids("anna", "cezary")]}
    asked = words(client.post(reverse("learning:extend_people"), typed))
    assert "Przedłużyć 1 termin?" in asked
    typed |= {"confirmed": "1", "until_on": "01.01.2020", "reason": ""}
    assert client.post(reverse("learning:extend_people"), typed).status_code == 422
    typed |= {"reason": "Urlop macierzyński"}
    refused = client.post(reverse("learning:extend_people"), typed)
    assert "termin można tylko wydłużyć" in words(refused)
    typed |= {"until_on": f"{NEAR:%d.%m.%Y}"}
    assert "takie same albo późniejsze" in words(client.post(reverse("learning:extend_people"), typed))
    typed |= {"until_on": f"{FAR:%d.%m.%Y}"}
    assert client.post(reverse("learning:extend_people"), typed).status_code == 302

    shown = words(client.get(reverse("learning:extensions")))
    assert "Urlop macierzyński" in shown
    assert "Bogdan Maj" in shown
    assert client.get(reverse("learning:extensions_export", args=["csv"])).status_code == 200
    assert client.post(reverse("learning:extend_people"), {"termin": []}).status_code == 302
    client.force_login(cast.account("anna"))
    assert "Urlop macierzyński" in words(client.get(reverse("learning:course", args=[course.pk])))


@pytest.mark.parametrize("name", ["learning:extend", "learning:extensions"])
def test_lists_cost_the_same_for_one_row_and_for_many(client, cast, course, name) -> None:
    move(cast, "bogdan", ids("anna"))
    client.force_login(cast.account("dorota"))
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse(name))
    with seated(SYSTEM):
        for n in range(3):
            make_progress(cast.enrolments["anna"], make_course(), due_on=NEAR + timedelta(days=n))
    with seated(cast.seat("dorota")):
        rows = list(CourseProgress.objects.values_list("pk", flat=True))
    move(cast, "dorota", rows, FAR + timedelta(days=2))
    with CaptureQueriesContext(connection) as many:
        client.get(reverse(name))
    assert len(one) == len(many)

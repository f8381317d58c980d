"""The same words mean the same number: an office's own course changes no number of the path anywhere."""

from __future__ import annotations

import re

import pytest

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Course
from kaganek.learning.tests.factories import make_course, make_progress
from kaganek.programmes.models import Project
from kaganek.reporting.queries.frozen import content
from kaganek.reporting.tests.test_office import table
from kaganek.reporting.tests.world import NOW, day, learners

URL = "/raporty/urzad/"
pytestmark = pytest.mark.rule("R-25")


@pytest.fixture
def own(cast) -> Course:
    """Of 24 people of Zalesie 10 have finished the path, 7 are late, 7 under way; all but one have the own course too."""
    with seated(SYSTEM):
        shared = make_course(title="Prosty język")
        made: Course = make_course(title="Obieg pism", office=cast.zalesie)
        for nth, person in enumerate(learners(cast, "zalesie", 24)):
            enrolment, done = cast.enrolments[person.login], nth < 10
            make_progress(
                enrolment, shared, started_at=NOW, completed_at=NOW if done else None,
                due_on=day(-1) if 10 <= nth < 17 else None,
            )  # fmt: skip
            if nth:
                make_progress(enrolment, made, due_on=day(-3) if nth in (1, 2) else None)
        make_progress(cast.enrolments["anna"], made)  # has nothing of the path
    return made


def of_office(client, who: str, cast, **query: object) -> tuple[int, ...]:
    client.force_login(cast.account(who))
    numbers = client.get(URL, {"urzad": cast.zalesie.pk, **query}).context["numbers"]
    return (numbers.assigned, numbers.finished, numbers.late, numbers.going)


def test_every_report_says_the_same_of_an_office(client, cast, own):
    client.force_login(cast.account("dorota"))
    rows = {row["label"]: row for row in client.get("/raporty/projekt/").context["listing"].rows}
    told = rows["Zalesie"]
    care = {row.office_id: row for row in client.get("/urzedy-w-opiece/").context["listing"].rows}
    cared = care[cast.zalesie.pk]
    with seated(SYSTEM):
        frozen = content(Project.objects.get(pk=cast.project.pk), NOW)
    published = {row["id"]: row for row in frozen["offices"]}[cast.zalesie.pk]

    assert of_office(client, "dorota", cast) == (24, 10, 7, 7)
    assert of_office(client, "bogdan", cast) == (24, 10, 7, 7)
    assert (told["people"], told["done"], told["late"]) == (24, 10, 7)
    assert (cared.finished, cared.late, cared.under_way) == (10, 7, 7)
    assert (published["people"], published["done"]) == (24, 10)


@pytest.mark.parametrize("who", ["dorota", "bogdan"])
def test_each_tile_of_people_opens_to_as_many(client, cast, own, who):
    client.force_login(cast.account(who))
    for query, many in (({}, 24), ({"stan": "late"}, 7), ({"stan": "done"}, 10)):
        asked = {"urzad": cast.zalesie.pk, **query}
        assert client.get(URL, asked).context["listing"].total == many
        assert len(table(client.get("/raporty/urzad.csv", asked))) == many + 1


def test_the_office_sees_its_own_courses_apart_and_the_project_does_not(client, cast, own):
    client.force_login(cast.account("bogdan"))
    page = client.get(URL).content.decode()
    assert re.findall(r'<figure class="kg-chart" id="(\w+)"', page) == ["szkolenia", "wlasne"]
    assert "Własnych szkoleń urzędu nie liczymy do ścieżki." in page
    asked = client.get(URL, {"szkolenie": own.pk, "stan": "late"})
    assert asked.context["listing"].total == 2
    assert len(table(client.get("/raporty/urzad.csv", {"szkolenie": own.pk}))) == 25

    client.force_login(cast.account("dorota"))
    asked = client.get(URL, {"urzad": cast.zalesie.pk, "szkolenie": own.pk})
    assert asked.context["listing"].total == 24  # asks for nothing: there is no such course here
    assert "Obieg pism" not in asked.content.decode()


def test_a_reminder_to_all_is_for_those_late_with_an_own_course_too(client, cast, own):
    client.force_login(cast.account("bogdan"))
    assert client.get(URL).context["numbers"].to_remind == 9
    assert "do 9\u00a0osób" in client.post("/raporty/przypomnij/", {"all": "1"}).content.decode()

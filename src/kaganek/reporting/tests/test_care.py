"""Offices in care: the numbers of the report of the project, questions that wait, contacts; own offices alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import NAMES

from kaganek.communication.tests.counting import queries_of
from kaganek.communication.tests.test_contacts import note, withdraw
from kaganek.communication.tests.test_questions import ask
from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import CourseRequirement
from kaganek.learning.tests.factories import make_progress
from kaganek.people.models import Membership
from kaganek.people.tests.factories import make_advised, make_office
from kaganek.programmes.tests.factories import make_participation
from kaganek.reporting.services.tallies import bring_all_up_to_date
from kaganek.reporting.tests.test_office import body
from kaganek.reporting.tests.world import NOW, day, learners, usual

URL = "/urzedy-w-opiece/"


def rows(client, **asked: str) -> dict[str, tuple]:
    found = client.get(URL, asked).context["listing"].rows
    return {
        row.office.name: (row.required, row.enrolled, row.under_way, row.late, row.finished, row.questions)
        for row in found
    }


@pytest.mark.parametrize("name", NAMES)
def test_who_opens_the_page(client, cast, name):
    client.force_login(cast.account(name))

    expected = 200 if name in ("filip", "dorota", "daniel") else 403
    assert client.get(URL).status_code == expected
    assert client.get("/urzedy-w-opiece.csv").status_code == expected


def test_a_consultant_sees_own_offices_alone_with_the_numbers_of_the_report(client, cast):
    with seated(SYSTEM):
        courses = usual(cast)
        CourseRequirement.objects.bulk_create(
            CourseRequirement(project=cast.project, office=cast.zalesie, course=course, number=number)
            for course, number in zip(
                courses.values() if isinstance(courses, dict) else courses, (4, 7), strict=False
            )
        )
    bring_all_up_to_date(today=NOW.date())
    ask(cast)
    client.force_login(cast.account("dorota"))
    reported = {row["label"]: row for row in client.get("/raporty/projekt/").context["listing"].rows}[
        "Zalesie"
    ]
    both = rows(client)

    client.force_login(cast.account("filip"))
    own = rows(client)

    assert set(both) == {"Zalesie", "Borki"}
    assert own == {"Zalesie": both["Zalesie"]}
    required, enrolled, _, late, finished, questions = own["Zalesie"]
    assert (required, enrolled, late, finished, questions) == (7, 1, reported["late"], reported["done"], 1)
    assert b"Borki" not in body(client.get("/urzedy-w-opiece.csv"))


def test_under_way_are_those_who_have_begun_and_are_in_time(client, cast):
    with seated(SYSTEM):
        course, _ = usual(cast)  # Anna has begun and is late
        begun, waiting, late, done = (cast.enrolments[one.login] for one in learners(cast, "zalesie", 4))
        make_progress(begun, course, started_at=NOW)
        make_progress(waiting, course)
        make_progress(late, course, due_on=day(-1))
        make_progress(done, course, started_at=NOW, completed_at=NOW)
    client.force_login(cast.account("filip"))

    assert rows(client)["Zalesie"] == (None, 5, 1, 2, 1, 0)


@pytest.mark.rule("C-98")
def test_the_last_contact_and_the_next_stand_beside(client, cast):
    today = NOW.date()
    note(cast, on=today - timedelta(days=30), next_on=today + timedelta(days=3))
    note(cast, on=today - timedelta(days=2))
    withdraw(cast, note(cast, on=today, next_on=today))  # counts no more
    client.force_login(cast.account("filip"))

    (row,) = client.get(URL).context["listing"].rows
    assert (row.last_on, row.next_on) == (today - timedelta(days=2), today + timedelta(days=3))
    assert rows(client, co="kontakt") == {}
    assert set(rows(client, co="pytania")) == set()


def test_a_contact_whose_day_has_passed_stands_out(client, cast):
    note(cast, on=NOW.date() - timedelta(days=30), next_on=NOW.date() - timedelta(days=1))
    client.force_login(cast.account("filip"))
    assert '<span class="ds-tag" data-color="danger">' in client.get(URL).content.decode()
    note(cast, on=NOW.date(), next_on=NOW.date() + timedelta(days=1))
    assert '<span class="ds-tag" data-color="danger">' not in client.get(URL).content.decode()


def test_as_many_statements_for_one_office_as_for_three(client, cast):
    client.force_login(cast.account("filip"))
    client.get(URL)
    one = queries_of(lambda: client.get(URL))
    with seated(SYSTEM):
        membership = Membership.objects.get(person=cast.person("filip"))
        for code in ("141102", "141103"):
            office = make_office(name=f"Nowa {code}", teryt=code)
            make_participation(cast.project, office)
            make_advised(membership, office)

    assert queries_of(lambda: client.get(URL)) == one

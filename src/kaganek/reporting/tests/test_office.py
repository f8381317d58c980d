from __future__ import annotations

import csv
import io
import itertools
from datetime import timedelta

import openpyxl
import pytest
from django.utils import timezone
from tests.cast import NAMES

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning import rules
from kaganek.learning.models import CourseProgress
from kaganek.learning.tests.factories import make_course, make_progress
from kaganek.people.models import Person
from kaganek.reporting.queries import office as report
from kaganek.reporting.queries import standing
from kaganek.reporting.tests.world import NOW, day, learners, usual

URL = "/raporty/urzad/"


def body(response) -> bytes:
    text = b"".join(response.streaming_content) if response.streaming else response.content
    if getattr(response, "file_to_stream", None):  # closing the whole response would also close the database
        response.file_to_stream.close()
    return text


def table(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body(response).decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize("name", NAMES)
def test_who_sees_zalesie(client, cast, name) -> None:
    """Only its own staff and those who watch the whole project; nobody learns that it exists otherwise."""
    with seated(SYSTEM):
        usual(cast)
    client.force_login(cast.account(name))
    expected = {
        **dict.fromkeys(("bogdan", "henryk", "janina", "dorota", "irena", "grazyna", "kazimierz"), 200),
        **dict.fromkeys(("celina", "daniel"), 404),
        **dict.fromkeys(("anna", "cezary", "ewa", "filip"), 403),
    }[name]
    for address in (URL, "/raporty/urzad.csv", "/raporty/urzad.xlsx"):
        response = client.get(address, {"urzad": cast.zalesie.pk})
        wanted = 403 if name == "kazimierz" and address != URL else expected
        assert response.status_code == wanted
        text = body(response)
        assert text.startswith(b"PK") == (wanted == 200 and address.endswith("xlsx"))
        if wanted != 200:
            assert b"Wrona, Anna" not in text
    assert (b"Wrona, Anna" in client.get(URL, {"urzad": cast.zalesie.pk}).content) == (expected == 200)


def test_celina_sees_her_own_people_and_no_one_of_zalesie(client, cast) -> None:
    with seated(SYSTEM):
        usual(cast)
    client.force_login(cast.account("celina"))
    pages = [client.get(URL).content, body(client.get("/raporty/urzad.csv"))]
    pages += [client.get(URL, {"q": "Wrona"}).content]
    assert b"Dzik" in pages[0]
    assert b"Dzik" in pages[1]
    for page in pages:
        assert b"Wrona, Anna" not in page
        assert b"Zalesie" not in page


@pytest.mark.parametrize("asked", ["", "0", "abc", "-1", "9" * 30])
def test_an_office_that_makes_no_sense_is_absent(client, cast, asked) -> None:
    client.force_login(cast.account("dorota"))
    assert client.get(URL, {"urzad": asked}).status_code == 404


def test_a_coordinator_without_an_office_goes_to_the_project(client, cast) -> None:
    client.force_login(cast.account("dorota"))
    assert client.get(URL).headers["Location"] == "/raporty/projekt/"


def cases():
    dates = (None, -1, 0, 1, 7, 8)
    return itertools.product((None, NOW), (None, NOW), dates)


def test_the_expression_agrees_with_the_rule(cast) -> None:
    today = timezone.localdate()
    with seated(SYSTEM):
        for completed, started, due in cases():
            [person] = learners(cast, "zalesie", 1)
            due_on = None if due is None else day(due)
            make_progress(
                cast.enrolments[person.login],
                make_course(),
                completed_at=completed,
                started_at=started,
                due_on=due_on,
            )
        found = {
            row["enrolment_id"]: row["state"]
            for row in CourseProgress.objects.values("enrolment_id")
            .annotate(**standing.tallies("enrolment"))
            .annotate(state=standing.state(today))
        }
        rows = list(CourseProgress.objects.all())
    assert len(rows) == 24
    for row in rows:
        told = rules.state(
            completed_at=row.completed_at, started_at=row.started_at, due_on=row.due_on, today=today
        )
        assert found[row.enrolment_id] == told.value


def test_a_person_stands_as_the_most_pressing_course(cast) -> None:
    with seated(SYSTEM):
        usual(cast)
        first, second = learners(cast, "zalesie", 2)
        make_progress(cast.enrolments[first.login], make_course(), completed_at=NOW, started_at=NOW)
        make_progress(cast.enrolments[second.login], make_course())
        rows = {row["first_name"] + row["last_name"]: row for row in report.persons(cast.zalesie.pk, day(0))}
    assert {name: row["state"] for name, row in rows.items()} == {
        "AnnaWrona": "late",
        "JanZalesie0": "done",
        "JanZalesie1": "todo",
    }
    assert (rows["AnnaWrona"]["done"], rows["AnnaWrona"]["total"]) == (1, 2)
    assert rows["AnnaWrona"]["next_due"] == day(-2)


def test_the_summary_counts_people_once(cast) -> None:
    with seated(SYSTEM):
        usual(cast)
        people = learners(cast, "zalesie", 4, group_name="Urzędnicy")
        Person.objects.filter(pk=people[3].pk).update(activated_at=None)
        for nth, person in enumerate(people[:3]):
            make_progress(
                cast.enrolments[person.login],
                make_course(),
                started_at=NOW,
                completed_at=NOW - timedelta(days=40) if nth == 0 else (NOW if nth == 1 else None),
            )
        found = report.summary(cast.zalesie.pk, today=day(0), month_ago=NOW - timedelta(days=30))
    assert found == report.Summary(
        people=5,
        waiting=1,
        groups=["Urzędnicy"],
        assigned=4,
        finished=2,
        finished_before=1,
        going=1,  # Anna has begun too, but is late: each tile is what its filter finds
        begun_by_going=1,
        late=1,
        to_remind=1,
    )


def test_a_switched_off_account_neither_waits_nor_is_reminded(client, cast) -> None:
    with seated(SYSTEM):
        usual(cast)
        [person] = learners(cast, "zalesie", 1)
        make_progress(cast.enrolments[person.login], make_course(), due_on=day(-1))
        Person.objects.filter(pk=person.pk).update(activated_at=None)
        before = report.summary(cast.zalesie.pk, today=day(0), month_ago=NOW)
        Person.objects.filter(pk=person.pk).update(deactivated_at=NOW)
        after = report.summary(cast.zalesie.pk, today=day(0), month_ago=NOW)
        asked = report.to_remind(cast.zalesie.pk, day(0))
    assert (before.waiting, before.late, before.to_remind) == (1, 2, 2)
    assert (after.waiting, after.late, after.to_remind) == (0, 2, 1)
    assert asked == 1


@pytest.mark.rule("R-06")
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Wrona", "Zalesie0", "Zalesie1"]),
        ({"q": "WRONA"}, ["Wrona"]),
        ({"q": "anna@urzad.example"}, ["Wrona"]),
        ({"stan": "late"}, ["Wrona"]),
        ({"stan": "unfinished"}, ["Wrona", "Zalesie1"]),
        ({"stan": "done"}, ["Zalesie0"]),
        ({"grupa": "A"}, ["Zalesie0", "Zalesie1"]),
        ({"sort": "osoba:desc"}, ["Zalesie1", "Zalesie0", "Wrona"]),
        ({"stan": "cokolwiek"}, ["Wrona", "Zalesie0", "Zalesie1"]),
    ],
)
def test_the_files_are_the_screen(client, cast, query, names) -> None:
    with seated(SYSTEM):
        usual(cast)
        first, second = learners(cast, "zalesie", 2, group_name="A")
        make_progress(cast.enrolments[first.login], make_course(), completed_at=NOW, started_at=NOW)
        make_progress(cast.enrolments[second.login], make_course())
    client.force_login(cast.account("bogdan"))
    listing = client.get(URL, query).context["listing"]
    shown = [row["last_name"] for row in listing.rows]
    in_csv = table(client.get("/raporty/urzad.csv", query))
    book = openpyxl.load_workbook(io.BytesIO(body(client.get("/raporty/urzad.xlsx", query))))
    in_xlsx = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert shown == names
    assert [row[0].split(",")[0] for row in in_csv[1:]] == names
    assert [row[0].split(",")[0] for row in in_xlsx[1:]] == names
    assert in_csv[0] == in_xlsx[0]
    assert [[row[4], row[5], row[8]] for row in in_csv[1:]] == [
        [str(row[4]), str(row[5]), row[8]] for row in in_xlsx[1:]
    ]


def test_a_course_narrows_the_judgement_to_itself(client, cast) -> None:
    with seated(SYSTEM):
        _, second = usual(cast)
    client.force_login(cast.account("bogdan"))
    rows = client.get(URL, {"szkolenie": second.pk}).context["listing"].rows
    assert [(row["last_name"], row["done"], row["total"], row["state"]) for row in rows] == [
        ("Wrona", 1, 1, "done")
    ]


@pytest.mark.rule("R-06")
def test_no_live_formula_leaves(client, cast) -> None:
    with seated(SYSTEM):
        usual(cast)
        Person.objects.filter(pk=cast.person("anna").pk).update(last_name="=1+1", department="@SUM(A1)")
    client.force_login(cast.account("bogdan"))
    [_, row] = table(client.get("/raporty/urzad.csv"))
    assert row[0] == "'=1+1, Anna"
    assert row[2] == "'@SUM(A1)"
    book = openpyxl.load_workbook(io.BytesIO(body(client.get("/raporty/urzad.xlsx"))))
    assert {cell.data_type for line in book.active.iter_rows() for cell in line} <= {"s", "n", "d"}


@pytest.mark.parametrize("people", [1, 3, 30, 60])
def test_the_page_costs_the_same_for_any_number_of_people(
    client, cast, django_assert_num_queries, people
) -> None:
    with seated(SYSTEM):
        course, _ = usual(cast)
        for person in learners(cast, "zalesie", people):
            make_progress(cast.enrolments[person.login], course, due_on=day(-1))
    client.force_login(cast.account("bogdan"))
    client.get(URL)
    with django_assert_num_queries(SCREEN_QUERIES):
        client.get(URL)


SCREEN_QUERIES = 10  # 7, and the 3 of the savepoint in which a test stands


def test_the_words_of_the_page(client, cast) -> None:
    with seated(SYSTEM):
        usual(cast)
    client.force_login(cast.account("bogdan"))
    html = client.get(URL).content.decode()
    assert "Widzisz tylko swój urząd." in html
    assert (
        "Najwięcej osób ukończyło szkolenie „RODO”: 1 z\u00a01, najmniej „Prosty język”: 0 z\u00a01." in html
    )
    assert "Przypomnij wszystkim po terminie (1)" in html


def test_an_office_without_courses_says_so(client, cast) -> None:
    client.force_login(cast.account("bogdan"))
    response = client.get(URL)
    assert response.status_code == 200
    assert "Nie ma jeszcze" in response.content.decode()

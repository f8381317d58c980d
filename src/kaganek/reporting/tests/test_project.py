from __future__ import annotations

import io

import openpyxl
import pytest
from tests.cast import NAMES

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import CourseRequirement
from kaganek.learning.tests.factories import make_course, make_progress
from kaganek.people.models import Office
from kaganek.people.services.office_names import keep_findable
from kaganek.people.tests.factories import make_office
from kaganek.programmes.tests.factories import make_participation
from kaganek.reporting.tests.reading_tables import plain
from kaganek.reporting.tests.test_office import body, table
from kaganek.reporting.tests.world import NOW, day, learners, usual

URL = "/raporty/projekt/"
FILES = (
    "/raporty/projekt.csv",
    "/raporty/projekt.xlsx",
    "/raporty/projekt/osoby.csv",
    "/raporty/projekt/osoby.xlsx",
)


def numbers(client, **query) -> dict[str, tuple]:
    rows = client.get(URL, query).context["listing"].rows
    return {row["label"]: (row["people"], row["done"], row["late"]) for row in rows}


@pytest.mark.parametrize("name", NAMES)
def test_who_sees_the_main_project(client, cast, name) -> None:
    with seated(SYSTEM):
        usual(cast)
    client.force_login(cast.account(name))
    expected = {
        **dict.fromkeys(("dorota", "irena", "grazyna", "kazimierz"), 200),
        "daniel": 404,
        **dict.fromkeys(("anna", "bogdan", "henryk", "janina", "celina", "cezary", "ewa", "filip"), 403),
    }[name]
    for address in (URL, *FILES):
        response = client.get(address, {"projekt": "SU-2026"})
        assert response.status_code == expected
        text = body(response)
        if expected != 200:
            assert b"Wrona, Anna" not in text


def test_daniel_sees_his_own_project_and_nothing_of_the_other(client, cast) -> None:
    with seated(SYSTEM):
        usual(cast)
    client.force_login(cast.account("daniel"))
    for address in (URL, FILES[0], FILES[2]):
        text = body(client.get(address))
        assert b"Zalesie" not in text
        assert b"Wrona" not in text
    assert "Inny projekt" in client.get(URL).content.decode()


def test_offices_stand_in_the_order_of_the_names_shown_big(client, cast) -> None:
    with seated(SYSTEM):
        usual(cast)
        for name, office_name in (("Zdroje", "Starostwo Powiatowe"), ("Łąki", "Urząd Miasta Łąki")):
            make_participation(cast.project, make_office(name=name, office_name=office_name))
        for office in Office.objects.all():
            keep_findable(office).save()
    client.force_login(cast.account("dorota"))
    page = client.get(URL, {"sort": "nazwa:asc"})
    assert [row["label"] for row in page.context["listing"].rows] == ["Borki", "Łąki", "Zalesie", "Zdroje"]
    [row] = [row for row in page.context["listing"].rows if row["label"] == "Zdroje"]
    assert f'href="/raporty/urzad/?urzad={row["key"]}">Zdroje</a>' in page.content.decode()


def test_each_grouping_adds_up(client, cast) -> None:
    with seated(SYSTEM):
        first, _ = usual(cast)
        [person] = learners(cast, "zalesie", 1)
        make_progress(cast.enrolments[person.login], first, completed_at=NOW, started_at=NOW)
        make_participation(cast.project, make_office(name="Pusta", office_name="Urząd Pusty"))
    client.force_login(cast.account("dorota"))
    assert numbers(client) == {
        "Borki": (1, 0, 0),
        "Zalesie": (2, 1, 1),
        "Pusta": (0, 0, 0),
    }
    assert numbers(client, grupuj="wojewodztwo") == {"lubelskie": (1, 0, 0), "mazowieckie": (2, 1, 1)}
    assert numbers(client, grupuj="rodzaj") == {"gmina wiejska": (3, 1, 1)}
    assert numbers(client, grupuj="szkolenie") == {"Prosty język": (3, 1, 1), "RODO": (2, 1, 0)}
    assert numbers(client, szkolenie=str(first.pk)) == {
        "Borki": (1, 0, 0),
        "Zalesie": (2, 1, 1),
        "Pusta": (0, 0, 0),
    }
    assert numbers(client, wojewodztwo="06") == {"Borki": (1, 0, 0)}
    assert numbers(client, q="zales") == {"Zalesie": (2, 1, 1)}
    assert numbers(client, q="141101") == {"Zalesie": (2, 1, 1)}
    assert numbers(client, grupuj="szkolenie", wojewodztwo="06") == {
        "Prosty język": (1, 0, 0),
        "RODO": (1, 0, 0),
    }


def test_the_totals_cover_every_page(client, cast) -> None:
    with seated(SYSTEM):
        course, _ = usual(cast)
        for n in range(30):
            make_participation(cast.project, make_office(name=f"Gmina A{n:02}"))
        for person in learners(cast, "borki", 3):
            make_progress(cast.enrolments[person.login], course, completed_at=NOW, started_at=NOW)
    client.force_login(cast.account("dorota"))
    listing = client.get(URL, {"page": "2"}).context["listing"]
    assert (listing.total, len(listing.rows)) == (32, 7)
    assert [plain(str(cell.html)) for cell in listing.foot[:3]] == ["Razem, 32 urzędy", "5", "3"]


def test_the_required_number_stands_beside_what_was_done(client, cast) -> None:
    with seated(SYSTEM):
        first, _ = usual(cast)
        for office, number in ((cast.zalesie, 4), (cast.borki, 3)):
            CourseRequirement.objects.create(project=cast.project, office=office, course=first, number=number)
    client.force_login(cast.account("dorota"))
    rows = client.get(URL, {"grupuj": "szkolenie"}).context["listing"].rows
    assert {row["label"]: row["required"] for row in rows} == {"Prosty język": 7, "RODO": None}


@pytest.mark.parametrize(
    "query", [{}, {"grupuj": "szkolenie"}, {"grupuj": "rodzaj"}, {"sort": "udzial:desc"}]
)
def test_the_files_are_the_screen(client, cast, query) -> None:
    with seated(SYSTEM):
        usual(cast)
    client.force_login(cast.account("dorota"))
    listing = client.get(URL, query).context["listing"]
    in_csv = table(client.get(FILES[0], query))
    sheet = openpyxl.load_workbook(io.BytesIO(body(client.get(FILES[1], query)))).active
    in_xlsx = [[cell.value for cell in row] for row in sheet.iter_rows()]
    shown = [row["label"] for row in listing.rows]
    assert shown == [row[0] for row in in_csv[1:]] == [row[0] for row in in_xlsx[1:]]
    assert in_csv[0] == in_xlsx[0]
    column = in_csv[0].index("Uczestnicy")
    assert [row["people"] for row in listing.rows] == [int(row[column]) for row in in_csv[1:]]
    assert [row["people"] for row in listing.rows] == [row[column] for row in in_xlsx[1:]]


def test_everyone_stands_in_the_file_of_people_once(client, cast) -> None:
    with seated(SYSTEM):
        usual(cast)
    client.force_login(cast.account("dorota"))
    head, *rows = table(client.get(FILES[2]))
    assert head == [
        "Urząd", "TERYT", "Nazwisko", "Imię", "Grupa", "Prosty język", "RODO",
        "Ukończone szkolenia", "Wszystkie szkolenia", "Ostatnia aktywność",
    ]  # fmt: skip
    assert [row[:9] for row in rows] == [
        ["Urząd Gminy Borki", "060902", "Dzik", "Cezary", "", "W trakcie", "Zbliża się termin", "0", "2"],
        ["Urząd Gminy Zalesie", "141101", "Wrona", "Anna", "", "Po terminie", "Ukończone", "1", "2"],
    ]
    [_, only] = table(client.get(FILES[2], {"wojewodztwo": "14"}))
    assert only[2] == "Wrona"


@pytest.mark.parametrize("offices", [1, 3, 30])
def test_the_page_costs_the_same_for_any_number_of_offices(
    client, cast, django_assert_num_queries, offices
) -> None:
    with seated(SYSTEM):
        usual(cast)
        for _ in range(offices):
            make_participation(cast.project, make_office())
        for person in learners(cast, "borki", offices):
            make_progress(cast.enrolments[person.login], make_course(), due_on=day(-1))
    client.force_login(cast.account("dorota"))
    for query, statements in SCREEN_QUERIES:
        client.get(URL, query)
        with django_assert_num_queries(statements):
            client.get(URL, query)


SCREEN_QUERIES = (  # 3 of each are the savepoint in which a test stands
    ({}, 10),
    ({"grupuj": "szkolenie"}, 10),
    ({"grupuj": "rodzaj", "wojewodztwo": "06"}, 9),
    ({"q": "zalesie"}, 11),
)


def test_a_project_without_offices_says_so(client, cast) -> None:
    client.force_login(cast.account("daniel"))
    assert "Nie ma jeszcze urzędów" in client.get(URL).content.decode()


def test_the_auditor_chooses_among_projects(client, cast) -> None:
    client.force_login(cast.account("irena"))
    html = client.get(URL).content.decode()
    assert '<option value="SU-2026"' in html
    assert client.get(URL, {"projekt": "nie-ma"}).status_code == 404

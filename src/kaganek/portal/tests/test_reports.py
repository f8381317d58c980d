"""From freezing to a page everyone may read, with its files and its corrections."""

from __future__ import annotations

import csv
import io
import re

import openpyxl
import pikepdf
import pytest
from tests.cast import NAMES

from kaganek.core.seats import ANONYMOUS, SYSTEM, seated
from kaganek.core.tests.work import work_off
from kaganek.learning.tests.factories import make_course
from kaganek.portal.models import Publication
from kaganek.portal.services.publications import publish
from kaganek.reporting.models import ReportIssue
from kaganek.reporting.services.issues import freeze, review
from kaganek.reporting.tests.test_issues import FROM, TO, crowd
from kaganek.reporting.tests.world import NOW

LIST = "/program-w-urzedach/"
ISSUES = "/raporty/wydania/"


@pytest.fixture
def people(cast):
    """Zalesie has three people, who must not show; Borki has forty."""
    with seated(SYSTEM):
        course = make_course(title="Prosty język")
        crowd(cast, "zalesie", 3, 2, course)
        crowd(cast, "borki", 40, 10, course)
    return cast


def release(cast, *, title="Pierwszy okres", **values) -> Publication:
    seat = cast.seat("dorota")
    with seated(seat):
        issue = freeze(
            cast.project.pk, title=title, period_from=FROM, period_to=TO, by=seat, at=NOW, **values
        )
        review(issue.pk, by=seat, at=NOW)
        return publish(issue.pk, by=seat, at=NOW)


def csv_of(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def test_a_stranger_reads_what_is_published_and_nothing_else(client, people) -> None:
    seat = people.seat("dorota")
    with seated(seat):
        freeze(people.project.pk, title="Niegotowy", period_from=FROM, period_to=TO, by=seat, at=NOW)
    made = release(people)
    listing = client.get(LIST).content.decode()
    assert "Pierwszy okres" in listing
    assert "Niegotowy" not in listing
    for one in (
        LIST,
        f"{LIST}{made.slug}/",
        *(f"{LIST}{made.slug}.{fmt}" for fmt in ("csv", "xlsx", "pdf", "json")),
    ):
        answer = client.get(one)
        assert (one, answer.status_code, dict(answer.cookies)) == (one, 200, {})
    assert client.get(f"{LIST}nie-ma/").status_code == 404
    with seated(ANONYMOUS):
        assert [row.title for row in ReportIssue.policed.all()] == ["Pierwszy okres"]


@pytest.mark.rule("R-01")
def test_the_page_and_its_files_keep_the_small_group_back(client, people) -> None:
    made = release(people)
    page = client.get(f"{LIST}{made.slug}/").content.decode()
    assert "nie podajemy" in page
    rows = csv_of(client.get(f"{LIST}{made.slug}.csv"))
    told = [row for row in rows if row[1] == "Urząd Gminy Zalesie"]
    assert told
    for row in told:
        assert set(row[7:]) <= {"nie podajemy", ""}


@pytest.mark.rule("R-06")
def test_screen_csv_and_xlsx_say_the_same(client, people) -> None:
    made = release(people)
    in_csv = csv_of(client.get(f"{LIST}{made.slug}.csv"))
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{LIST}{made.slug}.xlsx").content))
    in_xlsx = [
        ["" if cell.value is None else str(cell.value) for cell in row] for row in book.active.iter_rows()
    ]
    assert in_csv == in_xlsx
    with seated(SYSTEM):
        total = ReportIssue.objects.get().content["total"]
    assert in_csv[1][6:] == [str(total[key]) for key in ("offices", "people", "done", "share")]
    assert f"{total['done']} z {total['people']}" in client.get(
        f"{LIST}{made.slug}/"
    ).content.decode().replace("\u00a0", " ")


def test_the_pdf_is_tagged_and_always_the_same(client, people) -> None:
    made = release(people)
    first = client.get(f"{LIST}{made.slug}.pdf").content
    assert first == client.get(f"{LIST}{made.slug}.pdf").content
    with pikepdf.open(io.BytesIO(first)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("pl")


@pytest.mark.rule("R-07")
def test_a_correction_replaces_and_both_say_so(client, people) -> None:
    first = release(people)
    second = release(
        people, title="Poprawiony", corrects_id=first.report_id, correction_note="Poprawiono nazwę."
    )
    old = client.get(f"{LIST}{first.slug}/").content.decode()
    new = client.get(f"{LIST}{second.slug}/").content.decode()
    assert "Ten raport zastąpił nowszy" in old
    assert f"{LIST}{second.slug}/" in old
    assert "Poprawiono nazwę." in old
    assert f"{LIST}{first.slug}/" in new
    every, home = client.get(LIST).content.decode(), client.get("/").content.decode()
    assert "zastąpiony nowszym" in every
    assert every.index(f"{LIST}{second.slug}/") < every.index(f"{LIST}{first.slug}/")
    assert f"{LIST}{second.slug}/" in home
    assert f"{LIST}{first.slug}/" not in home


def test_publishing_twice_is_one_publication(people) -> None:
    made = release(people)
    seat = people.seat("dorota")
    with seated(seat):
        assert publish(made.report_id, by=seat, at=NOW).pk == made.pk


@pytest.mark.parametrize("name", NAMES)
def test_who_opens_a_frozen_report_before_it_is_published(client, people, name) -> None:
    seat = people.seat("dorota")
    with seated(seat):
        issue = freeze(people.project.pk, title="Tajny", period_from=FROM, period_to=TO, by=seat, at=NOW)
    client.force_login(people.account(name))
    expected = {**dict.fromkeys(("dorota", "irena", "grazyna", "kazimierz"), 200), "daniel": 404}.get(
        name, 403
    )
    response = client.get(f"{ISSUES}{issue.pk}/")
    assert response.status_code == expected
    assert (b"Tajny" in response.content) == (expected == 200)
    assert (b"Tajny" in client.get(ISSUES).content) == (expected == 200)
    changes = [f"{ISSUES}{issue.pk}/przejrzane/", f"{ISSUES}{issue.pk}/opublikuj/"]
    refused = {"dorota": 302, "daniel": 404}.get(name, 403)
    assert [client.post(address, {"confirmed": "1"}).status_code for address in changes] == [refused, refused]


def test_the_coordinators_walk_from_numbers_to_everyone(client, people) -> None:
    client.force_login(people.account("dorota"))
    html = client.get(ISSUES).content.decode()
    key = re.search(r'name="form_key" value="([^"]+)"', html)[1]
    form = {"title": "Kwartał", "period_from": "1.07.2026", "period_to": "21.11.2026", "form_key": key}
    asked = client.post(f"{ISSUES}zamroz/", form)
    question = asked.content.decode()
    assert "Zamrozić raport „Kwartał”?" in question
    assert "Okres: 1\xa0lipca 2026\xa0r. – 21\xa0listopada 2026\xa0r." in question
    for _ in range(2):
        page = client.post(f"{ISSUES}zamroz/", form | {"confirmed": "1"}, follow=True)
        assert "Zamrażanie raportu" in page.content.decode()
    watching = page.redirect_chain[-1][0]
    assert (
        f'Raport „Kwartał” powstaje. <a class="ds-link" href="{watching}">'
        in client.get(ISSUES).content.decode()
    )
    assert work_off() == 1
    with seated(SYSTEM):
        issue = ReportIssue.objects.get()
    assert f'href="{ISSUES}{issue.pk}/"' in client.get(watching).content.decode()
    assert "powstaje" not in client.get(ISSUES).content.decode()
    assert "Przejrzane, liczby są w" in client.get(f"{ISSUES}{issue.pk}/").content.decode()
    early = client.post(f"{ISSUES}{issue.pk}/opublikuj/", {"confirmed": "1"}, follow=True)
    assert "Najpierw przejrzyj raport" in early.content.decode()
    client.post(f"{ISSUES}{issue.pk}/przejrzane/")
    assert "Opublikować raport?" in client.post(f"{ISSUES}{issue.pk}/opublikuj/").content.decode()
    done = client.post(f"{ISSUES}{issue.pk}/opublikuj/", {"confirmed": "1"}, follow=True)
    assert done.redirect_chain[-1][0].startswith(LIST)
    client.logout()
    assert "Kwartał" in client.get(LIST).content.decode()


def test_a_form_with_faults_says_what_to_do(client, people) -> None:
    client.force_login(people.account("dorota"))
    response = client.post(
        f"{ISSUES}zamroz/", {"title": "", "period_from": "2.07.2026", "period_to": "1.07.2026"}
    )
    assert response.status_code == 422
    assert "okres nie może kończyć się przed swoim początkiem" in response.content.decode()


def test_public_pages_cost_few_statements(client, people, django_assert_max_num_queries) -> None:
    made = release(people)
    for address in ("/", LIST, f"{LIST}{made.slug}/", "/aktualnosci/", "/deklaracja-dostepnosci/"):
        client.get(address)
        with django_assert_max_num_queries(11 if address == "/" else 8):  # the home gathers from six tables
            assert client.get(address).status_code == 200

"""Pages of projects and of the offices in them."""

import csv
import io
import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from kaganek.core.seats import SYSTEM, seated
from kaganek.people.tests.factories import make_office, make_person
from kaganek.people.tests.test_office_pages import expected, statuses
from kaganek.programmes import urls
from kaganek.programmes.models import Participation, Project
from kaganek.programmes.services.projects import RESERVED_CODES, CodeReserved, ProjectTerms, create_project
from kaganek.programmes.tests.factories import make_enrolment, make_participation

CENTRAL = {"irena", "grazyna", "kazimierz"}
OWN = {"dorota", "filip"}
QUERIES_OF_LIST = 6
QUERIES_OF_OFFICES = 7


def page_of(response):
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_projects_are_listed_within_reach(client, cast):
    assert statuses(client, cast, reverse("programmes:projects")) == expected(CENTRAL | OWN | {"daniel"})
    shown = {}
    for who in ("dorota", "daniel", "irena"):
        client.force_login(cast.account(who))
        rows = client.get(reverse("programmes:projects")).context["listing"].rows
        shown[who] = {row.code for row in rows}
    assert shown == {"dorota": {"SU-2026"}, "daniel": {"INNY"}, "irena": {"SU-2026", "INNY"}}


@pytest.mark.parametrize("page", ["project", "participations"])
def test_a_project_is_read_within_reach(client, cast, page):
    url = reverse(f"programmes:{page}", args=["SU-2026"])
    assert statuses(client, cast, url) == expected(CENTRAL | OWN, daniel=404)
    client.force_login(cast.account("dorota"))
    assert client.get(reverse(f"programmes:{page}", args=["NIE-MA"])).status_code == 404


def test_who_opens_and_changes_a_project(client, cast):
    assert statuses(client, cast, reverse("programmes:project_add")) == expected({"grazyna"})
    change = reverse("programmes:project_change", args=["SU-2026"])
    assert statuses(client, cast, change) == expected({"grazyna", "dorota"}, daniel=404)


def test_who_adds_offices_and_changes_terms(client, cast):
    add = reverse("programmes:offices_add", args=["SU-2026"])
    assert statuses(client, cast, add) == expected({"grazyna", "dorota"}, daniel=404)
    terms = reverse("programmes:participation", args=["SU-2026", cast.zalesie.pk])
    assert statuses(client, cast, terms) == expected(CENTRAL | OWN, daniel=404)
    data = {"place_limit": "40", "agreement_ref": ""}
    changed = statuses(client, cast, terms, "post", data)
    assert changed == expected(
        {"grazyna", "dorota"}, status=302, daniel=404, filip=404, irena=404, kazimierz=404
    )


def filled(cast, **values):
    data = {
        "code": "NOWY", "version": cast.project.version_id, "certificate_series": "N", "name": "Nowy projekt",
        "operator": cast.project.operator_id, "agreement": "", "starts_on": "1.01.2026", "ends_on": "31.12.2027",
        "strip": "Fundusze Europejskie\n\n Unia Europejska ", "contact_name": "", "contact_email": "",
        "contact_phone": "", "offices_assign_paths": "on",
    }  # fmt: skip
    return data | values


def test_a_project_is_opened_once(client, cast):
    client.force_login(cast.account("grazyna"))
    url = reverse("programmes:project_add")
    assert client.post(url, filled(cast)).status_code == 302
    again = client.post(url, filled(cast))
    assert again.status_code == 422
    assert "Projekt z tym kodem już istnieje." in page_of(again)
    project = Project.objects.get(code="NOWY")
    assert [sign["name"] for sign in project.strip] == ["Fundusze Europejskie", "Unia Europejska"]
    assert (project.offices_assign_paths, project.offices_import_people) == (True, False)


def test_a_code_that_is_the_address_of_another_page_is_refused(client, cast):
    client.force_login(cast.account("grazyna"))
    refused = client.post(reverse("programmes:project_add"), filled(cast, code="nowy"))
    assert refused.status_code == 422
    assert "Kod „nowy” jest zajęty przez adres innej strony." in page_of(refused)
    with seated(cast.seat("grazyna")):
        terms = ProjectTerms(
            name="Nowy", operator_id=cast.project.operator_id, agreement="", starts_on=date(2026, 1, 1),
            ends_on=date(2026, 12, 31), strip=(), contact_name="", contact_email="", contact_phone="",
            offices_assign_paths=False, offices_import_people=False,
        )  # fmt: skip
        with pytest.raises(CodeReserved):
            create_project(
                terms, code="nowy", version_id=cast.project.version_id, certificate_series="N",
                by=cast.seat("grazyna"), at=timezone.now(),
            )  # fmt: skip
    assert not Project.objects.filter(code="nowy").exists()


def test_every_word_in_the_place_of_a_code_is_reserved():
    words = [re.fullmatch(r"projekty/([\w-]+)/", str(one.pattern)) for one in urls.urlpatterns]
    assert {word[1] for word in words if word} == RESERVED_CODES


def test_a_project_is_changed_and_its_form_shows_what_stands(client, cast):
    client.force_login(cast.account("dorota"))
    url = reverse("programmes:project_change", args=["SU-2026"])
    assert "Sprawny urząd 2026" in page_of(client.get(url))
    backwards = client.post(url, filled(cast, ends_on="31.12.2025"))
    assert "Projekt nie może się skończyć, zanim się zacznie." in page_of(backwards)
    assert client.post(url, filled(cast, name="Sprawny urząd")).status_code == 302
    cast.project.refresh_from_db()
    assert (cast.project.name, cast.project.code) == ("Sprawny urząd", "SU-2026")


def test_lists_cost_the_same_with_one_row_and_with_many(client, cast, django_assert_num_queries):
    client.force_login(cast.account("dorota"))
    pages = {
        reverse("programmes:projects"): QUERIES_OF_LIST,
        reverse("programmes:participations", args=["SU-2026"]): QUERIES_OF_OFFICES,
    }
    for round_ in range(2):
        for url, number in pages.items():
            client.get(url)
            counting = round_ if number == QUERIES_OF_OFFICES else 0  # a list of more than a page
            with django_assert_num_queries(number + counting):
                client.get(url)
        if not round_:
            with seated(SYSTEM):
                for _ in range(30):
                    make_participation(cast.project, make_office())


def test_taken_places_are_people_who_take_part_now(client, cast):
    with seated(SYSTEM):
        for _ in range(2):
            make_enrolment(cast.project, make_person(cast.zalesie))
        gone = make_enrolment(cast.project, make_person(cast.zalesie))
        gone.left_at = gone.enrolled_at
        gone.save(update_fields=["left_at"])
    client.force_login(cast.account("dorota"))
    rows = client.get(reverse("programmes:participations", args=["SU-2026"])).context["listing"].rows
    assert [(row.office.name, row.taken) for row in rows] == [("Borki", 1), ("Zalesie", 3)]


def test_the_file_says_what_the_screen_says(client, cast):
    client.force_login(cast.account("dorota"))
    url = reverse("programmes:participations_export", args=["SU-2026", "csv"])
    data = b"".join(client.get(url + "?sort=zajete:desc&q=gmina+wiejska").streaming_content).decode(
        "utf-8-sig"
    )
    rows = list(csv.reader(io.StringIO(data), delimiter=";"))
    assert rows[0][:3] == ["Nazwa", "Urząd", "Kod TERYT"]
    assert [row[0] for row in rows[1:]] == ["Zalesie", "Borki"]


def test_offices_are_found_and_added_once(client, cast):
    with seated(SYSTEM):
        fresh = make_office(name="Nowa Wieś", folded="nowa wies gmina wiejska", sort_name="nowa wieś")
    client.force_login(cast.account("dorota"))
    url = reverse("programmes:offices_add", args=["SU-2026"])
    found = client.get(url + "?q=nowa+wieś").context["listing"].rows
    assert [office.pk for office in found] == [fresh.pk]
    assert cast.zalesie.pk not in [o.pk for o in client.get(url).context["listing"].rows]
    data = {"office": [fresh.pk, cast.zalesie.pk], "place_limit": "12", "agreement_ref": "3/2026"}
    for _ in range(2):
        assert client.post(url, data).status_code == 302
    with seated(SYSTEM):
        rows = Participation.objects.filter(project=cast.project).order_by("office__name")
        assert [(r.office.name, r.place_limit) for r in rows] == [
            ("Borki", 50),
            ("Nowa Wieś", 12),
            ("Zalesie", 50),
        ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"place_limit": "5"}, "Zaznacz co najmniej jeden urząd."),
        ({"place_limit": "-1", "office": "1"}, "liczbę nie mniejszą niż 0"),
        ({"place_limit": "", "office": "1"}, "Wpisz limit miejsc."),
    ],
)
def test_a_wrong_addition_is_explained(client, cast, data, words):
    client.force_login(cast.account("dorota"))
    answer = client.post(reverse("programmes:offices_add", args=["SU-2026"]), data)
    assert answer.status_code == 422
    assert words in page_of(answer)


def test_a_limit_below_the_taken_places_is_refused(client, cast):
    client.force_login(cast.account("dorota"))
    url = reverse("programmes:participation", args=["SU-2026", cast.zalesie.pk])
    refused = client.post(url, {"place_limit": "0", "agreement_ref": "x"})
    assert refused.status_code == 422
    assert "Limit nie może być niższy niż liczba zajętych miejsc: 1 osoba." in page_of(refused)
    assert client.post(url, {"place_limit": "1", "agreement_ref": "x"}).status_code == 302
    with seated(SYSTEM):
        row = Participation.objects.get(office=cast.zalesie)
    assert (row.place_limit, row.agreement_ref) == (1, "x")
    outside = reverse("programmes:participation", args=["SU-2026", cast.project.operator_id])
    assert client.get(outside).status_code == 404


def test_a_form_of_offices_that_says_nothing_is_answered_in_words(client, cast):
    client.force_login(cast.account("dorota"))
    answer = client.post(reverse("programmes:offices_add", args=["SU-2026"]))
    assert answer.status_code == 422
    assert "Zaznacz co najmniej jeden urząd." in answer.content.decode()

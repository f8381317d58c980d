"""Pages of the register: who opens them, what they show, what they cost."""

import csv
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from tests.cast import NAMES

from kaganek.core.seats import SYSTEM, seated
from kaganek.lib.tests.shared import shared_data
from kaganek.people.models import Membership, Office, RegisterDraft, RegisterImport
from kaganek.people.services.register import apply_register, keep_draft
from kaganek.people.tests.factories import make_office
from kaganek.people.tests.test_register import FILES, terc

READERS = {"dorota", "irena", "grazyna", "kazimierz"}
OFFICE_STAFF = {"bogdan", "henryk", "janina", "celina"}


def statuses(client, cast, url, method="get", data=None):
    found = {}
    for who in NAMES:
        client.force_login(cast.account(who))
        found[who] = getattr(client, method)(url, data or {}).status_code
    return found


def expected(allowed, status=200, otherwise=403, **more):
    return {who: status if who in allowed else otherwise for who in NAMES} | more


def load(year):
    with seated(SYSTEM):
        return apply_register(terc(year), file_name=FILES[year], by=SYSTEM, at=timezone.now())


def upload(client, data, name="TERC.csv"):
    return client.post(reverse("people:register_upload"), {"file": SimpleUploadedFile(name, data)})


@pytest.mark.parametrize("page", ["people:offices", "people:register"])
def test_the_register_is_read_by_the_project_and_above(client, cast, page):
    readers = READERS | {"daniel"} if page == "people:offices" else READERS - {"dorota"}
    assert statuses(client, cast, reverse(page)) == expected(readers)


def test_an_office_page_is_read_by_the_project_and_above(client, cast):
    assert statuses(client, cast, reverse("people:office", args=[cast.zalesie.pk])) == expected(
        READERS | {"daniel"}
    )


def test_a_missing_office_is_not_found(client, cast):
    client.force_login(cast.account("dorota"))
    for page in ("people:office", "people:office_change", "people:staff"):
        assert client.get(reverse(page, args=[999_999])).status_code == 404


def test_staff_open_their_own_office(client, cast):
    assert statuses(client, cast, reverse("people:own_office")) == expected(OFFICE_STAFF)
    client.force_login(cast.account("celina"))
    page = client.get(reverse("people:own_office")).content.decode()
    assert "Urząd Gminy Borki" in page
    assert "Zalesie" not in page
    assert "Bogdan" not in page
    assert "Celina Lis" in page


def test_who_may_add_and_correct(client, cast):
    adders = expected({"dorota", "daniel", "grazyna"})
    assert statuses(client, cast, reverse("people:organisation_add")) == adders
    change = reverse("people:office_change", args=[cast.zalesie.pk])
    assert statuses(client, cast, change) == expected({"dorota", "grazyna"}, daniel=404)


def test_the_list_costs_the_same_with_three_offices_and_with_all(client, cast, django_assert_num_queries):
    client.force_login(cast.account("dorota"))
    url = reverse("people:offices")
    client.get(url)
    with django_assert_num_queries(QUERIES_OF_LIST):
        client.get(url)
    load(2025)
    with django_assert_num_queries(QUERIES_OF_LIST + 1):  # more than a page: they are counted
        page = client.get(url)
    assert "Urzędy 1–25 z" in page.content.decode().replace("\N{NO-BREAK SPACE}", " ")


QUERIES_OF_LIST = 7
QUERIES_OF_OFFICE = 17


def test_an_office_page_costs_the_same_whatever_hangs_on_it(client, cast, django_assert_num_queries):
    client.force_login(cast.account("dorota"))
    url = reverse("people:office", args=[cast.zalesie.pk])
    client.get(url)
    with django_assert_num_queries(QUERIES_OF_OFFICE):
        client.get(url)
    with seated(SYSTEM):
        for n in range(3):
            make_office(kind="school", name=f"Szkoła {n}", parent=cast.zalesie)
    with django_assert_num_queries(QUERIES_OF_OFFICE):
        page = client.get(url).content.decode()
    assert "Szkoła 2" in page
    assert "Sprawny urząd 2026" in page


def test_the_file_says_what_the_screen_says(client, cast):
    load(2025)
    client.force_login(cast.account("irena"))
    query = "?q=gmina+wiejska&wojewodztwo=14&sort=kod:desc"
    rows = list(
        csv.reader(
            io.StringIO(
                b"".join(
                    client.get(reverse("people:offices_export", args=["csv"]) + query).streaming_content
                ).decode("utf-8-sig")
            ),
            delimiter=";",
        )
    )
    listing = client.get(reverse("people:offices") + query).context["listing"]
    assert rows[0] == ["Nazwa", "Urząd", "Rodzaj", "Województwo", "Kod TERYT", "NIP", "REGON", "Zniesiona"]
    assert len(rows) - 1 == listing.total > 25
    assert [row[0] for row in rows[1:26]] == [office.name for office in listing.rows]
    book = client.get(reverse("people:offices_export", args=["xlsx"]) + query)
    assert zipfile.is_zipfile(io.BytesIO(b"".join(book.streaming_content)))
    assert client.get(reverse("people:offices_export", args=["pdf"])).status_code == 404


def test_the_list_is_narrowed_to_a_project_within_reach(client, cast):
    client.force_login(cast.account("dorota"))
    page = client.get(reverse("people:offices") + f"?projekt={cast.project.pk}")
    assert [office.name for office in page.context["listing"].rows] == ["Borki", "Zalesie"]
    foreign = client.get(reverse("people:offices") + f"?projekt={cast.other_project.pk}")
    assert foreign.context["listing"].active_filters == []
    assert "Inny projekt" not in foreign.content.decode()


def test_an_organisation_is_added_once_by_a_form_sent_twice(client, cast):
    client.force_login(cast.account("dorota"))
    data = {"kind": "school", "name": "Szkoła nr 1", "parent": "141101", "nip": "526-025-02-74", "regon": ""}
    for status in (302, 422):
        assert client.post(reverse("people:organisation_add"), data).status_code == status
    school = Office.objects.get(kind="school")
    assert (school.parent_id, school.nip) == (cast.zalesie.pk, "5260250274")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"nip": "5260250275"}, "Cyfra kontrolna numeru NIP się nie zgadza"),
        ({"regon": "123"}, "Liczba wpisanych cyfr: 3."),
        ({"parent": ""}, "Wpisz jednostkę samorządu, która prowadzi szkołę."),
        ({"parent": "999999"}, "Nie ma takiej jednostki."),
        ({"name": ""}, "Wpisz pełną nazwę organizacji."),
    ],
)
def test_a_wrong_organisation_is_explained(client, cast, given, words):
    client.force_login(cast.account("grazyna"))
    data = {"kind": "school", "name": "Szkoła nr 1", "parent": "141101", "nip": "", "regon": ""} | given
    answer = client.post(reverse("people:organisation_add"), data)
    assert answer.status_code == 422
    assert words in answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_an_ambiguous_parent_is_told_apart_by_codes(client, cast):
    load(2025)
    client.force_login(cast.account("grazyna"))
    data = {"kind": "school", "name": "Szkoła nr 1", "parent": "Bolesławiec", "nip": "", "regon": ""}
    page = client.post(reverse("people:organisation_add"), data).content.decode()
    assert "0201011 – gmina miejska" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "0201022 – gmina wiejska" in page.replace("\N{NO-BREAK SPACE}", " ")


def test_the_urzad_gets_its_official_name(client, cast):
    client.force_login(cast.account("dorota"))
    url = reverse("people:office_change", args=[cast.zalesie.pk])
    client.post(url, {"office_name": "Urząd Gminy w Zalesiu", "nip": "", "regon": ""})
    cast.zalesie.refresh_from_db()
    assert (cast.zalesie.name, cast.zalesie.office_name) == ("Zalesie", "Urząd Gminy w Zalesiu")


def test_only_the_supplier_loads_the_register(client, cast):
    with seated(SYSTEM):
        draft = keep_draft(terc(2025), file_name="T.csv", by=SYSTEM, at=timezone.now())
    assert statuses(client, cast, reverse("people:register_draft", args=[draft.pk])) == expected({"grazyna"})
    upload_url = reverse("people:register_upload")
    assert statuses(client, cast, upload_url, "post") == expected({"grazyna"}, status=422)
    confirm = reverse("people:register_confirm", args=[draft.pk])
    assert statuses(client, cast, confirm, "post") == expected({"grazyna"}, status=302)
    assert RegisterImport.objects.count() == 1


def test_nine_changes_are_shown_before_they_are_applied(client, cast):
    with seated(SYSTEM):
        Office.objects.filter(pk__in=[cast.zalesie.pk, cast.borki.pk]).update(teryt=None)
    load(2024)
    client.force_login(cast.account("grazyna"))
    answer = upload(client, shared_data("teryt", FILES[2025]).read_bytes(), "TERC_Urzedowy.csv")
    shown = client.get(answer.url)
    page = shown.content.decode().replace("\N{NO-BREAK SPACE}", " ")

    assert shown.context["total"] == 9
    assert "9 zmian w rejestrze" in page
    assert "Zastosuj 9 zmian" in page
    assert len(client.get(answer.url + "?zmiana=created").context["table"]["rows"]) == 2
    assert RegisterImport.objects.count() == 1
    with seated(SYSTEM):
        draft = RegisterDraft.objects.get()
    for _ in range(2):
        done = client.post(reverse("people:register_confirm", args=[draft.pk]))
    assert RegisterImport.objects.count() == 2
    assert client.get(done.url).context["total"] == 9


def test_a_zip_is_taken_as_downloaded(client, cast):
    client.force_login(cast.account("grazyna"))
    data = shared_data("teryt", "TERC_Urzedowy_2025-11-18.zip").read_bytes()
    page = client.get(upload(client, data, "TERC.zip").url)
    assert page.status_code == 200
    assert dict(page.context["kinds"])["gmina wiejska"] == 1459


@pytest.mark.rule("O-01")
def test_faults_are_told_in_polish_with_the_row(client, cast):
    client.force_login(cast.account("grazyna"))
    lines = shared_data("teryt", FILES[2025]).read_bytes().split(b"\r\n")
    lines[100] = lines[100].replace(b";", b",", 1)
    answer = upload(client, b"\r\n".join(lines))
    assert answer.status_code == 422
    assert "Wiersz 101:" in answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    load(2025)
    older = upload(client, shared_data("teryt", FILES[2024]).read_bytes())
    assert "Ten plik opisuje stan na 1 stycznia 2024 r." in older.content.decode().replace(
        "\N{NO-BREAK SPACE}", " "
    )


def test_hostile_files_are_answered(client, cast):
    client.force_login(cast.account("grazyna"))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("TERC.csv", b"0" * 60_000_000)
    laughs = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><teryt>&c;</teryt>'
    began = timezone.now()
    for data in (bomb.getvalue(), laughs, b"", b"PK\x03\x04nothing", b"<a>" * 2_000_000):
        answer = upload(client, data)
        assert answer.status_code == 422
        assert answer.context["form"].errors["file"]
    assert (timezone.now() - began).total_seconds() < 5 * 5
    with seated(SYSTEM):
        assert not RegisterDraft.objects.exists()


def test_roles_are_seen_by_who_runs_or_reads_the_office(client, cast):
    url = reverse("people:staff", args=[cast.zalesie.pk])
    allowed = {"janina", "henryk", "dorota", "grazyna", "irena", "kazimierz"}
    assert statuses(client, cast, url) == expected(allowed, daniel=404)
    foreign = reverse("people:staff", args=[cast.borki.pk])
    assert statuses(client, cast, foreign) == expected(
        {"dorota", "grazyna", "irena", "kazimierz"}, daniel=404, janina=404, henryk=404
    )


@pytest.mark.parametrize("who", ["janina", "henryk", "dorota", "grazyna"])
def test_a_role_is_given_and_taken_away(client, cast, who):
    client.force_login(cast.account(who))
    anna = cast.person("anna")
    data = {"lista-person": anna.pk, "lista-role": "supervisor"}
    for _ in range(2):
        assert client.post(reverse("people:staff_appoint", args=[cast.zalesie.pk]), data).status_code == 302
    with seated(SYSTEM):
        row = Membership.objects.get(person=anna, role="supervisor", ended_at=None)
    url = reverse("people:staff_dismiss", args=[cast.zalesie.pk, row.pk])
    assert client.post(url).status_code == 200  # asks first
    assert client.post(url, {"confirmed": "1"}).status_code == 302
    with seated(SYSTEM):
        assert not Membership.objects.filter(person=anna, role="supervisor", ended_at=None).exists()


def test_a_role_taken_away_is_gone_at_the_next_click(client, cast):
    with seated(SYSTEM):
        row = Membership.objects.get(person=cast.person("bogdan"))
    client.force_login(cast.account("bogdan"))
    assert client.get(reverse("people:own_office")).status_code == 200
    other = type(client)()
    other.force_login(cast.account("janina"))
    other.post(reverse("people:staff_dismiss", args=[cast.zalesie.pk, row.pk]), {"confirmed": "1"})
    assert client.get(reverse("people:own_office")).status_code == 302


@pytest.mark.parametrize("who", ["janina", "dorota", "grazyna"])
def test_somebody_new_gets_a_role(client, cast, who):
    client.force_login(cast.account(who))
    data = {
        "nowa-first_name": "łucja", "nowa-last_name": "BRZĘCZYSZCZYKIEWICZ-ŻAK",
        "nowa-email": "lucja@zalesie.example", "nowa-position": "sekretarz", "nowa-role": "supervisor",
    }  # fmt: skip
    url = reverse("people:staff_appoint_new", args=[cast.zalesie.pk])
    for _ in range(2):
        assert client.post(url, data).status_code == 302
    with seated(SYSTEM):
        row = Membership.objects.select_related("person").get(
            person__email="lucja@zalesie.example", role="supervisor"
        )
        assert row.person.full_name == "Łucja Brzęczyszczykiewicz-Żak"
        assert row.person.login == "l.brzeczyszczykiewicz"
        assert row.office_id == cast.zalesie.pk
    assert "Łucja" in client.get(reverse("people:staff", args=[cast.zalesie.pk])).content.decode()


def test_people_and_offices_beyond_reach_get_no_role(client, cast):
    client.force_login(cast.account("janina"))
    data = {"lista-person": cast.person("cezary").pk, "lista-role": "supervisor"}
    own = reverse("people:staff_appoint", args=[cast.zalesie.pk])
    assert client.post(own, data).status_code == 422
    foreign = reverse("people:staff_appoint", args=[cast.borki.pk])
    assert client.post(foreign, data).status_code == 404
    with seated(SYSTEM):
        celinas = Membership.objects.get(person=cast.person("celina"))
    for office in (cast.zalesie, cast.borki):
        url = reverse("people:staff_dismiss", args=[office.pk, celinas.pk])
        assert client.post(url, {"confirmed": "1"}).status_code == 404
    with seated(SYSTEM):
        assert not Membership.objects.filter(person=cast.person("cezary"), role="supervisor").exists()
        assert Membership.objects.get(pk=celinas.pk).ended_at is None


def test_auditors_and_operators_only_look(client, cast):
    data = {"lista-person": cast.person("anna").pk, "lista-role": "supervisor"}
    url = reverse("people:staff_appoint", args=[cast.zalesie.pk])
    givers = {"janina", "henryk", "dorota", "grazyna"}
    assert statuses(client, cast, url, "post", data) == expected(givers, status=302, daniel=404)


def test_nobody_takes_the_own_role_away(client, cast):
    with seated(SYSTEM):
        own = Membership.objects.get(person=cast.person("janina"))
    client.force_login(cast.account("janina"))
    client.post(reverse("people:staff_dismiss", args=[cast.zalesie.pk, own.pk]), {"confirmed": "1"})
    with seated(SYSTEM):
        assert Membership.objects.get(pk=own.pk).ended_at is None


def test_a_coordinator_sees_no_staff_of_an_office_outside_own_projects(client, cast):
    client.force_login(cast.account("daniel"))

    page = client.get(reverse("people:office", args=[cast.zalesie.pk]))

    assert page.status_code == 200  # the register is public
    for name in ("Maj", "Sowa", "Żak"):
        assert name not in page.content.decode()
